import Glibc
import Records

/// A fixed ring of buffers between one thread that fills them and one that takes them.
///
/// Both meet once a buffer. The lock guards the counts and the end; a buffer's bytes belong to the filler until
/// `filled`, and to the taker from `next` to the next `next`.
final class ReadAheadRing: @unchecked Sendable {
  private let buffers: [UnsafeMutableRawBufferPointer]
  /// Bytes in each buffer.
  private var lengths: [Int]
  private var filledCount = 0
  /// Buffers taken; the last of them is in use until the next call.
  private var takenCount = 0
  private var hasEnded = false
  private var problem: Problem?
  private var isCancelled = false
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init(count: Int, bufferBytes: Int) {
    buffers = (0..<count).map { _ in .allocate(byteCount: bufferBytes, alignment: 64) }
    lengths = Array(repeating: 0, count: count)
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    buffers.forEach { $0.deallocate() }
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(lock)
    changed.deallocate()
    lock.deallocate()
  }

  // MARK: - The filling thread

  /// The next buffer to fill, as soon as there is one; nil when nobody wants more.
  func room() -> UnsafeMutableRawBufferPointer? {
    locked {
      // The buffer taken last is still being read.
      while !isCancelled, filledCount - takenCount >= buffers.count - 1 { pthread_cond_wait(changed, lock) }
      return isCancelled ? nil : buffers[filledCount % buffers.count]
    }
  }

  func filled(_ length: Int) {
    locked {
      lengths[filledCount % buffers.count] = length
      filledCount += 1
      pthread_cond_signal(changed)
    }
  }

  /// No more comes behind what was filled: the end, or the problem that is it.
  func end(_ problem: Problem?) {
    locked {
      hasEnded = true
      self.problem = problem
      pthread_cond_signal(changed)
    }
  }

  // MARK: - The taking thread

  /// The next bytes, good until the next call; none at the end.
  func next() throws(Problem) -> UnsafeRawBufferPointer {
    let taken: UnsafeRawBufferPointer? = locked {
      while filledCount == takenCount, !hasEnded { pthread_cond_wait(changed, lock) }
      guard takenCount < filledCount else { return nil }
      let index = takenCount % buffers.count
      takenCount += 1
      pthread_cond_signal(changed)
      return UnsafeRawBufferPointer(rebasing: buffers[index][..<lengths[index]])
    }
    if let taken { return taken }
    if let problem { throw problem }
    return UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// Says that nobody will call `next` again.
  func cancel() {
    locked {
      isCancelled = true
      pthread_cond_signal(changed)
    }
  }

  private func locked<Value>(_ body: () -> Value) -> Value {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return body()
  }
}
