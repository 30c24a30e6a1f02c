import ArgumentParser
import Delivery

/// The options of every command that sends requests.
struct DeliveryOptions: ParsableArguments {
  static let optionNames = [
    "api-url", "pim-url", "credentials-file", "ca-file", "max-rate", "max-concurrency", "max-attempts",
    "retry-delay", "timeout", "ledger", "keep-runs", "metrics-file",
  ]
  static let flagNames = ["sync", "bisect", "resend", "no-ledger"]

  /// Of the published reference; see docs/operations.md.
  static let productionURL = "https://px-insights.app.akeneo.cloud/api/v1"
  /// The synchronous endpoint's rate is only called far stricter; this is a guess on the safe side.
  static let synchronousRate = 1

  @Option(
    help: ArgumentHelp("Base URL of PX Insights. (default: \(Self.productionURL))", valueName: "url"))
  var apiURL: String?

  @Option(
    help: ArgumentHelp("Base URL of the PIM: gives the tokens, and names the ledger.", valueName: "url"))
  var pimURL: String?

  @Option(
    help: ArgumentHelp(
      "A file with client_id, client_secret, username and password, or client_id and token (mode 0600). "
        + "Variables such as REVIEWFERRY_CLIENT_ID win.", valueName: "file"), completion: .file())
  var credentialsFile: String?

  @Option(
    help: ArgumentHelp("More certificate authorities to trust, PEM.", valueName: "file"), completion: .file())
  var caFile: String?

  @Flag(
    help: "Use the synchronous endpoint: for debugging, one request a second unless --max-rate says more.")
  var sync = false

  @Option(
    help: ArgumentHelp(
      "Requests begun in any second, 1 to \(RateLimiter.highestRate); 0 for no limit, to this machine only. "
        + "(default: \(RateLimiter.defaultRate))", valueName: "n"))
  var maxRate: Int?

  @Option(
    help: ArgumentHelp("Requests in flight at most; fewer while the API is under strain.", valueName: "n"))
  var maxConcurrency = 16

  @Option(help: ArgumentHelp("Attempts for a request, the first one included.", valueName: "n"))
  var maxAttempts = RetryPolicy().maxAttempts

  @Option(
    help: ArgumentHelp(
      "Longest wait after the first failed attempt, doubled each time. (default: 500ms)", valueName: "time"),
    transform: DurationText.value)
  var retryDelay = RetryPolicy().base

  @Option(
    help: ArgumentHelp("For one attempt, to the end of the answer. (default: 60s)", valueName: "time"),
    transform: DurationText.value)
  var timeout = Duration.seconds(60)

  @Flag(help: "Halve a refused request until the review that spoils it is found; the others are sent.")
  var bisect = false

  @Option(
    help: ArgumentHelp(
      "What was accepted, to send only what is new. (default: a file for each PIM in the user's state folder)",
      valueName: "file"), completion: .file())
  var ledger: String?

  @Flag(help: "Send unchanged reviews too.")
  var resend = false

  @Flag(help: "Keep no ledger: everything is sent. Needs --output.")
  var noLedger = false

  @Option(
    help: ArgumentHelp("Run folders kept beside the ledger; the oldest go first.", valueName: "n"))
  var keepRuns = 30

  @Option(
    help: ArgumentHelp("Write metrics of the run for Prometheus' node_exporter.", valueName: "file"),
    completion: .file())
  var metricsFile: String?

  func validate() throws {
    if let maxRate, !(0...RateLimiter.highestRate).contains(maxRate) {
      throw ValidationError(
        "--max-rate is \(maxRate), but it must be between 0 and \(RateLimiter.highestRate)")
    }
    guard (1...256).contains(maxConcurrency) else {
      throw ValidationError("--max-concurrency is \(maxConcurrency), but it must be between 1 and 256")
    }
    guard (1...100).contains(maxAttempts) else {
      throw ValidationError("--max-attempts is \(maxAttempts), but it must be between 1 and 100")
    }
    guard timeout > .zero else { throw ValidationError("--timeout must be more than nothing") }
    guard keepRuns >= 1 else {
      throw ValidationError("--keep-runs is \(keepRuns), but it must be at least 1")
    }
    guard !noLedger || (ledger == nil && !resend) else {
      throw ValidationError("--no-ledger goes with neither --ledger nor --resend")
    }
  }
}
