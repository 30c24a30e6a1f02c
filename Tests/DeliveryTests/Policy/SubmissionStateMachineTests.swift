import Testing

@testable import Delivery

struct SubmissionStateMachineTests {
  typealias Machine = SubmissionStateMachine

  var random = LongestWait()

  /// Brings a machine to where its attempt is under way.
  mutating func begin(_ machine: inout Machine, at now: RunInstant, tokenExpiresAt: RunInstant? = nil) {
    let step = machine.handle(.permitted, using: &random)
    #expect(step == Machine.Step(.send(attempt: machine.attempts)))
    #expect(
      machine.handle(.sent(at: now, tokenExpiresAt: tokenExpiresAt), using: &random) == Machine.Step(.none))
  }

  func answer(_ status: Int, _ after: RetryAfter = .absent) -> Answer {
    Answer(status: status, retryAfter: after)
  }

  @Test mutating func anAcceptedRequestIsDone() {
    var machine = Machine(retry: RetryPolicy())
    #expect(machine.handle(.ready, using: &random) == Machine.Step(.acquirePermit))
    begin(&machine, at: .at(1))
    let step = machine.handle(.answered(answer(202), at: .at(1.5)), using: &random)
    #expect(step == Machine.Step(.accept, .accepted(latency: .milliseconds(500))))
    #expect(machine.isDone && !machine.isUnconfirmed)
  }

  @Test mutating func aBusyServerIsAskedAgainInItsTime() {
    var machine = Machine(retry: RetryPolicy())
    _ = machine.handle(.ready, using: &random)
    begin(&machine, at: .at(1))
    var step = machine.handle(.answered(answer(429, .wait(.seconds(5))), at: .at(2)), using: &random)
    #expect(step == Machine.Step(.waitUntil(.at(7.5)), .failed(.tooManyRequests, sentAt: .at(1))))
    step = machine.handle(.timer(at: .at(7)), using: &random)
    #expect(step == Machine.Step(.waitUntil(.at(7.5))), "a timer that is early waits again")
    #expect(machine.handle(.timer(at: .at(7.5)), using: &random) == Machine.Step(.acquirePermit))
    begin(&machine, at: .at(8))
    #expect(machine.handle(.answered(answer(200), at: .at(8)), using: &random).action == .accept)
    #expect(machine.attempts == 2)
  }

  @Test mutating func whatUsesUpItsAttemptsIsParked() {
    var machine = Machine(retry: RetryPolicy(maxAttempts: 3))
    _ = machine.handle(.ready, using: &random)
    var now = RunInstant.start
    for attempt in 1...3 {
      begin(&machine, at: now)
      let step = machine.handle(.failed(.cut, at: now), using: &random)
      guard attempt < 3, case .waitUntil(let until) = step.action else {
        #expect(attempt == 3)
        #expect(
          step
            == Machine.Step(
              .park(.gaveUp(.fault(.cut), .attempts)), .gaveUp(.fault(.cut), sentAt: now)))
        continue
      }
      now = until
      _ = machine.handle(.timer(at: now), using: &random)
    }
    #expect(machine.isDone && machine.isUnconfirmed)
  }

  @Test mutating func aRefusedBodyFailsAndOtherRefusalsAreParked() {
    for (status, isFailed) in [
      (400, true), (403, true), (404, false), (405, false), (410, false), (422, true), (302, false),
    ] {
      var machine = Machine(retry: RetryPolicy())
      _ = machine.handle(.ready, using: &random)
      begin(&machine, at: .start)
      let refusal = Refusal(answer(status), endpoint: .asynchronous)
      let step = machine.handle(.answered(answer(status), at: .at(1)), using: &random)
      #expect(step.action == (isFailed ? .fail(refusal) : .park(.refused(refusal))))
      #expect(step.signal == .refused(refusal, latency: .seconds(1)))
    }
  }

  /// By the refresh token, then by the password.
  @Test mutating func a401IsAnsweredWithANewTokenTwice() {
    var machine = Machine(retry: RetryPolicy())
    _ = machine.handle(.ready, using: &random)
    for _ in 1...2 {
      begin(&machine, at: .start, tokenExpiresAt: .at(100))
      #expect(
        machine.handle(.answered(answer(401), at: .at(1)), using: &random)
          == Machine.Step(.renewToken, .unauthorized))
      #expect(machine.handle(.tokenRenewed, using: &random) == Machine.Step(.acquirePermit))
    }
    begin(&machine, at: .at(2), tokenExpiresAt: .at(100))
    let step = machine.handle(.answered(answer(401), at: .at(3)), using: &random)
    #expect(step.action == .park(.refused(Refusal(answer(401), endpoint: .asynchronous))))
  }

  /// Tokens of three seconds may end on the way any number of times, within the attempts.
  @Test mutating func a401ForATokenThatEndedOnTheWayDoesNotCount() {
    var machine = Machine(retry: RetryPolicy(maxAttempts: 4))
    _ = machine.handle(.ready, using: &random)
    for attempt in 1...4 {
      begin(&machine, at: .start, tokenExpiresAt: .at(1))
      let step = machine.handle(.answered(answer(401), at: .at(1)), using: &random)
      #expect((step.action == .renewToken) == (attempt < 4))
      _ = machine.handle(.tokenRenewed, using: &random)
    }
    let isDone = machine.isDone
    #expect(isDone)
  }

  @Test mutating func withoutATokenItIsParked() {
    for isPermitted in [false, true] {
      var machine = Machine(retry: RetryPolicy())
      _ = machine.handle(.ready, using: &random)
      if isPermitted { _ = machine.handle(.permitted, using: &random) }
      let step = machine.handle(.tokenRefused(.password), using: &random)
      #expect(step == Machine.Step(.park(.tokenRefused(.password)), isPermitted ? .abandoned : nil))
    }
  }

  @Test mutating func drainingWaitsForWhatIsInFlightAndBeginsNothing() {
    let ends: [(Int, Machine.Action)] = [
      (202, .accept), (503, .park(.cancelled(.stopping))), (401, .park(.cancelled(.stopping))),
    ]
    for (status, expected) in ends {
      var machine = Machine(retry: RetryPolicy())
      _ = machine.handle(.ready, using: &random)
      begin(&machine, at: .start)
      #expect(machine.handle(.cancelled(.stopping), using: &random) == Machine.Step(.none))
      #expect(machine.handle(.answered(answer(status), at: .at(1)), using: &random).action == expected)
    }
    var waiting = Machine(retry: RetryPolicy())
    _ = waiting.handle(.ready, using: &random)
    #expect(
      waiting.handle(.cancelled(.circuitOpen), using: &random)
        == Machine.Step(.park(.cancelled(.circuitOpen))))
    #expect(waiting.handle(.permitted, using: &random) == Machine.Step(.none))
  }

  @Test mutating func abortingLeavesWhatIsInFlightUnconfirmed() {
    var machine = Machine(retry: RetryPolicy())
    _ = machine.handle(.ready, using: &random)
    begin(&machine, at: .start)
    #expect(machine.handle(.aborted, using: &random) == Machine.Step(.park(.aborted), .abandoned))
    let isUnconfirmed = machine.isUnconfirmed
    #expect(isUnconfirmed)
    #expect(machine.handle(.answered(answer(202), at: .at(1)), using: &random) == Machine.Step(.none))
  }

  /// Events of all kinds in any order: the machine ends once, each attempt gives one signal, none goes on
  /// forever.
  @Test(arguments: 0..<300) func noOrderOfEventsBreaksIt(_ seed: Int) {
    var random = PolicyRandom(UInt64(seed))
    var machine = Machine(retry: RetryPolicy(maxAttempts: 5))
    var (now, signals, ends, isDone) = (RunInstant.start, 0, 0, false)
    for _ in 0..<200 {
      now = now.advanced(by: random.milliseconds(0...5000))
      let step = machine.handle(Self.event(at: now, using: &random), using: &random)
      if step.signal != nil { signals += 1 }
      switch step.action {
      case .accept, .fail, .park: ends += 1
      case .none: break
      default: #expect(!isDone, "nothing follows an end")
      }
      isDone = machine.isDone
      #expect((ends == 1) == isDone)
      #expect(signals <= machine.attempts && machine.attempts <= 6)
    }
    if isDone { #expect(signals == machine.attempts) }
  }

  static func event(at now: RunInstant, using random: inout PolicyRandom) -> Machine.Event {
    let statuses = [202, 400, 401, 403, 408, 429, 500, 503, 302]
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<20: return .ready
    case 20..<45: return .permitted
    case 45..<60: return .sent(at: now, tokenExpiresAt: now.advanced(by: random.milliseconds(0...9000)))
    case 60..<72:
      return .answered(Answer(status: statuses[Int.random(in: 0..<9, using: &random)]), at: now)
    case 72..<78: return .failed(ConnectionFault.allCases[Int.random(in: 0..<5, using: &random)], at: now)
    case 78..<90: return .timer(at: now)
    case 90..<97: return .tokenRenewed
    case 97: return .tokenRefused(.password)
    case 98: return .cancelled(.stopping)
    default: return .aborted
    }
  }
}

