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
  /// A pull that was cut off and that this one goes on with.
  let resumed: CatalogPull?

  func first(_ resource: PullResource) -> String {
    resource.first(attributes: keys.map(\.column), since: since)
  }

  /// Looks what was there before, and asks the PIM for its identifiers where nobody says which are wanted.
  static func make(
    _ store: CatalogStore, _ client: PIMClient, _ settings: PullSettings, _ report: (Problem) -> Void
  ) async throws(Problem) -> Made {
    let (open, last) = try store.pulls()
    let pim = settings.pimURL.text
    let since = since(settings, last, pim, report)
    // One that has read nothing may have been told what the PIM refuses: nothing is lost by beginning anew.
    if let open, open.products != .start || open.models != .start, !settings.restarts {
      let isSame = open.pim == pim && open.since == since
      let asked = settings.keys.map(text) ?? open.keys
      if isSame, asked == open.keys, let keys = keys(open.keys) {
        return .plan(PullPlan(pim: pim, keys: keys, since: since, resumed: open))
      }
      report(PullProblem.abandoned(open))
    }
    let known = try store.read { $0.keys.keys.map(\.name) }
    switch await wanted(settings, since == nil ? nil : last, known, client, report) {
    case .success(let keys):
      if since != nil, let last, last.keys != text(keys) { report(PullProblem.otherKeys()) }
      return .plan(PullPlan(pim: pim, keys: keys, since: since, resumed: nil))
    case .failure(let stop): return .stop(stop, nil)
    }
  }

  private static func since(
    _ settings: PullSettings, _ last: CatalogPull?, _ pim: String, _ report: (Problem) -> Void
  ) -> Int64? {
    switch settings.since {
    case .always: return nil
    case .moment(let moment): return moment
    case .last(let overlap):
      if let last, last.pim == pim { return last.began - overlap }
      report(PullProblem.noLast())
      return nil
    }
  }

  private enum Wanted {
    case success([ImportKey])
    case failure(PullOutcome.Stop)
  }

  /// Those that were asked for, else for changes those of the pull before, else those that a page shows.
  ///
  /// What was asked for is tried with a page too: a key that the PIM does not have must not come into the catalog.
  private static func wanted(
    _ settings: PullSettings, _ last: CatalogPull?, _ known: [String], _ client: PIMClient,
    _ report: (Problem) -> Void
  ) async -> Wanted {
    if settings.keys == nil, let keys = last.flatMap({ keys($0.keys) }) { return .success(keys) }
    do throws(CallFailure) {
      let resource = PullResource.products
      let attributes = settings.keys?.map(\.column)
      let body = try await client.get(
        resource.path, query: resource.first(attributes: attributes, since: nil))
      guard let page = PullPage(body) else {
        return .failure(.unavailable(PullProblem.noPage(resource, settings.pimURL)))
      }
      if let keys = settings.keys { return .success(keys) }
      let names = page.identifiers(known: known)
      for name in known where !names.contains(name) { report(PullProblem.keyNotShown(name)) }
      if names.isEmpty { report(PullProblem.noKey()) }
      return .success(names.map { ImportKey(name: $0) })
    } catch {
      return .failure(.of(error, .products, settings.pimURL, isFirst: settings.keys != nil))
    }
  }

  func begin(_ store: CatalogStore, at time: Int64, _ lock: CatalogPullLock) throws(Problem) -> CatalogPulling
  {
    let requests = keys.map {
      CatalogKeyRequest($0.name, $0.normalisation, usual: KnownIdentifier.normalisation($0.name))
    }
    if let resumed { return try store.resume(resumed, keys: requests, at: time, lock) }
    let source = since.map { "\(pim), changed since \(PullResource.moment($0)) UTC" } ?? pim
    return try store.beginPull((pim, source, Self.text(keys), since), keys: requests, at: time, lock)
  }

  // MARK: Keys as text

  /// As `--key` has them.
  static func text(_ keys: [ImportKey]) -> String {
    keys.map { key in
      "\(key.name)=\(key.column)" + (key.normalisation.map { ":\($0.text)" } ?? "")
    }.joined(separator: ",")
  }

  static func keys(_ text: String) -> [ImportKey]? {
    let keys = text.split(separator: ",").map { part -> ImportKey? in
      do throws(ImportKey.Fault) { return try ImportKey(argument: String(part)) } catch { return nil }
    }
    return keys.contains(nil) ? nil : keys.compactMap { $0 }
  }
}
