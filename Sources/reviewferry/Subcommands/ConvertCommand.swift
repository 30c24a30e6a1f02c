import ArgumentParser
import Delivery
import Foundation
import Pipeline
import Readers
import Records
import Requests

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Turn export files into PX Insights request bodies, without any network.",
    discussion: """
      Reads the files in the given order, maps each record, groups the reviews by product and writes \
      the exact request bodies with a manifest, the rejected records and a summary. \
      The output folder is complete or absent, never half.

        reviewferry convert reviews.csv -m judgeme-csv -o out/
        reviewferry convert reviews.csv -m judgeme-csv -o out/ --report report.html
        reviewferry convert 'exports/*.xml.gz' -m bazaarvoice-feed -o out/ --force
        reviewferry convert export.zip/reviews.csv -m judgeme-csv -o out/
        zcat reviews.gz | reviewferry convert - -m amazon-2023 -o - | head -n 1
      """)

  static let optionNames =
    ["mapping", "output", "rejects", "layout", "ledger", "pim-url"] + ReportOptions.optionNames
    + ConversionOptions.optionNames

  @Argument(
    help: ArgumentHelp(
      "Files, folders, ZIP archives or globs; '-' is standard input; none where the mapping's own program is the "
        + "source."),
    completion: .file())
  var files: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("A mapping file, or the name of a shipped one.", valueName: "mapping"),
    completion: MappingCompletion.kind)
  var mapping: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder to write, or '-' for the bodies on standard output.", valueName: "dir"),
    completion: .directory)
  var output: String

  @Option(
    help: ArgumentHelp("With '--output -': the file for rejected records.", valueName: "file"),
    completion: .file())
  var rejects: String?

  @Option(
    help: ArgumentHelp("'lines': one requests.jsonl; 'files': one file a request.", valueName: "layout"))
  var layout: DumpLayout = .lines

  @Option(
    help: ArgumentHelp(
      "The ledger whose catalog is looked into, for a mapping that enriches; wins over --pim-url.",
      valueName: "file"), completion: .file())
  var ledger: String?

  @Option(help: ArgumentHelp("The PIM whose ledger that is, as given to 'submit'.", valueName: "url"))
  var pimURL: String?

  @OptionGroup var commands: CommandOptions

  @OptionGroup(title: "Conversion")
  var conversion: ConversionOptions

  @OptionGroup var reporting: ReportOptions

  @Flag(help: "Replace an output folder that reviewferry wrote.")
  var force = false

  @OptionGroup(title: "Diagnostics")
  var diagnostics: DiagnosticOptions

  func validate() throws {
    guard output != "-" || (layout == .lines && !force) else {
      throw ValidationError("--output - writes one body a line; --layout files and --force go with a folder")
    }
    guard output == "-" || rejects == nil else {
      throw ValidationError("--rejects goes with --output -; a folder has its own rejects.jsonl")
    }
  }

  func run() throws {
    try ConvertRun(command: self).run()
  }
}

extension DumpLayout: ExpressibleByArgument {}
