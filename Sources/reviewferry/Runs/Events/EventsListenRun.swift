import Dispatch
import EventPlatform
import Foundation
import Ledger
import Records
import Synchronization

/// One `events listen`.
struct EventsListenRun {
  /// How often the problems that were only counted are told.
  private static let reminder = 60
  /// Seconds that a transaction waits for others that hold the ledger: nobody waits longer for an answer, and the end
  /// must not wait for a ledger that somebody has locked.
  private static let patience = 4

  let command: EventsCommand.Listen
  let printer: ProblemPrinter

  func run() throws(RunFailure) {
    // First of all, so that every thread of the server leaves the signals to the watch.
    let stop = ListenerStop()
    let signals = SignalWatch { stop.request() }
    let configuration = try configuration()
    let path = try command.location.path()
    let isNew = !FileManager.default.fileExists(atPath: path)
    let store = try RunFailure.wrapLedger { () throws(Problem) in
      try EventStore(path: path, patience: Self.patience)
    }
    DescriptorLimit.raise()
    let listener = try RunFailure.status(.mappingWrong) { () throws(Problem) in
      try EventListener(configuration, store: store, report: { [self] in record($0) })
    }
    stop.watch(listener)
    try serve(listener, store, isNew: isNew)
    printer.finish()
    if !command.diagnostics.quiet { Terminal.writeError(log.summary(listener.counts)) }
    try RunFailure.wrapLedger { () throws(Problem) in try store.close() }
    // Only a signal ends the server in peace.
    signals.exitAsSignalled()
  }

  // MARK: Configuration

  private func configuration() throws(RunFailure) -> ListenerConfiguration {
    let secrets = try RunFailure.status(.credentialsRefused) { () throws(Problem) in
      try EventSecretsReader.secrets(
        file: command.secretsFile, environment: ProcessInfo.processInfo.environment)
    }
    let certificate = try RunFailure.status(.mappingWrong) { () throws(Problem) in try self.certificate() }
    if certificate == nil, !command.isLoopback { printer.report(plain) }
    var limits = IntakeLimits()
    limits.requests = command.maxBacklog
    return ListenerConfiguration(
      address: command.address, port: command.port, eventsPath: command.path,
      notificationsPath: command.notificationsPath,
      metricsPath: command.servedMetrics, secrets: secrets,
      certificate: certificate, limits: limits)
  }

  private func certificate() throws(Problem) -> ListenerCertificate? {
    guard let chain = command.tlsCert, let key = command.tlsKey else { return nil }
    return try ListenerCertificate(chain: chain, key: key)
  }

  private var plain: Problem {
    Problem(
      "events.plain-http", .warning,
      "plain HTTP on \(quoted: command.address): who is on the way can read the events, though not change them",
      fix: "give a certificate with '--tls-cert', or listen on 127.0.0.1 behind a proxy that has one")
  }

  // MARK: Serving

  /// Blocks this thread, on which nothing of the server runs, until the server has ended.
  private func serve(_ listener: EventListener, _ store: EventStore, isNew: Bool) throws(RunFailure) {
    let ended = DispatchSemaphore(value: 0)
    let failure = Mutexed<Problem?>(nil)
    Task {
      if let port = try? await listener.port { announce(port, store, isNew: isNew) }
    }
    Task {
      do throws(Problem) { try await listener.run() } catch { failure.value.withLock { $0 = error } }
      ended.signal()
    }
    while ended.wait(timeout: .now() + .seconds(Self.reminder)) == .timedOut { printer.finish() }
    if let problem = failure.value.withLock({ $0 }) {
      // Another process has the port, or the address is not there yet: both may be otherwise in a moment.
      throw RunFailure(problem, problem.code == "events.port" ? .unavailable : .usage)
    }
  }

  private func announce(_ port: Int, _ store: EventStore, isNew: Bool) {
    guard !command.diagnostics.quiet else { return }
    let scheme = command.tlsCert == nil ? "http" : "https"
    let host = command.address.contains(":") ? "[\(command.address)]" : command.address
    let base = "\(scheme)://\(host):\(port)"
    Terminal.writeError(
      log.listening(base + command.path, base + command.notificationsPath, ledger: store.path, isNew: isNew))
  }

  private var log: ListenerLog { ListenerLog(format: command.diagnostics.logFormat) }

  // MARK: Telling

  private func record(_ record: ListenerRecord) {
    if let problem = record.problem { printer.report(problem) }
    if let notification = record.notification { printer.report(Self.problem(of: notification)) }
    guard command.verbose else { return }
    Terminal.writeError(log.request(record))
  }

  private static func problem(of notification: SubscriptionNotification) -> Problem {
    guard let kind = SubscriptionNotice.Kind(rawValue: notification.type) else {
      return Problem(
        "events.notification", .warning,
        "the subscription \(quoted: notification.subscription) says \(quoted: notification.type), which is not known"
      )
    }
    return EventNoticeProblem.lost(
      SubscriptionNotice(
        subscription: notification.subscription, kind: kind, time: notification.time,
        reason: notification.reason))
  }
}

/// Ends the listener when a signal asks for it, also where the signal came before there was one.
private final class ListenerStop: Sendable {
  private struct State {
    var listener: EventListener?
    var isRequested = false
  }

  private let state = Mutex(State())

  func request() {
    state.withLock { $0.isRequested = true }
    end()
  }

  func watch(_ listener: EventListener) {
    state.withLock { $0.listener = listener }
    end()
  }

  private func end() {
    guard let listener = state.withLock({ $0.isRequested ? $0.listener : nil }) else { return }
    Task { await listener.shutdown() }
  }
}

/// A value that tasks share.
private final class Mutexed<Value: Sendable>: Sendable {
  let value: Mutex<Value>

  init(_ value: Value) { self.value = Mutex(value) }
}
