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
    let length = request.headers[.contentLength].flatMap { Int($0) } ?? 0
    if length > EventLimits.maxBytes { return Answer(.tooLarge, ListenerProblem.tooLarge()) }
    var body: [UInt8] = []
    defer { intake.drop(bytes: body.count) }
    for try await part in request.body {
      guard body.count + part.readableBytes <= EventLimits.maxBytes else {
        return Answer(.tooLarge, ListenerProblem.tooLarge())
      }
      guard intake.hold(bytes: part.readableBytes) else { return try await refuse(request) }
      body.append(contentsOf: part.readableBytesView)
    }
    let arrived: Arrived
    switch judge(body, signatures(request), target) {
    case .success(let value): arrived = value
    case .failure(let refusal): return refusal.answer
    }
    guard intake.admit() else { return Answer(.backlog, ListenerProblem.backlog()) }
    defer { intake.release() }
    return await store(arrived, deadline: deadline)
  }

  /// Whoever is still sending would miss an answer that comes before the end.
  private func refuse(_ request: Request) async throws -> Answer {
    for try await _ in request.body {}
    return Answer(.backlog, ListenerProblem.backlog())
  }

  private func signatures(_ request: Request) -> [String] {
    [SignatureHeader.primary, SignatureHeader.secondary].compactMap { name in
      HTTPField.Name(name).flatMap { request.headers[$0] }
    }
  }

  // MARK: What it is

  private struct Arrived {
    var arrival: EventArrival
    /// Where it is stored and new.
    var answer: Answer
  }

  private struct Refusal: Error { var answer: Answer }

  /// Whether it is signed, and what it is; a body that is meant for the other path is taken for what it is.
  ///
  /// An event must be signed with a secret of events wherever it comes: the secret of notifications may belong to
  /// someone who is to know nothing but the state of a subscription.
  private func judge(
    _ body: [UInt8], _ signatures: [String], _ target: ListenerConfiguration.Target
  ) -> Result<Arrived, Refusal> {
    let isOfEvents = events.accepts(signatures, of: body)
    let isSigned = isOfEvents || notifications.accepts(signatures, of: body)
    let shape = isSigned ? Self.shape(body) ?? target : target
    guard shape == .events ? isOfEvents : isSigned else {
      return .failure(
        Refusal(answer: Answer(.unsigned, ListenerProblem.unsigned(hasSignature: !signatures.isEmpty))))
    }
    var arrived = read(body, as: shape)
    if shape != target, arrived.answer.outcome != .unreadable {
      metrics.noteMisdirected()
      arrived.answer.problem = ListenerProblem.misdirected(target, configuration)
    }
    return .success(arrived)
  }

  /// Told by a member that only the one or the other has; nil where that tells nothing.
  private static func shape(_ body: [UInt8]) -> ListenerConfiguration.Target? {
    guard let document = JSONFragment(body, maxDepth: EventLimits.maxDepth) else { return nil }
    if document["specversion"] != nil { return .events }
    return document["notification_type"] != nil ? .notifications : nil
  }

  private func read(_ body: [UInt8], as shape: ListenerConfiguration.Target) -> Arrived {
    let received = Self.now()
    do throws(Problem) {
      switch shape {
      case .events:
        let event = try PlatformEvent(json: body)
        metrics.note(event)
        return Arrived(arrival: .event(event.entry(payload: body, received: received)), answer: Answer(.new))
      case .notifications:
        let notification = try SubscriptionNotification(json: body)
        var answer = Answer(.notification)
        answer.notification = notification
        return Arrived(
          arrival: .notification(notification.entry(payload: body, received: received)), answer: answer)
      }
    } catch {
      return Arrived(
        arrival: .unreadable(UnreadableEntry(error, payload: body, received: received)),
        answer: Answer(.unreadable, error))
    }
  }

  private func store(_ arrived: Arrived, deadline: ContinuousClock.Instant) async -> Answer {
    switch await intake.take(arrived.arrival, deadline: deadline) {
    case .stored(.duplicate) where arrived.answer.outcome == .new: return Answer(.duplicate)
    case .stored: return arrived.answer
    case .failed(let problem): return Answer(.failed, problem)
    case .late: return Answer(.late, ListenerProblem.late())
    }
  }

  private static func now() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
