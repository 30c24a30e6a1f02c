import ArgumentParser
import Foundation

@main
struct ReviewferryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reviewferry",
    abstract: "Carries product reviews from vendors' export files into Akeneo PX Insights.",
    discussion: """
      A mapping says how a vendor's file becomes reviews; 'reviewferry mappings list' shows the shipped ones.

        reviewferry preview export.csv --mapping judgeme-csv
        reviewferry convert export.csv --mapping judgeme-csv --output out/

      Data goes to standard output, problems and the summary to standard error. Each option has an
      environment twin: --max-reviews is REVIEWFERRY_MAX_REVIEWS. Flags win.

      EXIT STATUS
        0 all accepted or nothing to do      1 finished, more rejects than --max-rejects
        2 an input is cut off or broken      64 usage
        66 input missing or not what it is said to be
        73 cannot write                      78 mapping wrong
        130, 143 ended by a signal
      """,
    version: Version.text,
    subcommands: [ConvertCommand.self, CheckCommand.self, PreviewCommand.self, MappingsCommand.self])

  static func main() {
    // A closed pipe and a file-size limit are errors of write, which the run explains; they must not kill it.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    let arguments = EnvironmentTwins.completed(CommandLine.arguments.dropFirst().map { $0 })
    main(arguments)
  }
}

/// The version that `--version` and the manifest tell.
enum Version {
  static let text = "0.1.0"
}
