import Ledger
import Records
import Synchronization

@testable import Delivery

let connection = Credentials.connection(
  clientID: SecretText("client-id-7"), clientSecret: SecretText("client-secret-7"),
  username: SecretText("robot-user"), password: SecretText(#"pass"w\ord/é"#))

let app = Credentials.app(clientID: SecretText("client-id-7"), token: SecretText("fixed-token-0"))

/// A ledger that keeps a list, and fails when it is told to.
final class FakeLog: AcceptanceLog {
  private struct State {
    var noted: [AcceptedRequest] = []
    var calls = 0
    var underWay = 0
    var mostUnderWay = 0
  }

  private let clock: ManualClock
  private let failsAt: Int?
  private let takes: Duration
  private let state = Mutex(State())

  /// From the call `failsAt` on all fail.
  init(_ clock: ManualClock, failsAt: Int?, takes: Duration) {
    self.clock = clock
    self.failsAt = failsAt
    self.takes = takes
  }

  static let failure = Problem("ledger.write", .error, "the disk is full")

  var noted: [AcceptedRequest] { state.withLock { $0.noted } }
  var mostUnderWay: Int { state.withLock { $0.mostUnderWay } }

  func note(_ request: AcceptedRequest) async throws(Problem) {
    let call = state.withLock { state in
      state.calls += 1
      state.underWay += 1
      state.mostUnderWay = max(state.mostUnderWay, state.underWay)
      return state.calls
    }
    if takes > .zero { try? await clock.sleep(until: clock.now.advanced(by: takes), tolerance: nil) }
    state.withLock { $0.underWay -= 1 }
    if let failsAt, call >= failsAt { throw Self.failure }
    state.withLock { $0.noted.append(request) }
  }
}

/// Keeps failures in a list; fails from the call `failsAt` on.
final class FakeSink: FailureSink {
  private let failsAt: Int?
  private let state = Mutex<(kept: [RefusedRequest], calls: Int)>(([], 0))

  init(failsAt: Int?) { self.failsAt = failsAt }

  static let failure = Problem("io.write", .error, "no space")

  var kept: [RefusedRequest] { state.withLock { $0.kept } }
  var bodies: [String] { kept.map { String(decoding: $0.request.body, as: UTF8.self) } }

  func keep(_ failure: RefusedRequest) throws(Problem) {
    let isFailing = state.withLock { state in
      state.calls += 1
      if let failsAt, state.calls >= failsAt { return true }
      state.kept.append(failure)
      return false
    }
    if isFailing { throw Self.failure }
  }
}

/// What a submitter told of.
final class Reports: Sendable {
  private let list = Mutex<[Problem]>([])

  var all: [Problem] { list.withLock { $0 } }

  func add(_ problem: Problem) { list.withLock { $0.append(problem) } }
}

extension OutgoingRequest {
  /// A request with this body, whose reviews are the names in it.
  static func of(_ body: String, reviews: Int = 1, number: Int = 1) -> OutgoingRequest {
    let keys = ReviewKeys(capacity: 64)
    Array("Y".utf8).withUnsafeBufferPointer { keys.product(origin: $0, key: $0) }
    for review in 0..<reviews {
      Array("\(body)-\(review)".utf8).withUnsafeBufferPointer { id in
        keys.review(id: id, content: ContentHash(UnsafeRawBufferPointer(id)))
      }
    }
    return OutgoingRequest(
      number: number, key: Array("{}".utf8), body: Array(body.utf8), reviewCount: reviews, reviews: keys)
  }
}

extension [OutgoingRequest] {
  /// Requests `r1`, `r2` … of two reviews each.
  static func many(_ count: Int) -> [OutgoingRequest] {
    (1...count).map { OutgoingRequest.of("r\($0)", reviews: 2, number: $0) }
  }
}
