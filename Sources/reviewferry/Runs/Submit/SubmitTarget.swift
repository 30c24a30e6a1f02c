import Delivery
import Foundation
import Records

/// Where requests are sent, how, and as whom.
struct SubmitTarget {
  var settings: SubmissionSettings
  var credentials: Credentials
  var transport: TransportConfiguration

  /// Reads the credentials and checks the URLs; nothing is connected to yet.
  init(_ options: DeliveryOptions, otherShape: String, environment: [String: String]) throws(RunFailure) {
    let (api, pim) = try RunFailure.status(.mappingWrong) { () throws(Problem) in
      (
        try ServiceURL(options.apiURL ?? DeliveryOptions.productionURL, name: "--api-url"),
        try ServiceURL(options.pimURL ?? "", name: "--pim-url")
      )
    }
    credentials = try RunFailure.status(.credentialsRefused) { () throws(Problem) in
      try Self.credentials(options, environment)
    }
    transport = try RunFailure.status(.mappingWrong) { () throws(Problem) in
      TransportConfiguration(
        userAgent: "reviewferry/\(Version.text)", maxConnections: options.maxConcurrency,
        caFile: options.caFile, proxy: try ProxySettings(environment: environment),
        systemRoots: SystemRoots(environment: environment))
    }
    settings = SubmissionSettings(apiURL: api, pimURL: pim)
    settings.endpoint = options.sync ? .synchronous : .asynchronous
    settings.maxRate = try Self.rate(options, api)
    settings.maxConcurrency = options.maxConcurrency
    settings.retry = RetryPolicy(base: options.retryDelay, maxAttempts: options.maxAttempts)
    settings.timeout = options.timeout
    settings.bisects = options.bisect
    settings.otherShape = otherShape
  }

  /// A target inside this process: no limit of the rate, no real credentials.
  init(_ options: DeliveryOptions, rehearsal: Rehearsal, otherShape: String) throws(RunFailure) {
    var rehearsing = options
    rehearsing.apiURL = rehearsal.apiURL
    rehearsing.pimURL = rehearsal.pimURL
    rehearsing.maxRate = 0
    rehearsing.credentialsFile = nil
    rehearsing.caFile = nil
    try self.init(rehearsing, otherShape: otherShape, environment: rehearsal.credentials)
  }

  private static func credentials(
    _ options: DeliveryOptions, _ environment: [String: String]
  ) throws(Problem) -> Credentials {
    var parts = CredentialParts(environment: environment)
    if let path = options.credentialsFile { parts = parts.over(try CredentialsFileReader.read(path)) }
    return try Credentials(parts)
  }

  private static func rate(_ options: DeliveryOptions, _ api: ServiceURL) throws(RunFailure) -> Int? {
    guard options.maxRate == 0 else {
      return options.maxRate ?? (options.sync ? DeliveryOptions.synchronousRate : RateLimiter.defaultRate)
    }
    guard ServiceURL.isLoopback(api.host) else {
      let problem = Problem(
        "submit.rate", .error,
        "'--max-rate 0' takes the limit away, which is for servers on this machine; nothing was sent",
        fix: "name a rate from 1 to \(RateLimiter.highestRate)")
      throw RunFailure(problem, .usage)
    }
    return nil
  }
}
