import Glibc

/// A lock with conditions that threads wait for.
///
/// Unlike a condition with one queue for all, a wait is named, so that a change wakes one thread that can go on
/// and not every thread that cannot. Threads are woken behind the lock: one that is woken while it is held runs
/// into it and sleeps again, which costs two changes of threads more.
public final class Monitor: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let conditions: UnsafeMutableBufferPointer<pthread_cond_t>
  /// What is to be woken when the lock is given up, one bit a condition; guarded by it.
  private var (due, dueToAll): (UInt64, UInt64) = (0, 0)

  /// At most 64 conditions.
  public init(conditions count: Int = 1) {
    precondition(count <= 64, "one bit of a word stands for each condition")
    conditions = .allocate(capacity: count)
    conditions.initialize(repeating: pthread_cond_t())
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
    for index in 0..<count { pthread_cond_init(condition(index), nil) }
  }

  deinit {
    for index in conditions.indices { pthread_cond_destroy(condition(index)) }
    pthread_mutex_destroy(mutex)
    conditions.deallocate()
    mutex.deallocate()
  }

  public func locked<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    let result = body()
    let (one, all) = takeDue()
    pthread_mutex_unlock(mutex)
    deliver(one, all)
    return result
  }

  // What follows is called in a body of `locked`.

  /// Gives the lock up until the condition is woken, perhaps in vain.
  public func wait(_ index: Int = 0) {
    let (one, all) = takeDue()
    deliver(one, all)
    pthread_cond_wait(condition(index), mutex)
  }

  /// Wakes one thread that waits.
  public func wake(_ index: Int = 0) { due |= 1 << UInt64(index) }

  public func wakeAll(_ index: Int = 0) { dueToAll |= 1 << UInt64(index) }

  /// Wakes every thread, whatever it waits for.
  public func wakeEveryone() { conditions.indices.forEach(wakeAll) }

  private func takeDue() -> (one: UInt64, all: UInt64) {
    defer { (due, dueToAll) = (0, 0) }
    return (due & ~dueToAll, dueToAll)
  }

  private func deliver(_ one: UInt64, _ all: UInt64) {
    var rest = one | all
    while rest != 0 {
      let index = rest.trailingZeroBitCount
      rest &= rest - 1
      if all & 1 << UInt64(index) != 0 {
        pthread_cond_broadcast(condition(index))
      } else {
        pthread_cond_signal(condition(index))
      }
    }
  }

  private func condition(_ index: Int) -> UnsafeMutablePointer<pthread_cond_t> {
    // The buffer is never empty: `init` allocated it.
    conditions.baseAddress.unsafelyUnwrapped + index
  }
}
