import ArgumentParser
import Foundation
import Pipeline
import Records

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say everything that is wrong with a mapping, at once, and run its cases.",
    discussion: """
      With export files, also checks that their columns are there and maps their first records.

        reviewferry check mappings/*.yaml
        reviewferry check my-shop.yaml export.csv
      """)

  static let optionNames = ["records", "as-of"]

  @Argument(
    help: "Mapping files or names of shipped mappings, then export files.",
    completion: MappingCompletion.filesToo)
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "Records to map of each export file, rounded up to a batch of some hundred.", valueName: "n"))
  var records = 1000

  @Option(
    help: ArgumentHelp("The moment 'newer_than' counts from (default: now).", valueName: "date"),
    transform: Moment.value)
  var asOf: Int64?

  @OptionGroup var commands: CommandOptions

  @OptionGroup(title: "Diagnostics")
  var diagnostics: DiagnosticOptions

  func run() throws {
    let printer = diagnostics.makePrinter()
    let status = CheckRun(
      mappings: files.filter(isMapping), inputs: files.filter { !isMapping($0) }, records: records,
      now: asOf ?? Moment.now(), commands: commands, isQuiet: diagnostics.quiet,
      printer: printer
    ).run()
    printer.finish()
    if status != .success { throw status.code }
  }

  func validate() throws {
    guard files.contains(where: isMapping) else {
      throw ValidationError(
        "no mapping among the arguments; a mapping ends in .yaml or is the name of a shipped one")
    }
    guard records > 0 else { throw ValidationError("--records is \(records), but it must be at least 1") }
  }

  private func isMapping(_ argument: String) -> Bool {
    argument.hasSuffix(".yaml") || argument.hasSuffix(".yml")
      || (!isFile(argument) && MappingFinder().shipped(argument) != nil)
  }
  /// A folder of samples may bear a mapping's name, and is not what is meant by it.
  private func isFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
  }
}
