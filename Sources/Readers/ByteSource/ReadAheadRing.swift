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
  private let monitor = Monitor(conditions: 2)

  // Conditions of the monitor.
  private static let hasRoom = 0
  private static let hasBytes = 1

  init(count: Int, bufferBytes: Int) {
    buffers = (0..<count).map { _ in .allocate(byteCount: bufferBytes, alignment: 64) }
    lengths = Array(repeating: 0, count: count)
  }

  deinit { buffers.forEach { $0.deallocate() } }

  // MARK: - The filling thread

  /// The next buffer to fill, as soon as there is one; nil when nobody wants more.
  func room() -> UnsafeMutableRawBufferPointer? {
    monitor.locked {
      // The buffer taken last is still being read.
      while !isCancelled, filledCount - takenCount >= buffers.count - 1 { monitor.wait(Self.hasRoom) }
      return isCancelled ? nil : buffers[filledCount % buffers.count]
    }
  }

  func filled(_ length: Int) {
    monitor.locked {
      lengths[filledCount % buffers.count] = length
      filledCount += 1
      monitor.wake(Self.hasBytes)
    }
  }

  /// No more comes behind what was filled: the end, or the problem that is it.
  func end(_ problem: Problem?) {
    monitor.locked {
      hasEnded = true
      self.problem = problem
      monitor.wake(Self.hasBytes)
    }
  }

  // MARK: - The taking thread

  /// The next bytes, good until the next call; none at the end.
  func next() throws(Problem) -> UnsafeRawBufferPointer {
    let taken: UnsafeRawBufferPointer? = monitor.locked {
      while filledCount == takenCount, !hasEnded { monitor.wait(Self.hasBytes) }
      guard takenCount < filledCount else { return nil }
      let index = takenCount % buffers.count
      takenCount += 1
      monitor.wake(Self.hasRoom)
      return UnsafeRawBufferPointer(rebasing: buffers[index][..<lengths[index]])
    }
    if let taken { return taken }
    if let problem { throw problem }
    return UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// Says that nobody will call `next` again.
  func cancel() {
    monitor.locked {
      isCancelled = true
      monitor.wake(Self.hasRoom)
    }
  }
}
