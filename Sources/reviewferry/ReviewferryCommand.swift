import ArgumentParser
import Foundation

@main
struct ReviewferryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reviewferry",
    abstract: "Carries product reviews from vendors' export files into Akeneo PX Insights.",
    discussion: """
      A mapping says how a vendor's file becomes reviews; 'reviewferry mappings list' shows the shipped ones.

        reviewferry guess export.csv
        reviewferry init export.csv
        reviewferry preview export.csv --mapping judgeme-csv
        reviewferry convert export.csv --mapping judgeme-csv --output out/
        reviewferry submit export.csv --mapping judgeme-csv --pim-url https://shop.cloud.akeneo.com

      Data goes to standard output, problems and the summary to standard error. \
      Each option has an environment twin: --max-reviews is REVIEWFERRY_MAX_REVIEWS. \
      What is typed wins over the environment, and that over 'reviewferry.yaml' in the working folder \
      (or --config FILE), whose keys are the names of options.

      EXIT STATUS
        0   all accepted, or nothing to do
        1   finished, more records rejected than --max-rejects allows, or products missing (reconcile)
        2   an input is cut off or broken; what came before was used
        64  usage
        66  an input is missing or is not what its name says
        69  the API or the PIM cannot be reached, or is not well; run it again
        73  cannot write
        75  another run holds the ledger
        77  credentials are missing, refused, or readable by others
        78  the mapping is wrong or does not fit the file, or the configuration is wrong
        129, 130, 143  ended by a signal
      """,
    version: Version.text,
    // Each names itself, and so do theirs: names derived from types took 40 % of a start's instructions.
    subcommands: [
      GuessCommand.self, InitCommand.self, ConvertCommand.self, SubmitCommand.self, ReportCommand.self,
      StatusCommand.self, DoctorCommand.self, CheckCommand.self,
      PreviewCommand.self, MappingsCommand.self, RejectsCommand.self, LedgerCommand.self, CatalogCommand.self,
      ReconcileCommand.self,
      EventsCommand.self, EmulateCommand.self,
    ])

  @Option(
    name: .customLong("explain"), defaultAsFlag: "",
    help: ArgumentHelp(
      "Explain a problem code such as 'csv.column-count', list those of a stage ('csv'), or all.",
      valueName: "code"),
    completion: .custom { _, _, _ in Explanations.all.map(\.code) })
  var explain: String?

  /// For `make docs`.
  @Flag(name: .customLong("markdown"), help: .hidden)
  var isMarkdown = false

  /// For `make install`.
  @Flag(name: .customLong("manual"), help: .hidden)
  var isManual = false

  func run() throws {
    if isManual {
      var page = try ManualPage(dump: Self._dumpHelp(), version: Version.text)
      return try DataOutput.writeOnly(page.text())
    }
    guard let explain else { throw CleanExit.helpRequest(self) }
    try ExplainRun.run(explain, isMarkdown: isMarkdown)
  }

  static func main() {
    // A closed pipe and a file-size limit are errors of write, which the run explains; they must not kill it.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    occupyStandardDescriptors()
    let typed = CommandLine.arguments.dropFirst().map { $0 }
    let layers = ArgumentLayers.read(typed)
    do {
      var command = try parseAsRoot(layers.arguments)
      layers.announce()
      try command.run()
    } catch {
      if exitCode(for: error) == .validationFailure {
        if let problem = layers.problem(of: error) { layers.end([problem]) }
        layers.explain()
        UsageHint.give(for: typed, saying: message(for: error))
      }
      exit(withError: error)
    }
  }

  /// Opens what the caller has closed, so that no file of ours gets the number and with it our messages.
  ///
  /// In the wrong direction: whoever uses it all the same gets the error that a closed descriptor gives.
  private static func occupyStandardDescriptors() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}

/// The version that `--version` and the manifest tell.
enum Version {
  static let text = "0.1.0"
}
