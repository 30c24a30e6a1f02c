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
        reviewferry convert 'exports/*.xml.gz' -m bazaarvoice-feed -o out/ --force
        zcat reviews.gz | reviewferry convert - -m amazon-2023 -o - | head -n 1
      """)

  static let optionNames = [
    "mapping", "output", "rejects", "layout", "body", "max-reviews", "max-bytes", "memory", "max-rejects",
    "threads",
    "temp-dir", "as-of", "max-expansion",
  ]

  @Argument(help: "Files, folders or globs; '-' is standard input.")
  var files: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("A mapping file, or the name of a shipped one.", valueName: "mapping"))
  var mapping: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder to write, or '-' for the bodies on standard output.", valueName: "dir"))
  var output: String

  @Option(
    help: ArgumentHelp("With '--output -': the file for rejected records.", valueName: "file"))
  var rejects: String?

  @Option(
    help: ArgumentHelp("'lines': one requests.jsonl; 'files': one file a request.", valueName: "layout"))
  var layout: DumpLayout = .lines

  @Option(
    help: ArgumentHelp(
      "Shape of the bodies: 'flat', or 'envelope' as a later guide has it.", valueName: "shape"))
  var body: BodyShape = .flat

  @Option(help: ArgumentHelp("Reviews in a request, 1 to \(RequestRules.maxReviews).", valueName: "n"))
  var maxReviews = RequestRules.defaultReviews

  @Option(
    help: ArgumentHelp(
      "Bytes in a request body, as 512KiB or 1MB. The API's own limit is not published. (default: 1MiB)",
      valueName: "size"),
    transform: ByteSize.value)
  var maxBytes = RequestRules.defaultMaxBytes

  @Option(
    help: ArgumentHelp(
      "Memory to use before spilling to the temporary folder. (default: 256MiB)", valueName: "size"),
    transform: ByteSize.value)
  var memory = 256 << 20

  @Option(
    help: ArgumentHelp(
      "Rejected records that still count as a success, as 20 or 0.5%. (default: 0)", valueName: "n|p%"),
    transform: RejectBudget.value)
  var maxRejects = RejectBudget.count(0)

  @Option(help: ArgumentHelp("Mapping threads; the output does not depend on it.", valueName: "n"))
  var threads: Int = 1

  @Option(help: ArgumentHelp("Where to spill (default: TMPDIR or /tmp).", valueName: "dir"))
  var tempDir: String?

  @Option(
    help: ArgumentHelp(
      "The moment 'newer_than' counts from, as 2026-01-31 (default: now); fixes the output.",
      valueName: "date"),
    transform: Moment.value)
  var asOf: Int64?

  @Option(
    help: ArgumentHelp(
      "Inflated bytes for one compressed byte, at most (default: \(GzipByteSource.defaultMaxRatio)); the first "
        + "64 MiB may grow as they like.",
      valueName: "ratio"))
  var maxExpansion: Int?

  @Flag(help: "Replace an output folder that reviewferry wrote.")
  var force = false

  @OptionGroup(title: "Diagnostics")
  var diagnostics: DiagnosticOptions

  func validate() throws {
    guard (1...RequestRules.maxReviews).contains(maxReviews) else {
      throw ValidationError(
        "--max-reviews is \(maxReviews), but it must be between 1 and \(RequestRules.maxReviews)")
    }
    guard (1...32).contains(threads) else {
      throw ValidationError("--threads is \(threads), but it must be between 1 and 32")
    }
    guard output != "-" || (layout == .lines && !force) else {
      throw ValidationError("--output - writes one body a line; --layout files and --force go with a folder")
    }
    guard output == "-" || rejects == nil else {
      throw ValidationError("--rejects goes with --output -; a folder has its own rejects.jsonl")
    }
    guard maxExpansion ?? 1 >= 1 else {
      throw ValidationError("--max-expansion is \(maxExpansion ?? 0), but it must be at least 1")
    }
  }

  func run() throws {
    try ConvertRun(command: self).run()
  }

  var settings: ConvertSettings {
    ConvertSettings(
      inputs: [], shape: body, maxReviews: maxReviews, maxBytes: maxBytes, memoryBytes: memory,
      temporaryFolder: tempDir ?? ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp",
      mapperCount: threads, maxExpansionRatio: maxExpansion, now: asOf ?? Moment.now())
  }
}

extension BodyShape: ExpressibleByArgument {}
extension DumpLayout: ExpressibleByArgument {}
