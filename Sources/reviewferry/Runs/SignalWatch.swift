import Dispatch
import Foundation

/// Turns the first SIGINT or SIGTERM into a call; the second ends the process at once.
final class SignalWatch: @unchecked Sendable {
  private let sources: [any DispatchSourceSignal]
  private let lock = NSLock()
  private var received: Int32?

  init(onSignal: @escaping () -> Void) {
    let queue = DispatchQueue(label: "reviewferry.signals")
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)  // the dispatch source sees it all the same
      return DispatchSource.makeSignalSource(signal: number, queue: queue)
    }
    for (source, number) in zip(sources, [SIGINT, SIGTERM]) {
      source.setEventHandler { [weak self] in
        guard let self, self.isFirst(number) else { _exit(128 + number) }
        onSignal()
      }
      source.resume()
    }
  }

  deinit {
    for source in sources { source.cancel() }
  }

  private func isFirst(_ number: Int32) -> Bool {
    lock.lock()
    defer { lock.unlock() }
    defer { received = number }
    return received == nil
  }

  /// Ends the process with 128 + the signal's number, as a shell expects.
  ///
  /// Threads that wait for a slow input are not waited for.
  func exitAsSignalled() -> Never {
    lock.lock()
    let number = received ?? SIGTERM
    lock.unlock()
    _exit(128 + number)
  }
}