struct DeliveryGateTests {
  func gate(concurrency: Int = 2, rate: Int? = nil, failures: Int = 3) -> DeliveryGate {
    DeliveryGate(
      limiter: rate.map { RateLimiter(rate: $0) }, concurrency: ConcurrencyPolicy(ceiling: concurrency),
      circuit: CircuitBreaker(threshold: failures, minimumSpan: .zero))
  }

  @Test func atMostTheLimitIsUnderWay() {
    var gate = gate()
    #expect(gate.permit(at: .start) == .granted)
    #expect(gate.permit(at: .start) == .granted)
    #expect(gate.permit(at: .start) == .whenOneEnds)
    gate.ended(.accepted(latency: .zero), at: .at(1))
    #expect(gate.permit(at: .at(1)) == .granted)
    gate.ended(.abandoned, at: .at(1))
    #expect(gate.inFlight == 1)
  }

  @Test func aFullGateDoesNotUseUpTheRate() {
    var gate = gate(concurrency: 1, rate: 10)
    #expect(gate.permit(at: .start) == .granted)
    for _ in 0..<50 { #expect(gate.permit(at: .at(1)) == .whenOneEnds) }
    gate.ended(.abandoned, at: .at(1))
    #expect(gate.permit(at: .at(1)) == .granted)
    gate.ended(.abandoned, at: .at(1))
    #expect(gate.permit(at: .at(1)) == .notBefore(.at(1).advanced(by: .microseconds(102_200))))
  }

  @Test func strainHalvesAndFailuresOpen() {
    var gate = gate(concurrency: 4)
    for _ in 0..<3 { #expect(gate.permit(at: .start) == .granted) }
    gate.ended(.failed(.fault(.timeout), sentAt: .start), at: .at(1))
    #expect(gate.concurrencyLimit == 2)
    gate.ended(.failed(.fault(.refused), sentAt: .start), at: .at(1))
    gate.ended(.gaveUp(.serverError(500), sentAt: .start), at: .at(1))
    #expect(gate.permit(at: .at(1)) == .stopped(.unavailable(.serverError(500), failures: 3)))
  }

  /// A whole run by a clock of its own: 12 % faults, tokens of three seconds.
  ///
  /// All arrive; the rate holds.
  @Test(arguments: 0..<3) func aRunThroughFaultsAcceptsEverything(_ seed: Int) {
    var run = SimulatedRun(seed: UInt64(seed), requests: 700, rate: 200)
    run.run()
    #expect(run.accepted == 700)
    #expect(run.parked == 0)
    #expect(run.mostInASecond <= 200)
    // Attempts, not requests, come up to the rate: the end of the run, where only retries are left, is not looked at.
    #expect(run.attemptsInSecond(1) >= 190)
  }
}

/// A driver in miniature: requests, a server and a clock that jumps from event to event.
struct SimulatedRun {
  private enum Due { case begin, answer(RunInstant) }

  private var random: PolicyRandom
  private var gate: DeliveryGate
  private var waiting: [Int] = []
  /// Latest first.
  private var agenda: [(at: RunInstant, request: Int, due: Due)] = []
  private var now = RunInstant.start
  private var sent: [RunInstant] = []
  private let requests: Int
  private(set) var accepted = 0
  private(set) var parked = 0

  init(seed: UInt64, requests: Int, rate: Int) {
    random = PolicyRandom(seed)
    self.requests = requests
    gate = DeliveryGate(
      limiter: RateLimiter(rate: rate), concurrency: ConcurrencyPolicy(ceiling: 64), circuit: CircuitBreaker()
    )
  }

  var mostInASecond: Int {
    var (first, most) = (0, 0)
    for (index, instant) in sent.enumerated() {
      while sent[first].duration(to: instant) >= .seconds(1) { first += 1 }
      most = max(most, index - first + 1)
    }
    return most
  }

  func attemptsInSecond(_ second: Double) -> Int {
    sent.count { $0 >= .at(second) && $0 < .at(second + 1) }
  }

  mutating func run() {
    // Machines cannot be copied, so they live in boxes.
    let machines = (0..<requests).map { _ in MachineBox() }
    for index in machines.indices { take(machines[index].handle(.ready, &random), index) }
    while accepted + parked < requests {
      startWaiting(machines)
      guard let event = agenda.popLast() else { return }
      now = max(now, event.at)
      switch event.due {
      case .begin:
        if event.request >= 0 {
          take(machines[event.request].handle(.timer(at: now), &random), event.request)
        }
      case .answer(let expiry):
        take(machines[event.request].handle(answer(tokenExpiresAt: expiry), &random), event.request)
      }
    }
  }

  /// Keeps the agenda sorted, the next event last.
  private mutating func schedule(_ request: Int, _ due: Due, at instant: RunInstant) {
    var (low, high) = (0, agenda.count)
    while low < high {
      let middle = (low + high) / 2
      if agenda[middle].at > instant { low = middle + 1 } else { high = middle }
    }
    agenda.insert((instant, request, due), at: low)
  }

  private mutating func startWaiting(_ machines: [MachineBox]) {
    while let request = waiting.last {
      switch gate.permit(at: now) {
      case .granted:
        waiting.removeLast()
        sent.append(now)
        let expiry = now.advanced(by: random.milliseconds(0...3000))
        _ = machines[request].handle(.permitted, &random)
        _ = machines[request].handle(.sent(at: now, tokenExpiresAt: expiry), &random)
        schedule(request, .answer(expiry), at: now.advanced(by: random.milliseconds(5...30)))
      case .notBefore(let instant):
        schedule(-1, .begin, at: instant)
        return
      case .whenOneEnds: return
      case .stopped:
        Issue.record("the circuit opened")
        return
      }
    }
  }

  private mutating func answer(tokenExpiresAt expiry: RunInstant) -> SubmissionStateMachine.Event {
    if now >= expiry { return .answered(Answer(status: 401), at: now) }
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<5: return .answered(Answer(status: 429), at: now)
    case 5..<8: return .answered(Answer(status: 500), at: now)
    case 8..<10: return .answered(Answer(status: 503, retryAfter: .wait(.seconds(1))), at: now)
    case 10..<12: return .failed(.cut, at: now)
    default: return .answered(Answer(status: 202), at: now)
    }
  }

  private mutating func take(_ step: SubmissionStateMachine.Step, _ request: Int) {
    if let signal = step.signal { gate.ended(signal, at: now) }
    switch step.action {
    case .acquirePermit: waiting.append(request)
    case .waitUntil(let instant): schedule(request, .begin, at: instant)
    case .renewToken: schedule(request, .begin, at: now)
    case .accept: accepted += 1
    case .fail, .park: parked += 1
    case .none, .send: break
    }
  }
}

/// Holds a machine; a timer for one that renews means that the token has come.
final class MachineBox {
  private var machine = SubmissionStateMachine(retry: RetryPolicy())

  func handle(
    _ event: SubmissionStateMachine.Event, _ random: inout PolicyRandom
  ) -> SubmissionStateMachine.Step {
    let step = machine.handle(event, using: &random)
    guard case .timer = event, step.action == .none else { return step }
    return machine.handle(.tokenRenewed, using: &random)
  }
}
