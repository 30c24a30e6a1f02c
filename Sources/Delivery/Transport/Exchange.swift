import NIOCore

/// One post from its start to its outcome, which is told once.
///
/// Belongs to the event loop of its lane from `start` on.
final class Exchange: @unchecked Sendable {
  let head: PreparedHead
  let body: [UInt8]
  let deadline: NIODeadline
  /// Carries it, or is being made for it.
  var connection: LaneConnection?
  private var continuation: UnsafeContinuation<AttemptOutcome, Never>?
  private(set) var outcome: AttemptOutcome?

  init(head: PreparedHead, body: [UInt8], deadline: NIODeadline) {
    self.head = head
    self.body = body
    self.deadline = deadline
  }

  var isOver: Bool { outcome != nil }

  /// Says who waits for it; it may be over already, by a cancellation.
  func awaited(by continuation: UnsafeContinuation<AttemptOutcome, Never>) {
    if let outcome { continuation.resume(returning: outcome) } else { self.continuation = continuation }
  }

  func end(_ outcome: AttemptOutcome) {
    guard self.outcome == nil else { return }
    self.outcome = outcome
    connection = nil
    continuation?.resume(returning: outcome)
    continuation = nil
  }
}
