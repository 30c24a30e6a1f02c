import Foundation

/// The emulator's only source of time: token lifetimes, rate windows, delays and dates come from here.
///
/// A clock that a test moves by hand makes all of them exact, without waiting.
public struct EmulatorTime: Sendable {
  private let elapsed: @Sendable () -> Duration
  private let pause: @Sendable (Duration) async throws -> Void
  /// The wall-clock moment at which the clock was taken.
  private let epoch: Date

  /// Time as `clock` tells it; `epoch` is the date of this moment.
  public init<C: Clock>(_ clock: C, epoch: Date = Date()) where C.Duration == Duration {
    let start = clock.now
    self.epoch = epoch
    elapsed = { start.duration(to: clock.now) }
    pause = { try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: nil) }
  }

  /// Real time.
  public static var continuous: EmulatorTime { EmulatorTime(ContinuousClock()) }

  /// Since the clock was taken.
  var now: Duration { elapsed() }

  var date: Date { epoch.addingTimeInterval(now.seconds) }

  func sleep(for duration: Duration) async throws { try await pause(duration) }
}

extension Duration {
  var seconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}
