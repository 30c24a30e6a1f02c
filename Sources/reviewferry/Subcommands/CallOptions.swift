import ArgumentParser
import Delivery

/// The options of commands that ask and wait for each answer.
struct CallOptions: ParsableArguments {
  static let optionNames = [
    "credentials-file", "ca-file", "pull-rate", "max-attempts", "retry-delay", "timeout",
  ]

  /// What the PIM allows.
  static let highestRate = 100

  @Option(
    help: ArgumentHelp(
      "A file with client_id, client_secret, username and password, or client_id and token (mode 0600). "
        + "Variables such as REVIEWFERRY_CLIENT_ID win.", valueName: "file"), completion: .file())
  var credentialsFile: String?

  @Option(
    help: ArgumentHelp("More certificate authorities to trust, PEM.", valueName: "file"), completion: .file())
  var caFile: String?

  @Option(
    help: ArgumentHelp(
      "Calls begun in any second, 1 to \(Self.highestRate); 0 for no limit, to this machine only. "
        + "(default: \(Self.highestRate))", valueName: "n"))
  var pullRate: Int?

  @Option(help: ArgumentHelp("Attempts for a call, the first one included.", valueName: "n"))
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

  func validate() throws {
    if let pullRate, !(0...Self.highestRate).contains(pullRate) {
      throw ValidationError("--pull-rate is \(pullRate), but it must be between 0 and \(Self.highestRate)")
    }
    guard (1...100).contains(maxAttempts) else {
      throw ValidationError("--max-attempts is \(maxAttempts), but it must be between 1 and 100")
    }
    guard timeout > .zero else { throw ValidationError("--timeout must be more than nothing") }
  }
}
