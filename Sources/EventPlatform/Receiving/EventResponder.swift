import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Records

/// Answers the requests of a listener.
struct EventResponder: HTTPResponder {
  struct Context: InitializableFromSource {
    init(source: ApplicationRequestContextSource) {}
  }

  let configuration: ListenerConfiguration
  let intake: EventIntake
  let metrics: ListenerMetrics
  let report: @Sendable (ListenerRecord) -> Void
  private let events: SignatureVerifier
  private let notifications: SignatureVerifier

  init(
    _ configuration: ListenerConfiguration, intake: EventIntake, metrics: ListenerMetrics,
    report: @escaping @Sendable (ListenerRecord) -> Void
  ) {
    (self.configuration, self.intake, self.metrics) = (configuration, intake, metrics)
    self.report = report
    events = SignatureVerifier(secrets: configuration.secrets.ofEvents)
    notifications = SignatureVerifier(secrets: configuration.secrets.ofNotifications)
  }

  func respond(to request: Request, context: Context) async throws -> Response {
    let start = ContinuousClock.now
    let path = request.uri.path
    if let page = await page(path, request.method) { return page }
    let answer = try await answer(request, path, since: start)
    let duration = ContinuousClock.now - start
    metrics.count(answer.outcome, after: duration)
    report(
      ListenerRecord(
        method: request.method.rawValue, path: path, outcome: answer.outcome, problem: answer.problem,
        notification: answer.notification, duration: duration))
    return Self.response(answer.outcome)
  }

  // MARK: Pages

  private func page(_ path: String, _ method: HTTPRequest.Method) async -> Response? {
    guard method == .get || method == .head else { return nil }
    switch path {
    case ListenerConfiguration.healthPath:
      let isHealthy = await intake.isHealthy()
      return Self.text(isHealthy ? 200 : 503, isHealthy ? "ok\n" : "the store does not answer\n")
    case configuration.metricsPath: return Self.text(200, metrics.text(intake.condition))
    default: return nil
    }
  }

  private static func text(_ status: Int, _ text: String) -> Response {
    Response(
      status: HTTPResponse.Status(code: status),
      headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  private static func response(_ outcome: ListenerOutcome) -> Response {
    var headers = HTTPFields()
    if outcome == .method { headers[.allow] = "POST" }
    return Response(status: HTTPResponse.Status(code: outcome.status), headers: headers)
  }

  // MARK: Events and notifications

  private struct Answer {
    var outcome: ListenerOutcome
    var problem: Problem?
    var notification: SubscriptionNotification?

    init(_ outcome: ListenerOutcome, _ problem: Problem? = nil) {
      self.outcome = outcome
      self.problem = problem
    }
  }

  private func answer(
    _ request: Request, _ path: String, since start: ContinuousClock.Instant
  ) async throws -> Answer {
    let isPost = request.method == .post
    switch configuration.target(of: path) {
    case nil: return isPost ? Answer(.path, ListenerProblem.path(path, configuration)) : Answer(.unknownPage)
    case .some where !isPost: return Answer(.method)
    case let target?: return try await take(request, target, deadline: start + intake.limits.patience)
    }
  }

  private func take(
    _ request: Request, _ target: ListenerConfiguration.Target, deadline: ContinuousClock.Instant
  ) async throws -> Answer {
    let length = request.headers[.contentLength].flatMap { Int($0) } ?? EventLimits.maxBytes
    if length > EventLimits.maxBytes { return Answer(.tooLarge, ListenerProblem.tooLarge()) }
    guard intake.admit(bytes: length) else {
      // Whoever is still sending would miss an answer that comes before the end.
      for try await _ in request.body {}
      return Answer(.backlog, ListenerProblem.backlog())
    }
    defer { intake.release(bytes: length) }
    let body: ByteBuffer
    do {
      body = try await request.body.collect(upTo: EventLimits.maxBytes)
    } catch is NIOTooManyBytesError {
      return Answer(.tooLarge, ListenerProblem.tooLarge())
    }
    let bytes = Array(body.readableBytesView)
    let names = [SignatureHeader.primary, SignatureHeader.secondary]
    let signatures = names.compactMap { HTTPField.Name($0).flatMap { request.headers[$0] } }
    guard (target == .events ? events : notifications).accepts(signatures, of: bytes) else {
      return Answer(.unsigned, ListenerProblem.unsigned(hasSignature: !signatures.isEmpty))
    }
    return await store(bytes, target, deadline: deadline)
  }

  private func store(
    _ bytes: [UInt8], _ target: ListenerConfiguration.Target, deadline: ContinuousClock.Instant
  ) async -> Answer {
    let received = Self.now()
    var answer: Answer
    let arrival: EventArrival
    do throws(Problem) {
      switch target {
      case .events:
        let event = try PlatformEvent(json: bytes)
        metrics.note(event)
        (arrival, answer) = (.event(event.entry(payload: bytes, received: received)), Answer(.new))
      case .notifications:
        let notification = try SubscriptionNotification(json: bytes)
        answer = Answer(.notification)
        answer.notification = notification
        arrival = .notification(notification.entry(payload: bytes, received: received))
      }
    } catch {
      answer = Answer(.unreadable, error)
      arrival = .unreadable(UnreadableEntry(error, payload: bytes, received: received))
    }
    switch await intake.take(arrival, deadline: deadline) {
    case .stored(.duplicate) where answer.outcome == .new: return Answer(.duplicate)
    case .stored: return answer
    case .failed(let problem): return Answer(.failed, problem)
    case .late: return Answer(.late, ListenerProblem.late())
    }
  }

  private static func now() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
