import HTTPTypes
import Hummingbird
import NIOCore

/// What became of a request, for the access log.
///
/// Holds no header and no body: tokens and reviews stay out of logs.
public struct AccessRecord: Sendable, Equatable {
  public var method: String
  public var path: String
  /// A status, or `cut`, `dropped` or `aborted`.
  public var outcome: String
  /// The fault that struck the request.
  public var fault: String?
  /// Reviews in the body.
  public var reviews: Int
  public var duration: Duration

  public init(
    method: String, path: String, outcome: String, fault: String?, reviews: Int, duration: Duration
  ) {
    self.method = method
    self.path = path
    self.outcome = outcome
    self.fault = fault
    self.reviews = reviews
    self.duration = duration
  }
}

/// Answers requests: the planned fault first, then the endpoint.
struct EmulatorResponder: HTTPResponder {
  struct Context: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) { channel = source.channel }
  }

  let core: EmulatorCore
  let onAccess: (@Sendable (AccessRecord) -> Void)?

  func respond(to request: Request, context: Context) async throws -> Response {
    let path = request.uri.path
    if path == StateEndpoint.path || path.hasPrefix(StateEndpoint.path + "/") {
      return StateEndpoint(core: core).answer(request).response(over: nil, time: core.time)
    }
    let start = core.time.now
    let clientID = kind(of: path) == nil ? nil : request.header("X-PIM-CLIENT-ID")
    let fault = core.begin(path: path, clientID: clientID)
    func end(_ outcome: Outcome) {
      core.end(outcome: outcome.name)
      onAccess?(
        AccessRecord(
          method: request.method.rawValue, path: path, outcome: outcome.name, fault: fault?.name,
          reviews: outcome.reviews, duration: core.time.now - start))
    }
    let outcome: Outcome
    do {
      outcome = try await perform(fault?.action, request)
    } catch {
      end(Outcome(name: "aborted", reviews: 0, response: nil))
      throw error
    }
    // Counted before the client can know of it, so that whoever asks next sees it.
    end(outcome)
    if let response = outcome.response { return response }
    // A response cannot be withheld, but what is written to a closed connection reaches nobody.
    try? await context.channel.close()
    return Response(status: .internalServerError)
  }

  private struct Outcome {
    var name: String
    var reviews: Int
    /// Nil closes the connection.
    var response: Response?
  }

  private func perform(_ action: Fault.Action?, _ request: Request) async throws -> Outcome {
    if let delay = action?.delay { try await core.time.sleep(for: delay) }
    var slowness: Duration?
    var answer: Answer
    switch action?.effect {
    case .cut: return Outcome(name: "cut", reviews: 0, response: nil)
    case .status(let status, let retryAfter, let location):
      answer = planned(status, retryAfter: retryAfter, location: location)
    case .dropReply:
      answer = try await self.answer(request)
      return Outcome(name: "dropped", reviews: answer.reviews, response: nil)
    case .wrongJSON:
      answer = try await self.answer(request)
      answer.body = String(answer.body.prefix(max(1, answer.body.count / 2)))
    case .slowBody(let duration):
      slowness = duration
      answer = try await self.answer(request)
    case .expireTokens(let includingRefresh):
      core.expireTokens(includingRefresh: includingRefresh)
      answer = try await self.answer(request)
    case nil: answer = try await self.answer(request)
    }
    return Outcome(
      name: String(answer.status), reviews: answer.reviews,
      response: answer.response(over: slowness, time: core.time))
  }

  private func planned(_ status: Int, retryAfter: String?, location: String?) -> Answer {
    var headers: [(name: HTTPField.Name, value: String)] = []
    if let retryAfter { headers.append((.retryAfter, retryAfter)) }
    if let location { headers.append((.location, location)) }
    return .error(status, "a planned fault", headers: headers)
  }

  private func kind(of path: String) -> IngestEndpoint.Kind? {
    let ingest = "\(core.configuration.prefix)/reviews/ingest"
    return switch path {
    case "\(ingest)/async": .async
    case ingest, "\(ingest)/": .sync
    default: nil
    }
  }

  private func answer(_ request: Request) async throws -> Answer {
    let path = request.uri.path
    if let list = CatalogEndpoint.kind(of: path) {
      guard request.method == .get else {
        return .error(405, "only GET is known here", headers: [(.allow, "GET")])
      }
      return CatalogEndpoint(core: core, kind: list).answer(request)
    }
    let kind = kind(of: path)
    guard kind != nil || path == EmulatorConfiguration.tokenPath else {
      return .error(404, "no endpoint has the path \(Quoted.text(path))")
    }
    guard request.method == .post else {
      return .error(405, "only POST is known here", headers: [(.allow, "POST")])
    }
    guard let kind else { return try await TokenEndpoint(core: core).answer(request) }
    return try await IngestEndpoint(core: core, kind: kind).answer(request)
  }
}
