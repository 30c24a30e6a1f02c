import Dispatch
import Ledger
import Records
import Synchronization

/// What becomes of an arrival that waits for the store.
enum IntakeAnswer: Equatable, Sendable {
  case stored(EventFate)
  /// The store said no.
  case failed(Problem)
  /// The store said nothing in time: the arrival may be stored all the same, and a repeat will be a duplicate.
  case late
}

/// Keeps arrivals for many requests in few transactions.
///
/// While one transaction is written, the arrivals that come in gather for the next: with no load each is written at once,
/// under load a transaction holds as many as came in meanwhile. No answer is given before the store's; but none
/// takes longer than the patience: `expire` gives up those that waited so long.
final class EventIntake: Sendable {
  typealias Store = @Sendable ([EventArrival]) throws(Problem) -> [EventFate]
  typealias Clock = @Sendable () -> ContinuousClock.Instant

  private struct Item {
    var arrival: EventArrival
    var deadline: ContinuousClock.Instant
    var ticket: Ticket
  }

  private struct State {
    var admitted = 0
    var heldBytes = 0
    /// Of these, what is beyond the small part of each body.
    var largeBytes = 0
    var waiting: [Item] = []
    var writing: [Item] = []
    var isWriting = false
    var failure: Problem?
    /// Transactions that are on the disk.
    var commits = 0
  }

  let limits: IntakeLimits
  private let store: Store
  private let now: Clock
  private let state = Mutex(State())
  /// SQLite blocks: no thread that serves connections waits for it.
  private let queue = DispatchQueue(label: "event-store")

  init(limits: IntakeLimits, now: @escaping Clock = { .now }, store: @escaping Store) {
    self.limits = limits
    self.now = now
    self.store = store
  }

  // MARK: Admission

  /// Takes bytes of a body on as they come; false where there are too many.
  ///
  /// What a client only promises to send takes no place, so whoever connects and is silent keeps nobody out.
  /// - Parameter before: Bytes that are held of the same body.
  func hold(bytes: Int, after before: Int = 0) -> Bool {
    let large = largePart(before + bytes) - largePart(before)
    return state.withLock { state in
      guard large == 0 || state.largeBytes + large <= limits.bytes else { return false }
      state.heldBytes += bytes
      state.largeBytes += large
      return true
    }
  }

  /// Forgets all bytes that were held of a body, when the answer to its request is known.
  func drop(bytes: Int) {
    let large = largePart(bytes)
    state.withLock { state in
      state.heldBytes -= bytes
      state.largeBytes -= large
    }
  }

  private func largePart(_ bytes: Int) -> Int { max(0, bytes - limits.smallBody) }

  /// Takes a request on that is there whole and signed; false where too many wait for the store.
  func admit() -> Bool {
    state.withLock { state in
      guard state.admitted < limits.requests else { return false }
      state.admitted += 1
      return true
    }
  }

  /// Forgets a request that was admitted, when its answer is known.
  func release() { state.withLock { $0.admitted -= 1 } }

  // MARK: Storing

  /// Returns when the arrival is on the disk, or will not be in time.
  func take(_ arrival: EventArrival, deadline: ContinuousClock.Instant) async -> IntakeAnswer {
    await withCheckedContinuation { continuation in
      let item = Item(arrival: arrival, deadline: deadline, ticket: Ticket(continuation))
      let begins = state.withLock { state in
        state.waiting.append(item)
        defer { state.isWriting = true }
        return !state.isWriting
      }
      if begins { queue.async { self.writeAll() } }
    }
  }

  private func writeAll() {
    while let group = nextGroup() {
      let answers: [IntakeAnswer]
      do throws(Problem) {
        answers = try store(group.map(\.arrival)).map { .stored($0) }
        state.withLock { state in
          state.failure = nil
          state.commits += 1
        }
      } catch {
        answers = group.map { _ in .failed(error) }
        state.withLock { $0.failure = error }
      }
      for (item, answer) in zip(group, answers) { item.ticket.answer(answer) }
    }
  }

  private func nextGroup() -> [Item]? {
    state.withLock { state in
      (state.writing, state.waiting) = (state.waiting, [])
      state.isWriting = !state.writing.isEmpty
      return state.isWriting ? state.writing : nil
    }
  }

  /// Answers those that have waited too long; what no transaction has begun with is dropped.
  ///
  /// It was not acknowledged, so the platform sends it again.
  func expire() {
    let now = now()
    let late = state.withLock { state in
      let late = (state.writing + state.waiting).filter { $0.deadline <= now }
      state.waiting.removeAll { $0.deadline <= now }
      return late
    }
    for item in late { item.ticket.answer(.late) }
  }

  /// Returns when nothing waits.
  func drain() async {
    await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
  }

  // MARK: How it is

  struct Condition: Sendable {
    var backlog: Int
    var backlogBytes: Int
    var commits: Int
    var failure: Problem?
    /// Whether the store has let someone wait for too long.
    var isStuck: Bool
  }

  var condition: Condition {
    let now = now()
    return state.withLock { state in
      Condition(
        backlog: state.admitted, backlogBytes: state.heldBytes, commits: state.commits,
        failure: state.failure, isStuck: state.writing.first.map { $0.deadline <= now } ?? false)
    }
  }

  /// Arrivals that no transaction has begun with.
  var waitingCount: Int { state.withLock { $0.waiting.count } }

  /// Whether the store works; one that failed is tried.
  func isHealthy() async -> Bool {
    let condition = condition
    guard condition.failure != nil, !condition.isStuck else { return !condition.isStuck }
    return await withCheckedContinuation { continuation in
      queue.async {
        let isWell = (try? self.store([])) != nil
        if isWell { self.state.withLock { $0.failure = nil } }
        continuation.resume(returning: isWell)
      }
    }
  }
}

/// A request's place in the queue, answered once.
private final class Ticket: Sendable {
  private let continuation: Mutex<CheckedContinuation<IntakeAnswer, Never>?>

  init(_ continuation: CheckedContinuation<IntakeAnswer, Never>) { self.continuation = Mutex(continuation) }

  /// The first answer counts.
  func answer(_ answer: IntakeAnswer) {
    let continuation = continuation.withLock { continuation in
      defer { continuation = nil }
      return continuation
    }
    continuation?.resume(returning: answer)
  }
}
