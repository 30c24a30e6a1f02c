import Dispatch
import Ledger
import Records
import Synchronization
import Testing

@testable import EventPlatform

/// A store that waits until the test lets it go on, and a clock that the test sets.
private final class TestBackend: Sendable {
  private struct State {
    var groups: [Int] = []
    var calls = 0
    var now = ContinuousClock.now
    var problem: Problem?
  }

  private let state = Mutex(State())
  private let gate = DispatchSemaphore(value: 0)
  private let isGated: Bool

  init(isGated: Bool = false) { self.isGated = isGated }

  var groups: [Int] { state.withLock { $0.groups } }
  var now: ContinuousClock.Instant { state.withLock { $0.now } }

  func fail(_ problem: Problem?) { state.withLock { $0.problem = problem } }
  func advance(_ duration: Duration) { state.withLock { $0.now += duration } }
  /// Returns when the store has been called so often.
  func untilCalled(_ times: Int) async {
    while state.withLock({ $0.calls }) < times { await Task.yield() }
  }
  func open() { gate.signal() }

  func store(_ arrivals: [EventArrival]) throws(Problem) -> [EventFate] {
    state.withLock { $0.calls += 1 }
    if isGated { gate.wait() }
    let problem: Problem? = state.withLock { state in
      if !arrivals.isEmpty { state.groups.append(arrivals.count) }
      return state.problem
    }
    if let problem { throw problem }
    return arrivals.map { _ in .new }
  }

  func intake(_ limits: IntakeLimits = IntakeLimits()) -> EventIntake {
    EventIntake(limits: limits, now: { self.now }) { (arrivals) throws(Problem) in try self.store(arrivals) }
  }
}

@Suite struct IntakeTests {
  private static let arrival = EventArrival.unreadable(
    UnreadableEntry(problem: "", received: 0, payload: [], digest: []))
  private static let problem = Problem("ledger.write", .error, "the disk is full")

  private static func take(_ intake: EventIntake, _ backend: TestBackend) async -> IntakeAnswer {
    await intake.take(arrival, deadline: backend.now + .seconds(4))
  }

  @Test func whatComesWhileATransactionIsWrittenSharesTheNext() async {
    let backend = TestBackend(isGated: true)
    let intake = backend.intake()
    await withTaskGroup(of: IntakeAnswer.self) { group in
      group.addTask { await Self.take(intake, backend) }
      await backend.untilCalled(1)
      for _ in 0..<20 { group.addTask { await Self.take(intake, backend) } }
      while intake.waitingCount < 20 { await Task.yield() }
      backend.open()
      await backend.untilCalled(2)
      backend.open()
      for await answer in group { #expect(answer == .stored(.new)) }
    }
    #expect(backend.groups == [1, 20])
  }

  @Test func moreThanTheLimitIsNotAdmitted() {
    let intake = TestBackend().intake(IntakeLimits(requests: 2, bytes: 100, smallBody: 0))
    #expect([40, 40, 40].map { intake.hold(bytes: $0) } == [true, true, false])
    intake.drop(bytes: 40)
    #expect(intake.hold(bytes: 60))
    #expect(intake.condition.backlogBytes == 100)
    #expect((0..<3).map { _ in intake.admit() } == [true, true, false])
    intake.release()
    #expect(intake.admit())
    #expect(intake.condition.backlog == 2)
  }

  @Test func smallBodiesHaveAPlaceWhateverLargeOnesTake() {
    let intake = TestBackend().intake(IntakeLimits(bytes: 100, smallBody: 10))
    #expect(intake.hold(bytes: 110) && !intake.hold(bytes: 11))
    for _ in 0..<50 { #expect(intake.hold(bytes: 6) && intake.hold(bytes: 4, after: 6)) }
    #expect(!intake.hold(bytes: 1, after: 10))
    intake.drop(bytes: 110)
    #expect(intake.hold(bytes: 1, after: 10))
    #expect(intake.condition.backlogBytes == 501)
  }

  @Test func nobodyWaitsLongerThanThePatience() async {
    let backend = TestBackend(isGated: true)
    let intake = backend.intake()
    async let first = Self.take(intake, backend)
    await backend.untilCalled(1)
    async let second = Self.take(intake, backend)
    while intake.waitingCount < 1 { await Task.yield() }
    intake.expire()
    #expect(!intake.condition.isStuck)
    backend.advance(.seconds(5))
    intake.expire()
    #expect(await first == .late)
    #expect(await second == .late)
    #expect(intake.condition.isStuck)
    #expect(await !intake.isHealthy())
    // The one that was begun with is stored all the same, the other was dropped: the platform sends both again.
    backend.open()
    await intake.drain()
    #expect(backend.groups == [1])
    #expect(!intake.condition.isStuck)
  }

  @Test func onlyWhatIsOnTheDiskCountsAsATransaction() async {
    let backend = TestBackend()
    let intake = backend.intake()
    backend.fail(Self.problem)
    _ = await Self.take(intake, backend)
    #expect(intake.condition.commits == 0)
    backend.fail(nil)
    _ = await Self.take(intake, backend)
    #expect(intake.condition.commits == 1)
  }

  @Test func aStoreThatFailsIsSaidAndTriedAgain() async {
    let backend = TestBackend()
    let intake = backend.intake()
    backend.fail(Self.problem)
    #expect(await Self.take(intake, backend) == .failed(Self.problem))
    #expect(await !intake.isHealthy())
    backend.fail(nil)
    #expect(await intake.isHealthy())
    #expect(await Self.take(intake, backend) == .stored(.new))
  }
}
