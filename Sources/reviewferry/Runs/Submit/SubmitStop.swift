import Delivery
import Pipeline
import Synchronization

/// Ends a submission in peace when a signal asks for it, also where the signal came before it began.
final class SubmitStop: Sendable {
  private struct State {
    var submitter: Submitter?
    var signals: SignalWatch?
    var isRequested = false
  }

  private let state = Mutex(State())
  let cancellation = Cancellation()

  /// Watches for signals from here on; before any thread is started, so that all leave the signals to the watch.
  init() {
    let signals = SignalWatch { [weak self] in self?.request() }
    state.withLock { $0.signals = signals }
  }

  var isRequested: Bool { state.withLock { $0.isRequested } }

  /// What the process will exit with, once a signal has come.
  var exitStatus: Int32? { state.withLock { $0.signals }?.status }

  func exitAsSignalled() { state.withLock { $0.signals }?.exitAsSignalled() }

  func watch(_ submitter: Submitter) {
    let isRequested = state.withLock { state in
      state.submitter = submitter
      return state.isRequested
    }
    if isRequested { submitter.drain() }
  }

  /// Nothing new is read or sent; what is in flight comes to its end.
  private func request() {
    let submitter = state.withLock { state in
      state.isRequested = true
      return state.submitter
    }
    cancellation.cancel()
    submitter?.drain()
  }
}
