import Ledger
import Records
import Synchronization
import Testing

@testable import Delivery

/// A submitter on a manual clock, with a server by script, whose tasks run one by one in a random order.
final class SubmitterBench {
  let clock = ManualClock()
  let executor = StepExecutor()
  let server: FakeServer
  let log: FakeLog
  let sink: FakeSink
  private let reported = Reports()
  let submitter: Submitter
  private var random: PolicyRandom
  /// Requests that the submitter took.
  private(set) var handedOver: [OutgoingRequest] = []

  init(
    seed: Int = 1, settings change: (inout SubmissionSettings) -> Void = { _ in },
    credentials: Credentials = connection, tokenLifetime: Duration = .seconds(3600),
    tokens: @escaping FakeServer.TokenScript = { _, _ in nil }, logFailsAt: Int? = nil, hasLog: Bool = true,
    sinkFailsAt: Int? = nil, canSlice: Bool = true, noteTakes: Duration = .milliseconds(2),
    script: @escaping FakeServer.Script
  ) throws {
    random = PolicyRandom(UInt64(seed))
    server = FakeServer(clock, tokenLifetime: tokenLifetime, tokens: tokens, script)
    log = FakeLog(clock, failsAt: logFailsAt, takes: noteTakes)
    sink = FakeSink(failsAt: sinkFailsAt)
    var settings = SubmissionSettings(
      apiURL: try ServiceURL("https://api.example/v1", name: "--api-url"),
      pimURL: try ServiceURL("https://pim.example", name: "--pim-url"))
    change(&settings)
    let (executor, reported) = (executor, reported)
    submitter = Submitter(
      settings: settings, transport: server, credentials: credentials, log: hasLog ? log : nil,
      failures: sink, time: RunTime(clock), seed: UInt64(seed),
      slice: canSlice ? Self.slice : { _, _ in nil }, report: { reported.add($0) },
      spawn: { body in Task(executorPreference: executor) { await body() } })
  }

  /// Hands over all requests, as fast as they are taken, and returns what became of them.
  ///
  /// - Parameter drainAt: After so many steps.
  func run(_ requests: [OutgoingRequest], drainAt: Int? = nil) -> SubmissionOutcome {
    submitter.start()
    var (rest, steps, isFull) = (requests[...], 0, false)
    while !submitter.isOver {
      steps += 1
      if steps == drainAt { submitter.drain() }
      if let next = rest.first, !isFull || random.isChosen(20), random.isChosen(50) {
        switch submitter.offer(next) {
        case .taken: handedOver.append(rest.removeFirst())
        case .full: isFull = true
        case .stopped: rest = []
        }
      } else if executor.runOne(using: &random) {
        isFull = false
      } else if rest.isEmpty || isFull {
        if rest.isEmpty { submitter.close() }
        if !submitter.isOver && !clock.advanceToNextSleeper() {
          Issue.record("nothing is under way, and it is not over")
          break
        }
        isFull = false
      }
    }
    while executor.runOne(using: &random) {}
    return submitter.outcome
  }

  var reports: [Problem] { reported.all }

  static func slice(_ request: OutgoingRequest, _ range: Range<Int>) -> OutgoingRequest? {
    let names = String(decoding: request.body, as: UTF8.self).split(separator: ",")[range]
    return OutgoingRequest.of(names.joined(separator: ","), reviews: range.count, number: request.number)
  }
}
