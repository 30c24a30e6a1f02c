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
    if let page = await page(path, request.method) {
      return request.method == .head ? page.createHeadResponse() : page
    }
    let answer = try await answer(request, path, since: start)
    let duration = ContinuousClock.now - start
    metrics.count(answer.outcome, after: duration)
    report(
      ListenerRecord(
        method: request.method.rawValue, path: path, outcome: answer.outcome, problem: answer.problem,
        notification: answer.notification, duration: duration))
    return Self.response(answer)
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
      headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .connection: "close"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// Only who signs keeps a connection: anyone else takes no more room than one request needs.
  private static func response(_ answer: Answer) -> Response {
    var headers = HTTPFields()
    if answer.outcome == .method { headers[.allow] = "POST" }
    if !answer.isSigned { headers[.connection] = "close" }
    return Response(status: HTTPResponse.Status(code: answer.outcome.status), headers: headers)
  }

  // MARK: Events and notifications

  private struct Answer {
    var outcome: ListenerOutcome
    var problem: Problem?
    var notification: SubscriptionNotification?
    var isSigned = false

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
    guard let isHeld = try await hold(request, in: &body) else {
      return Answer(.tooLarge, ListenerProblem.tooLarge())
    }
    guard isHeld else { return Answer(.backlog, ListenerProblem.backlog()) }
    var answer: Answer
    switch judge(body, signatures(request), target) {
    case .success(let arrived): answer = await take(arrived, deadline: deadline)
    case .failure(let refusal): return refusal.answer
    }
    answer.isSigned = true
    return answer
  }

  private func take(_ arrived: Arrived, deadline: ContinuousClock.Instant) async -> Answer {
    guard intake.admit() else { return Answer(.backlog, ListenerProblem.backlog()) }
    defer { intake.release() }
    return await store(arrived, deadline: deadline)
  }

  /// Reads a body to its end; false where there was no room for all of it, nil where it is too large.
  ///
  /// Whoever is still sending would miss an answer that comes before the end; and a body is read once only.
  private func hold(_ request: Request, in body: inout [UInt8]) async throws -> Bool? {
    var (count, isHeld) = (0, true)
    for try await part in request.body {
      count += part.readableBytes
      guard count <= EventLimits.maxBytes else { return nil }
      isHeld = isHeld && intake.hold(bytes: part.readableBytes, after: body.count)
      if isHeld { body.append(contentsOf: part.readableBytesView) }
    }
    return isHeld
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
    let document = isSigned ? JSONFragment(body, maxDepth: EventLimits.maxDepth) : nil
    let shape = document.flatMap(Self.shape) ?? target
    guard shape == .events ? isOfEvents : isSigned else {
      return .failure(
        Refusal(answer: Answer(.unsigned, ListenerProblem.unsigned(hasSignature: !signatures.isEmpty))))
    }
    var arrived = read(body, document, as: shape)
    if shape != target, arrived.answer.outcome != .unreadable {
      metrics.noteMisdirected()
      arrived.answer.problem = ListenerProblem.misdirected(target, configuration)
    }
    return .success(arrived)
  }

  /// Told by a member that only the one or the other has; nil where that tells nothing.
  private static func shape(_ document: JSONFragment) -> ListenerConfiguration.Target? {
    if document["specversion"] != nil { return .events }
    return document["notification_type"] != nil ? .notifications : nil
  }

  private func read(
    _ body: [UInt8], _ document: JSONFragment?, as shape: ListenerConfiguration.Target
  ) -> Arrived {
    let received = Self.now()
    do throws(Problem) {
      guard let document else { throw EventProblem.notJSON() }
      switch shape {
      case .events:
        let event = try PlatformEvent(document)
        metrics.note(event)
        return Arrived(arrival: .event(event.entry(payload: body, received: received)), answer: Answer(.new))
      case .notifications:
        let notification = try SubscriptionNotification(document)
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
