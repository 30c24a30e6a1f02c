import Glibc

/// A lock with conditions that threads wait for.
///
/// Unlike a condition with one queue for all, a wait is named, so that a change wakes one thread that can go on
/// and not every thread that cannot.
public final class Monitor: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let conditions: UnsafeMutableBufferPointer<pthread_cond_t>

  public init(conditions count: Int = 1) {
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
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  /// Gives the lock up until the condition is woken, perhaps in vain; the caller holds the lock.
  public func wait(_ index: Int = 0) { pthread_cond_wait(condition(index), mutex) }

  /// Wakes one thread that waits.
  public func wake(_ index: Int = 0) { pthread_cond_signal(condition(index)) }

  public func wakeAll(_ index: Int = 0) { pthread_cond_broadcast(condition(index)) }

  /// Wakes every thread, whatever it waits for.
  public func wakeEveryone() { conditions.indices.forEach(wakeAll) }

  private func condition(_ index: Int) -> UnsafeMutablePointer<pthread_cond_t> {
    // The buffer is never empty: `init` allocated it.
    conditions.baseAddress.unsafelyUnwrapped + index
  }
}
