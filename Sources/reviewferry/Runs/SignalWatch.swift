import Foundation
import Readers

/// Turns the first SIGINT, SIGTERM or SIGHUP into a call; the second ends the process at once.
///
/// The signals are blocked in the calling thread and all threads it starts later, and one thread waits for
/// them: a signal that comes at any moment after `init` stays pending until it is seen. (A dispatch source is
/// registered some time after it was resumed; signals before that were lost.)
final class SignalWatch: @unchecked Sendable {
  private let lock = NSLock()
  private var received: Int32?
  private let endsAtOnce: Bool

  /// Ends the programs of mappings, and then this process as a shell expects.
  ///
  /// Whoever reads from such a program must call `exitIfSignalled`: its end may be seen before this process is ended.
  static func ending(_ programs: CommandRunning) -> SignalWatch {
    SignalWatch(endsAtOnce: true) { programs.endAllForGood() }
  }

  init(endsAtOnce: Bool = false, onSignal: @escaping @Sendable () -> Void) {
    self.endsAtOnce = endsAtOnce
    // Not SIGHUP where the caller ignores it, as `nohup` does.
    var numbers = sigset_t()
    sigemptyset(&numbers)
    for number in [SIGINT, SIGTERM] + (Self.isIgnored(SIGHUP) ? [] : [SIGHUP]) { sigaddset(&numbers, number) }
    pthread_sigmask(SIG_BLOCK, &numbers, nil)
    let watched = numbers
    Thread.detachNewThread { self.wait(for: watched, onSignal) }
  }

  private func wait(for numbers: sigset_t, _ onSignal: () -> Void) {
    var numbers = numbers
    var number: Int32 = 0
    while sigwait(&numbers, &number) == 0 {
      guard isFirst(number) else {
        Terminal.screen.removeIfFree()
        _exit(128 + number)
      }
      onSignal()
      if endsAtOnce { _exit(128 + number) }
    }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
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
  func exitAsSignalled() -> Never { _exit(status ?? 128 + SIGTERM) }

  func exitIfSignalled() {
    if let status { _exit(status) }
  }

  /// 128 + the signal's number, once one has come.
  var status: Int32? {
    lock.lock()
    defer { lock.unlock() }
    return received.map { 128 + $0 }
  }
}
