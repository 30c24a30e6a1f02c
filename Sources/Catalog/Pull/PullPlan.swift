import Delivery
import Ledger
import Records

/// What is asked for, and from where on.
struct PullPlan: Sendable {
  enum Made {
    case plan(PullPlan)
    case stop(PullOutcome.Stop, CatalogPull?)
  }

  let pim: String
  let keys: [ImportKey]
  let since: Int64?
  /// When the pages show things.
  let clock: PullClock
  /// A pull that was cut off and that this one goes on with.
  var resumed: CatalogPull?
  /// A pull that was cut off and that this one gives up.
  var abandoned: CatalogPull?
  /// Whether a key of the catalog was not found, so that its values may be old.
  var lacksKeys = false

  func first(_ resource: PullResource) -> String {
    resource.first(attributes: keys.map(\.column), since: since)
  }

  /// Looks what was there before, and asks the PIM for its identifiers where nobody says which are wanted.
  static func make(
    _ store: CatalogStore, _ client: PIMClient, _ settings: PullSettings, _ report: (Problem) -> Void
  ) async throws(Problem) -> Made {
    let clock: PullClock
    switch await PullClock.ask(client, settings) {
    case .success(let asked): clock = asked
    case .failure(let stopped): return .stop(stopped.reason, try store.pulls().open)
    }
    let future = try store.recallFuture(now: clock.shown).flatMap { clock.isFar($0) ? $0 : nil }
    if let future { report(PullProblem.clock(future, clock.shown)) }
    let pulls = try store.pulls()
    if let resumed = resumed(pulls, settings, clock, report) { return .plan(resumed) }
    let base = pulls.unbroken(of: settings.pimURL.text)
    let since = since(settings, base, pulls.ended.last, isUnsure: future != nil, report)
    let known = try store.read { $0.keys.keys }
    switch await PullKeys.wanted(settings, since == nil ? nil : base, known, client, report) {
    case .success(let found):
      if since != nil, let base, keySet(base.keys) != keySet(text(found.keys)) {
        report(PullProblem.otherKeys())
      }
      return .plan(
        PullPlan(
          pim: settings.pimURL.text, keys: found.keys, since: since, clock: clock,
          abandoned: hasBegun(pulls.open) && !settings.restarts ? pulls.open : nil,
          lacksKeys: found.lacksKnown))
    case .failure(let stopped): return .stop(stopped.reason, nil)
    }
  }

  /// One that has read nothing may have been told what the PIM refuses: nothing is lost by beginning anew.
  private static func hasBegun(_ pull: CatalogPull?) -> Bool {
    pull.map { $0.products != .start || $0.models != .start } ?? false
  }

  /// Goes on where the same is asked for; a whole pull comes before changes, or it would never end.
  private static func resumed(
    _ pulls: CatalogPulls, _ settings: PullSettings, _ clock: PullClock, _ report: (Problem) -> Void
  ) -> PullPlan? {
    let pim = settings.pimURL.text
    guard let open = pulls.open, hasBegun(open), !settings.restarts, open.pim == pim,
      let keys = keys(open.keys), settings.keys.map({ keySet(text($0)) == keySet(open.keys) }) ?? true
    else { return nil }
    if case .last = settings.since, open.since == nil {
      report(PullProblem.wholeFirst(open))
    } else {
      let since = since(settings, pulls.unbroken(of: pim), nil, isUnsure: false) { _ in }
      guard open.since == since else { return nil }
    }
    return PullPlan(pim: pim, keys: keys, since: open.since, clock: clock, resumed: open)
  }

  private static func since(
    _ settings: PullSettings, _ base: CatalogPull?, _ last: CatalogPull?, isUnsure: Bool,
    _ report: (Problem) -> Void
  ) -> Int64? {
    switch settings.since {
    case .always: return nil
    case .moment(let moment): return moment
    case .last(let overlap):
      guard let base, !isUnsure else {
        report(PullProblem.noLast(isUnsure: isUnsure))
        return nil
      }
      if let last, last.number != base.number { report(PullProblem.gap(base)) }
      return base.began - overlap
    }
  }

  /// Nothing is given up before the PIM has taken the keys.
  func begin(
    _ store: CatalogStore, at time: Int64, _ lock: CatalogPullLock, _ report: (Problem) -> Void
  ) throws(Problem) -> CatalogPulling {
    let requests = keys.map(\.request)
    if let resumed { return try store.resume(resumed, keys: requests, shown: clock.shown, lock) }
    if let abandoned { report(PullProblem.abandoned(abandoned)) }
    let source = since.map { "\(pim), changed since \(PullResource.moment($0)) UTC" } ?? pim
    let begin = CatalogPullBegin(
      pim: pim, source: source, keys: Self.text(keys), since: since, shown: clock.shown,
      horizon: clock.horizon)
    return try store.beginPull(begin, keys: requests, at: time, lock)
  }

  // MARK: Keys as text

  /// As `--key` has them.
  static func text(_ keys: [ImportKey]) -> String {
    keys.map { key in
      "\(key.name)=\(key.column)" + (key.normalisation.map { ":\($0.text)" } ?? "")
    }.joined(separator: ",")
  }

  /// In any order they are the same.
  private static func keySet(_ text: String) -> Set<Substring> { Set(text.split(separator: ",")) }

  static func keys(_ text: String) -> [ImportKey]? {
    let keys = text.split(separator: ",").map { part -> ImportKey? in
      do throws(ImportKey.Fault) { return try ImportKey(argument: String(part)) } catch { return nil }
    }
    return keys.contains(nil) ? nil : keys.compactMap { $0 }
  }
}
