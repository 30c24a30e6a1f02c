import Delivery
import Ledger
import Records

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
    var page = await page(query, isBehindFullPage: false)
    // Of a million products some 10,000: the hashes of their queries find a list that leads back into itself.
    var seen: Set<Int> = [query.hashValue]
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
      guard seen.insert(next.hashValue).inserted else {
        return .settings(PullProblem.circle(resource, await fate))
      }
      query = next
      // A page is parsed, so where the next one begins is known: it is asked for while this one is written.
      async let following = self.page(next, isBehindFullPage: read.items.count >= PullResource.pageSize)
      try await writer.add(read, of: resource, next: .next(next))
      page = await following
    }
  }

  private var fate: PullFate {
    get async {
      let pages = await writer.pages
      return plan.resumed == nil && pages == 0 ? .nothingRead : .kept
    }
  }

  private func page(
    _ query: String, isBehindFullPage: Bool
  ) async -> Result<(PullPage, String?), PullStopped> {
    do throws(CallFailure) {
      let body = try await client.get(resource.path, query: query).body
      guard let page = PullPage(body) else {
        return .failure(PullStopped(reason: .unavailable(PullProblem.noPage(resource, pim, await fate))))
      }
      // A PIM may name a next page wherever one is full, so behind the last full page there may be nothing.
      if page.items.isEmpty, query != plan.first(resource), !isBehindFullPage {
        return .failure(PullStopped(reason: .unavailable(PullProblem.emptyPage(resource, await fate))))
      }
      return await next(page)
    } catch {
      let isFirst = query == plan.first(resource)
      return .failure(PullStopped(reason: .of(error, resource, pim, await fate, isFirst: isFirst)))
    }
  }

  private func next(_ page: PullPage) async -> Result<(PullPage, String?), PullStopped> {
    do throws(PullLink.Fault) {
      switch page.next {
      case .none: return .success((page, nil))
      case .link(let href): return .success((page, try PullLink.query(href, of: resource, at: pim)))
      case .unreadable: throw .unusable
      }
    } catch {
      return .failure(PullStopped(reason: .settings(PullProblem.link(error, resource, pim, await fate))))
    }
  }
}

extension PullOutcome.Stop {
  static func of(
    _ failure: CallFailure, _ resource: PullResource, _ pim: ServiceURL, _ fate: PullFate, isFirst: Bool
  ) -> Self {
    let problem = PullProblem.call(failure, resource, pim, fate, isFirst: isFirst)
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
