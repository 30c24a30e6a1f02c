import Delivery
import Ledger
import Records

/// Pulls the catalog from the PIM's REST API.
///
/// Both lists are read side by side, each page after the one before it, since only a page tells where the next one
/// begins; while a page is written, the next one is on its way. So at most two calls are under way at once, and a
/// third for a token. One call before asks for the PIM's time.
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
    let pulling = try plan.begin(store, at: settings.now(), lock, report)
    let keys = pulling.keys
    let writer = PullWriter(pulling, attributes: plan.keys.map(\.column), report: report, progress: progress)
    let stop = try await walk(plan, writer)
    try await writer.flush()
    var outcome = PullOutcome(
      stop: stop, pull: await writer.pull, keys: keys, attributes: plan.keys.map(\.column),
      isResumed: plan.resumed != nil, pages: await writer.pages, calls: await client.attempts)
    guard stop == nil else { return outcome }
    (outcome.deleted, outcome.isIncomplete) = try await writer.end(
      at: settings.now(), allows: settings.allows)
    if plan.lacksKeys { outcome.isIncomplete = true }
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
