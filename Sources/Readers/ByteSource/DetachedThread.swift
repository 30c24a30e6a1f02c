import Glibc

/// Threads without Foundation, for which nobody waits.
enum DetachedThread {
  /// Runs `work` on a new thread; false where the system has none to give.
  static func start(_ work: @escaping @Sendable () -> Void) -> Bool {
    var thread = pthread_t()
    let passed = Unmanaged.passRetained(Work(work))
    let status = pthread_create(&thread, nil, { Self.run($0) }, passed.toOpaque())
    guard status == 0 else {
      passed.release()
      return false
    }
    pthread_detach(thread)
    return true
  }

  private static func run(_ passed: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let passed else { return nil }
    Unmanaged<Work>.fromOpaque(passed).takeRetainedValue().body()
    return nil
  }

  private final class Work {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
