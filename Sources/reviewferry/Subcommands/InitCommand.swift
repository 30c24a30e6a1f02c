import ArgumentParser
import Foundation

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Set up an import in a folder: configuration, mapping, credentials file, schedule.",
    discussion: """
      Asks at a terminal for what is not given; Enter takes what stands in brackets. Without a terminal, or with --yes, \
      nothing is asked: what stands in brackets is taken, and what is missing is said. All files are written at the end, \
      together or not at all, and none is replaced without --force.

        reviewferry init export.csv
        reviewferry init export.csv --pim-url https://pim.example --schedule systemd -y

      Secrets are asked for without being shown, and written into a file that only you can read; there are no options for \
      them. The folder's reviewferry.yaml is the configuration of every command that is started there.
      """)

  static let optionNames =
    ["mapping", "pim-url", "api-url", "output", "credentials-file", "ledger", "schedule"]
    + DiagnosticOptions.optionNames.filter { $0 != "config" && $0 != "progress" }
  static let flagNames = ["force", "yes"] + DiagnosticOptions.flagNames

  @Argument(help: "An export file, to find out what it is.", completion: .file())
  var file: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A mapping file, the name of a shipped one, or 'draft'. (default: what 'guess' finds)",
      valueName: "mapping"), completion: MappingCompletion.kind)
  var mapping: String?

  @Option(help: ArgumentHelp("Base URL of the PIM.", valueName: "url"))
  var pimURL: String?

  @Option(
    help: ArgumentHelp(
      "Base URL of PX Insights, where it is not \(DeliveryOptions.productionURL); never asked for.",
      valueName: "url"))
  var apiURL: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder to write. (default: reviewferry)", valueName: "dir"),
    completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp(
      "A file for the credentials, which is made if it is not there; 'none' where variables hold them. "
        + "(default: credentials in the folder)", valueName: "file"), completion: .file())
  var credentialsFile: String?

  @Option(
    help: ArgumentHelp("The ledger. (default: the PIM's, in the user's state folder)", valueName: "file"),
    completion: .file())
  var ledger: String?

  @Option(help: ArgumentHelp("cron, systemd, kubernetes or none. (default: cron)", valueName: "kind"))
  var schedule: String?

  @Flag(help: "Replace files that are there, but never credentials.")
  var force = false

  @Flag(name: .shortAndLong, help: "Ask nothing: take what stands in brackets.")
  var yes = false

  @OptionGroup(title: "Diagnostics")
  var diagnostics: DiagnosticOptions

  func validate() throws {
    guard diagnostics.config == nil else {
      throw ValidationError("'init' writes a configuration and reads none; --config does not go with it")
    }
  }

  func run() throws {
    let printer = diagnostics.makePrinter()
    try printer.concluding { () throws(RunFailure) in try InitRun(command: self, printer: printer).run() }
  }
}
