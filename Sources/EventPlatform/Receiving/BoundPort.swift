import Synchronization

/// A port that becomes known once.
final class BoundPort: Sendable {
  private enum State {
    case waiting([CheckedContinuation<Int, any Error>])
    case resolved(Result<Int, any Error>)
  }

  private let state = Mutex(State.waiting([]))

  /// The first call counts.
  func resolve(_ result: Result<Int, any Error>) {
    let waiting: [CheckedContinuation<Int, any Error>] = state.withLock { state in
      guard case .waiting(let waiting) = state else { return [] }
      state = .resolved(result)
      return waiting
    }
    for continuation in waiting { continuation.resume(with: result) }
  }

  var value: Int {
    get async throws {
      try await withCheckedThrowingContinuation { continuation in
        let known: Result<Int, any Error>? = state.withLock { state in
          switch state {
          case .resolved(let result): return result
          case .waiting(let waiting):
            state = .waiting(waiting + [continuation])
            return nil
          }
        }
        if let known { continuation.resume(with: known) }
      }
    }
  }
}
