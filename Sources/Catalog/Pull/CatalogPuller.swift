import Delivery
import Ledger
import Records

/// Pulls the catalog from the PIM's REST API.
///
/// Both lists are read side by side, each page after the one before it, since only a page tells where the next one
/// begins; while a page is written, the next one is on its way. So at most two calls are under way at once, and a
/// third for a token.
public struct CatalogPuller: Sendable {
  private let store: CatalogStore
  private let client: PIMClient
  private let settings: PullSettings
  private let report: @Sendable (Problem) -> Void
  private let progress: @Sendable (PullProgress) -> Void

  public init(
    store: CatalogStore, client: PIMClient, settings: PullSettings,
    report: @escaping @Sendable (Problem) -> Void, progress: @escaping @Sendable (PullProgress) -> Void
  ) {
    self.store = store
    self.client = client
    self.settings = settings
    self.report = report
    self.progress = progress
  }

  /// Pulls until all is read, or until it is stopped: by the PIM, or by the cancellation of its task.
  ///
  /// Throws what is wrong with the ledger.
  public func run() async throws(Problem) -> PullOutcome {
    let lock = try store.lockPulls()
    let plan: PullPlan
    switch try await PullPlan.make(store, client, settings, report) {
    case .plan(let made): plan = made
    case .stop(let stop, let pull): return await stopped(stop, pull)
    }
    let pulling = try plan.begin(store, at: settings.now(), lock)
    let keys = pulling.keys
    let writer = PullWriter(pulling, attributes: plan.keys.map(\.column), report: report, progress: progress)
    let stop = try await walk(plan, writer)
    try await writer.flush()
    var outcome = PullOutcome(
      stop: stop, pull: await writer.pull, keys: keys, attributes: plan.keys.map(\.column),
      isResumed: plan.resumed != nil, pages: await writer.pages, calls: await client.attempts)
    guard stop == nil else { return outcome }
    (outcome.deleted, outcome.isIncomplete) = try await writer.end(at: settings.now())
    outcome.pull = await writer.pull
    outcome.ambiguous = try CatalogReader(path: store.path).ambiguities { _ in }
    return outcome
  }

  /// Before there was a reading.
  private func stopped(_ stop: PullOutcome.Stop, _ pull: CatalogPull?) async -> PullOutcome {
    let nothing = CatalogPull.none(pim: settings.pimURL.text, at: settings.now())
    return PullOutcome(
      stop: stop, pull: pull ?? nothing, keys: [], attributes: [], isResumed: pull != nil, pages: 0,
      calls: await client.attempts)
  }

  /// The first list that stops stops the other one.
  private func walk(_ plan: PullPlan, _ writer: PullWriter) async throws(Problem) -> PullOutcome.Stop? {
    let ends = await withTaskGroup(of: Result<PullOutcome.Stop?, Problem>.self) { group in
      for resource in PullResource.allCases {
        let walk = PullWalk(
          resource: resource, plan: plan, client: client, writer: writer, pim: settings.pimURL)
        group.addTask {
          do throws(Problem) { return .success(try await walk.run()) } catch { return .failure(error) }
        }
      }
      var ends: [Result<PullOutcome.Stop?, Problem>] = []
      for await end in group {
        ends.append(end)
        if case .success(nil) = end { continue }
        group.cancelAll()
      }
      return ends
    }
    var stop: PullOutcome.Stop?
    for end in ends {
      let reason = try end.get()
      // The other list was cancelled for it.
      if stop == nil || stop == .cancelled { stop = reason ?? stop }
    }
    return stop
  }
}

/// Reads one list from page to page.
struct PullWalk: Sendable {
  let resource: PullResource
  let plan: PullPlan
  let client: PIMClient
  let writer: PullWriter
  let pim: ServiceURL

  /// Why it ended before the last page; nil behind that.
  func run() async throws(Problem) -> PullOutcome.Stop? {
    var query: String
    switch await writer.place(resource) {
    case .end: return nil
    case .next(let place): query = place
    case .start: query = plan.first(resource)
    }
    var page = await page(query)
    while true {
      let (read, next): (PullPage, String?)
      switch page {
      case .failure(let stop): return stop.reason
      case .success(let found): (read, next) = found
      }
      guard let next else {
        try await writer.add(read, of: resource, next: .end)
        return nil
      }
      if next == query { return .settings(PullProblem.circle(resource)) }
      query = next
      // A page is parsed, so where the next one begins is known: it is asked for while this one is written.
      async let following = self.page(next)
      try await writer.add(read, of: resource, next: .next(next))
      page = await following
    }
  }

  private struct Stopped: Error { var reason: PullOutcome.Stop }

  private func page(_ query: String) async -> Result<(PullPage, String?), Stopped> {
    do throws(CallFailure) {
      let body = try await client.get(resource.path, query: query)
      guard let page = PullPage(body) else {
        return .failure(Stopped(reason: .unavailable(PullProblem.noPage(resource, pim))))
      }
      return next(page)
    } catch {
      let isFirst = query == plan.first(resource)
      return .failure(Stopped(reason: .of(error, resource, pim, isFirst: isFirst)))
    }
  }

  private func next(_ page: PullPage) -> Result<(PullPage, String?), Stopped> {
    do throws(PullLink.Fault) {
      let next: String? =
        if let href = page.next { try PullLink.query(href, of: resource, at: pim) } else { nil }
      return .success((page, next))
    } catch {
      return .failure(Stopped(reason: .settings(PullProblem.link(error, resource, pim))))
    }
  }
}

extension PullOutcome.Stop {
  static func of(_ failure: CallFailure, _ resource: PullResource, _ pim: ServiceURL, isFirst: Bool) -> Self {
    let problem = PullProblem.call(failure, resource, pim, isFirst: isFirst)
    switch failure {
    case .cancelled: return .cancelled
    case .noToken(let refusal, _):
      return refusal.isAboutCredentials
        ? .credentials(problem) : refusal == .address ? .settings(problem) : .unavailable(problem)
    case .gaveUp, .tooLong: return .unavailable(problem)
    case .refused(let refusal):
      switch refusal.kind {
      case .credentials, .permission: return .credentials(problem)
      case .certificate, .proxyCredentials, .protocolError: return .unavailable(problem)
      case .body, .address, .product, .redirect: return .settings(problem)
      }
    }
  }

  public var problem: Problem? {
    switch self {
    case .unavailable(let problem), .credentials(let problem), .settings(let problem): problem
    case .cancelled: nil
    }
  }
}
