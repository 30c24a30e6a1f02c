import Synchronization

/// A clock that goes on when a test says so.
final class ManualClock: Clock {
  struct Instant: InstantProtocol {
    var offset: Duration

    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private struct State {
    var now = Instant(offset: .zero)
    var nextSleeper = 0
    var sleepers: [Int: (until: Instant, continuation: CheckedContinuation<Void, any Error>)] = [:]
    var cancelled: Set<Int> = []
  }

  private let state = Mutex(State())

  var now: Instant { state.withLock { $0.now } }
  var minimumResolution: Duration { .zero }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    let sleeper = state.withLock { state in
      state.nextSleeper += 1
      return state.nextSleeper
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { add(sleeper, deadline, $0) }
    } onCancel: {
      cancel(sleeper)
    }
  }

  private func add(_ sleeper: Int, _ deadline: Instant, _ continuation: CheckedContinuation<Void, any Error>)
  {
    enum Fate { case sleeps, wakes, isCancelled }
    let fate = state.withLock { state -> Fate in
      if state.cancelled.contains(sleeper) { return .isCancelled }
      if deadline <= state.now { return .wakes }
      state.sleepers[sleeper] = (deadline, continuation)
      return .sleeps
    }
    switch fate {
    case .sleeps: break
    case .wakes: continuation.resume()
    case .isCancelled: continuation.resume(throwing: CancellationError())
    }
  }

  private func cancel(_ sleeper: Int) {
    let continuation = state.withLock { state in
      state.cancelled.insert(sleeper)
      return state.sleepers.removeValue(forKey: sleeper)?.continuation
    }
    continuation?.resume(throwing: CancellationError())
  }

  /// Goes on to when the next sleeper wakes; false where nobody sleeps.
  func advanceToNextSleeper() -> Bool {
    let due = state.withLock { state -> [CheckedContinuation<Void, any Error>] in
      guard let next = state.sleepers.values.map(\.until).min() else { return [] }
      state.now = next
      let woken = state.sleepers.filter { $0.value.until <= next }.sorted { $0.key < $1.key }
      for sleeper in woken { state.sleepers[sleeper.key] = nil }
      return woken.map(\.value.continuation)
    }
    for continuation in due { continuation.resume() }
    return !due.isEmpty
  }
}

/// Runs tasks one step at a time, in any order that the test's random numbers give.
final class StepExecutor: TaskExecutor {
  private let jobs = Mutex<[UnownedJob]>([])

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
  }

  /// Returns false where there is nothing to run.
  func runOne(using random: inout PolicyRandom) -> Bool {
    let job = jobs.withLock { jobs -> UnownedJob? in
      guard !jobs.isEmpty else { return nil }
      return jobs.remove(at: Int.random(in: 0..<jobs.count, using: &random))
    }
    guard let job else { return false }
    job.runSynchronously(on: asUnownedTaskExecutor())
    return true
  }
}
