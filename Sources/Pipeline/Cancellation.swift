import Foundation

/// Lets a signal end a run: set from any thread, seen between batches and between groups.
public final class Cancellation: @unchecked Sendable {
  private let lock = NSLock()
  private var cancelled = false
  private var wakers: [() -> Void] = []

  public init() {}

  public var isCancelled: Bool {
    lock.lock()
    defer { lock.unlock() }
    return cancelled
  }

  public func cancel() {
    lock.lock()
    cancelled = true
    let calls = wakers
    lock.unlock()
    calls.forEach { $0() }
  }

  /// Calls `wake` once the run is cancelled, at once if it already is.
  func onCancel(_ wake: @escaping () -> Void) {
    lock.lock()
    wakers.append(wake)
    let isLate = cancelled
    lock.unlock()
    if isLate { wake() }
  }
}
