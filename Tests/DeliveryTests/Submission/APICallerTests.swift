import Synchronization
import Testing

@testable import Delivery

/// Calls on a manual clock, whose tasks run one by one in a random order.
struct APICallerTests {
  private let clock = ManualClock()

  private func caller(
    _ server: FakeServer, _ credentials: Credentials = app, maxRate: Int? = 100
  ) throws -> APICaller {
    let settings = CallSettings(
      pimURL: try ServiceURL("https://pim.example", name: "--pim-url"), maxRate: maxRate)
    return APICaller(
      settings: settings, credentials: credentials, transport: server, time: RunTime(clock), seed: 1,
      ratesTokens: true)
  }

  private static func post(_ body: String, _ token: SecretText) -> HTTPPost {
    HTTPPost(
      url: "https://pim.example/list", headers: [("X-PIM-TOKEN", token)], body: Array(body.utf8),
      timeout: .seconds(60))
  }

  /// Runs so many callers, each with calls one after the other, to their end.
  private func run(_ caller: APICaller, callers: Int, calls: Int, seed: Int) -> Int {
    let (executor, counts) = (StepExecutor(), Counts())
    var random = PolicyRandom(UInt64(seed))
    for number in 0..<callers {
      Task(executorPreference: executor) {
        for call in 0..<calls {
          let answer = try? await caller.call(endpoint: .asynchronous) { token in
            Self.post("\(number)-\(call)", token)
          }
          if answer != nil { counts.state.withLock { $0.answers += 1 } }
        }
        counts.state.withLock { $0.ended += 1 }
      }
    }
    while counts.state.withLock({ $0.ended }) < callers {
      guard executor.runOne(using: &random) || clock.advanceToNextSleeper() else { break }
    }
    return counts.state.withLock { $0.answers }
  }

  private final class Counts: Sendable {
    let state = Mutex((ended: 0, answers: 0))
  }

  @Test(arguments: 1...5) func theRateAndTheCallsUnderWayAreBounded(_ seed: Int) throws {
    let server = FakeServer(clock) { arrival in
      arrival.attempt == 1 && arrival.body.hasSuffix("7") ? .status(429) : .status(200)
    }
    #expect(run(try caller(server), callers: 4, calls: 100, seed: seed) == 400)
    #expect(server.arrivals.count == 440)
    #expect(server.mostInASecond <= 100 && server.mostInASecond > 50)
    #expect(server.mostInFlight <= 4)
  }

  /// Who is told to wait is the client, and not one of its lists.
  @Test(arguments: 1...5) func aPauseIsThatOfAllCalls(_ seed: Int) throws {
    let server = FakeServer(clock) { arrival in
      arrival.body == "0-0" && arrival.attempt == 1
        ? .status(429, .wait(.seconds(10))) : .status(200)
    }
    #expect(run(try caller(server), callers: 2, calls: 20, seed: seed) == 40)
    let times = server.arrivals.map(\.at)
    #expect(times.contains { $0 > .seconds(10) })
    // The answer takes 20 ms, and what was on its way then came within as much.
    #expect(!times.contains { $0 > .milliseconds(60) && $0 < .seconds(10) })
  }

  @Test(.timeLimit(.minutes(1))) func aTokenThatDoesNotComeHoldsNobodyUp() async throws {
    let server = FakeServer(clock, tokens: { _, _ in .status(200, after: .seconds(3600)) }) { _ in
      .status(200)
    }
    let caller = try caller(server, connection, maxRate: nil)
    let call = Task<Result<Answer, CallFailure>, Never> {
      do throws(CallFailure) {
        return .success(try await caller.call(endpoint: .asynchronous) { Self.post("a", $0) })
      } catch {
        return .failure(error)
      }
    }
    while server.tokenArrivals.isEmpty { await Task.yield() }
    call.cancel()
    #expect(await call.value == .failure(.cancelled))
  }
}

struct ProductProbeTests {
  private func ask(_ status: Int, _ body: String) async throws(CallFailure) -> ProductProbe.Verdict {
    let clock = ManualClock()
    let server = FakeServer(clock) { _ in .status(status, body: body, after: .zero) }
    guard let url = try? ServiceURL("https://api.example/v1", name: "--api-url") else { throw .cancelled }
    let probe = ProductProbe(
      apiURL: url, settings: CallSettings(pimURL: url, maxRate: nil), credentials: app, transport: server,
      clock: clock, seed: 1)
    return try await probe.ask([])
  }

  @Test func onlyTwoHundredIsFound() async throws {
    #expect(try await ask(200, "{}") == .found(nil))
    for status in [201, 202, 204] {
      do throws(CallFailure) {
        Issue.record("\(status) counts as \(try await ask(status, ""))")
      } catch {
        guard case .refused(let refusal) = error else {
          Issue.record("\(error)")
          return
        }
        #expect(refusal.kind == .address && refusal.status == status)
      }
    }
  }

  @Test(arguments: [
    (#"{"errors":["no product"]}"#, true), (#"{"message":"no Route matched"}"#, false),
    ("<html>Not found</html>", false), ("", false),
  ])
  func aRoutersAnswerIsToldFromTheAPIs(_ body: String, _ isOfAPI: Bool) async throws {
    #expect(try await ask(404, body) == .notFound(isOfAPI: isOfAPI))
  }

  @Test func aReviewThatIsRefusedIsNoEnd() async throws {
    guard case .refused(let refusal) = try await ask(400, #"{"errors":["score is wrong"]}"#) else {
      Issue.record("not refused")
      return
    }
    #expect(refusal.status == 400)
    await #expect(throws: CallFailure.self) {
      try await ask(400, #"{"errors":["review: This value should not be blank."]}"#)
    }
  }
}
