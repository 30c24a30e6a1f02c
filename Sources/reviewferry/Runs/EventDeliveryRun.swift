import Dispatch
import Emulator
import Foundation
import Records
import Synchronization

/// One `emulate --deliver-events`.
struct EventDeliveryRun {
  let options: EventDeliveryOptions
  let file: String
  let diagnostics: DiagnosticOptions

  func run() throws(RunFailure) {
    let stop = StopFlag()
    let signals = SignalWatch { stop.request() }
    let (events, settings) = try input()
    let start = ContinuousClock.now
    func now() -> Double { start.duration(to: .now) / .seconds(1) }
    guard let poster = PlainPoster(settings.target, timeout: settings.timeout) else { return }
    let time = EventDelivery.Time(now: now) { seconds in stop.wait(seconds) }
    let report = EventDelivery(settings, events: events, time: time, post: poster.send).run()
    if !diagnostics.quiet { Terminal.writeError(EmulatorText.delivery(report)) }
    if stop.isRequested { signals.exitAsSignalled() }
    if let status = report.suspendedBy {
      throw RunFailure(
        Problem(
          "emulator.suspended", .error,
          "the answer \(status) suspends a subscription at once; the events behind it were not posted"),
        .unavailable)
    }
    guard report.delivered == report.events else {
      throw RunFailure(
        Problem(
          "emulator.dropped", .error,
          "\(report.events - report.delivered) events were not taken and are lost after the third retry"),
        .rejects)
    }
  }

  private func input() throws(RunFailure) -> ([[UInt8]], EventDeliverySettings) {
    let environment = ProcessInfo.processInfo.environment
    let secrets = ["REVIEWFERRY_EVENT_SECRET", "REVIEWFERRY_EVENT_SECRET_SECONDARY"]
      .compactMap { environment[$0] }.filter { !$0.isEmpty }
    guard !secrets.isEmpty else {
      throw RunFailure(
        Problem(
          "emulator.event-secret", .error, "there is no secret to sign with, so nothing was posted",
          fix: "set 'REVIEWFERRY_EVENT_SECRET' as for 'events listen'"), .credentialsRefused)
    }
    let settings = EventDeliverySettings(
      target: options.deliverTo ?? "", secrets: secrets, seed: options.deliverSeed,
      duplicates: options.deliverDuplicates / 100, disorder: options.deliverDisorder,
      rate: options.deliverRate, retryDelay: options.deliverRetry)
    do throws(EmulatorProblems) {
      return (try EventFileLines.read(file), settings)
    } catch {
      throw RunFailure(problems: error.problems.map { Problem($0) }, status: .inputMissing)
    }
  }
}

/// Ends a wait when a signal has come.
private final class StopFlag: Sendable {
  private let condition = DispatchSemaphore(value: 0)
  private let flag = Mutex(false)

  var isRequested: Bool { flag.withLock { $0 } }

  func request() {
    flag.withLock { $0 = true }
    condition.signal()
  }

  /// False where a signal has come.
  func wait(_ seconds: Double) -> Bool {
    if isRequested { return false }
    return condition.wait(timeout: .now() + seconds) == .timedOut
  }
}
