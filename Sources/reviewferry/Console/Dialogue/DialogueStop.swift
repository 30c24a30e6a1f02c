import Foundation
import Synchronization

/// Ends the process at the first signal: with the terminal as it was, and with nothing half written.
final class DialogueStop: Sendable {
  private let input: TerminalInput
  private let signals = Mutex<SignalWatch?>(nil)
  /// Held while something is done that must be whole.
  private let gate = NSLock()

  /// Watches from here on.
  init(_ input: TerminalInput) {
    self.input = input
    let watch = SignalWatch { [weak self] in self?.end() }
    signals.withLock { $0 = watch }
  }

  /// Does what must be whole: a signal that comes meanwhile is heeded behind it.
  func whole<Value>(_ work: () throws(RunFailure) -> Value) throws(RunFailure) -> Value {
    gate.lock()
    defer { gate.unlock() }
    return try work()
  }

  private func end() {
    gate.lock()
    input.restore()
    if Terminal.isTerminal(STDERR_FILENO) { Terminal.writeError("\n") }
    signals.withLock { $0 }?.exitAsSignalled()
  }
}
