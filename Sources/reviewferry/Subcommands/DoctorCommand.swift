import ArgumentParser

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look at all that a run needs, and say what is wrong and what mends it.",
    discussion: """
      One line each for configuration, credentials, network, clock, ledger, disk, catalog, parked reviews and events. \
      Nothing is changed: no ledger is made or brought up to date, nothing is sent to the API. The PIM is asked for a \
      token, as a run asks it.

        reviewferry doctor --pim-url https://shop.cloud.akeneo.com
        reviewferry doctor --pim-url https://shop.cloud.akeneo.com --offline --json

      The status is 0 where nothing stops a run, warnings or not; otherwise the one that a run would end with: of \
      several problems that of the first, from above.
      """)

  static let optionNames =
    ["ledger", "pim-url", "api-url", "credentials-file", "ca-file", "timeout", "output", "temp-dir"]
    + DiagnosticOptions.optionNames
  static let flagNames = ["offline", "json"] + DiagnosticOptions.flagNames

  @Option(
    help: ArgumentHelp("The PIM, as given to 'submit'; without it nothing is asked.", valueName: "url"))
  var pimURL: String?

  @Option(
    help: ArgumentHelp(
      "Base URL of PX Insights. (default: \(DeliveryOptions.productionURL))", valueName: "url"))
  var apiURL: String?

  @Option(
    help: ArgumentHelp("A file with the credentials, as given to 'submit'.", valueName: "file"),
    completion: .file())
  var credentialsFile: String?

  @Option(
    help: ArgumentHelp("More certificate authorities to trust, PEM.", valueName: "file"), completion: .file())
  var caFile: String?

  @Option(
    help: ArgumentHelp("The ledger; wins over that of --pim-url.", valueName: "file"), completion: .file())
  var ledger: String?

  @Option(
    help: ArgumentHelp("Where a run would write, to look for room.", valueName: "dir"), completion: .directory
  )
  var output: String?

  @Option(
    help: ArgumentHelp("Where a run would spill (default: TMPDIR or /tmp).", valueName: "dir"),
    completion: .directory)
  var tempDir: String?

  @Option(
    help: ArgumentHelp("For each answer. (default: 10s)", valueName: "time"), transform: DurationText.value)
  var timeout = Duration.seconds(10)

  @Flag(help: "Ask nobody: what is on this machine only.")
  var offline = false

  @Flag(help: "Write JSON to standard output.")
  var json = false

  @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

  func validate() throws {
    guard timeout > .zero else { throw ValidationError("--timeout must be more than nothing") }
  }

  func run() throws {
    try LedgerRun.reporting(diagnostics) { () throws(RunFailure) in try DoctorRun(command: self).run() }
  }
}
