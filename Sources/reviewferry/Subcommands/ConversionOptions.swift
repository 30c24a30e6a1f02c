import ArgumentParser
import Foundation
import Pipeline
import Readers
import Requests

/// The options of every command that makes requests of records.
struct ConversionOptions: ParsableArguments {
  static let optionNames =
    RequestOptions.optionNames + ["memory", "max-rejects", "threads", "temp-dir", "as-of", "max-expansion"]

  @OptionGroup var requests: RequestOptions

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

  @Option(
    help: ArgumentHelp(
      "Threads that parse and map (default: as many as cores); the output does not depend on it.",
      valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp("Where to spill (default: TMPDIR or /tmp).", valueName: "dir"), completion: .directory)
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

  func validate() throws {
    if let threads, !Self.threadRange.contains(threads) {
      throw ValidationError(
        "--threads is \(threads), but it must be between \(Self.threadRange.lowerBound) and "
          + "\(Self.threadRange.upperBound)")
    }
    guard maxExpansion ?? 1 >= 1 else {
      throw ValidationError("--max-expansion is \(maxExpansion ?? 0), but it must be at least 1")
    }
  }

  var settings: ConvertSettings {
    let limits = requests.limits()
    return ConvertSettings(
      inputs: [], shape: limits.shape, maxReviews: limits.maxReviews, maxBytes: limits.maxBytes,
      memoryBytes: memory, temporaryFolder: temporaryFolder, workerCount: threads ?? Self.coreCount,
      maxExpansionRatio: maxExpansion, now: asOf ?? Moment.now())
  }

  static let threadRange = 1...32

  /// The cores that this process may use.
  private static var coreCount: Int {
    min(max(ProcessInfo.processInfo.activeProcessorCount, threadRange.lowerBound), threadRange.upperBound)
  }

  var temporaryFolder: String {
    tempDir ?? ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
  }
}
