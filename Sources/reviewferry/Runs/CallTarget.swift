import Delivery
import Foundation
import Records
import Synchronization

/// Who is called, as whom, and how; nothing is connected to yet.
struct CallTarget {
  let settings: CallSettings
  let credentials: Credentials
  let transport: TransportConfiguration

  init(
    pimURL: String, credentialsFile: String?, caFile: String?, rate: Int, retry: RetryPolicy,
    timeout: Duration
  ) throws(RunFailure) {
    let environment = ProcessInfo.processInfo.environment
    let pim = try RunFailure.status(.mappingWrong) { () throws(Problem) in
      try ServiceURL(pimURL, name: "--pim-url")
    }
    credentials = try RunFailure.status(.credentialsRefused) { () throws(Problem) in
      var parts = CredentialParts(environment: environment)
      if let path = credentialsFile { parts = parts.over(try CredentialsFileReader.read(path)) }
      return try Credentials(parts)
    }
    transport = try RunFailure.status(.mappingWrong) { () throws(Problem) in
      TransportConfiguration(
        userAgent: "reviewferry/\(Version.text)", maxConnections: 4, caFile: caFile,
        proxy: try ProxySettings(environment: environment), systemRoots: SystemRoots(environment: environment)
      )
    }
    settings = CallSettings(
      pimURL: pim, maxRate: try Self.limit(rate, pim), retry: retry, timeout: timeout)
  }

  private static func limit(_ rate: Int, _ url: ServiceURL) throws(RunFailure) -> Int? {
    try checkLimit(rate, url)
    return rate == 0 ? nil : rate
  }

  /// Without a limit only this machine may be called.
  static func checkLimit(_ rate: Int, _ url: ServiceURL) throws(RunFailure) {
    guard rate == 0, !ServiceURL.isLoopback(url.host) else { return }
    let problem = Problem(
      "call.rate", .error,
      "a rate of 0 takes the limit away, which is for servers on this machine; nothing was asked",
      fix: "name a rate from 1 to \(CallOptions.highestRate)")
    throw RunFailure(problem, .usage)
  }

  init(_ options: CallOptions, pimURL: String) throws(RunFailure) {
    try self.init(
      pimURL: pimURL, credentialsFile: options.credentialsFile, caFile: options.caFile,
      rate: options.pullRate ?? CallOptions.highestRate,
      retry: RetryPolicy(base: options.retryDelay, maxAttempts: options.maxAttempts), timeout: options.timeout
    )
  }
}

/// Ends a task when a signal asks for it, also where the signal came before there was one.
final class CallStop: Sendable {
  private struct State {
    var cancel: (@Sendable () -> Void)?
    var isRequested = false
    var signals: SignalWatch?
  }

  private let state = Mutex(State())

  /// Watches from here on; before any thread is started, so that all leave the signals to the watch.
  init() {
    let signals = SignalWatch { [weak self] in self?.request() }
    state.withLock { $0.signals = signals }
  }

  /// Calls it when a signal has come.
  func onSignal(_ call: @escaping @Sendable () -> Void) {
    let isRequested = state.withLock { state in
      state.cancel = call
      return state.isRequested
    }
    if isRequested { call() }
  }

  var isRequested: Bool { state.withLock { $0.isRequested } }

  func exitAsSignalled() { state.withLock { $0.signals }?.exitAsSignalled() }

  private func request() {
    state.withLock { state in
      state.isRequested = true
      return state.cancel
    }?()
  }

  /// Runs it in a task that a signal cancels; returns when it has ended.
  func run<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) -> Value {
    Blocking.run {
      let task = Task { await work() }
      self.onSignal { task.cancel() }
      return await task.value
    }
  }
}
