import ArgumentParser
import Foundation

/// The options about what is told, which every command that reads data has.
struct DiagnosticOptions: ParsableArguments {
  static let optionNames = ["problems", "color"]
  static let flagNames = ["show-values", "quiet"]

  @Option(
    help: ArgumentHelp("How problems are written to standard error: text or json.", valueName: "format"))
  var problems: ProblemFormat = .text

  @Flag(help: "Show review texts, titles and names in problems; without it only their length.")
  var showValues = false

  @Option(help: ArgumentHelp("Colours: auto, always or never. 'auto' respects NO_COLOR.", valueName: "when"))
  var color: ColorMode = .auto

  @Flag(name: .shortAndLong, help: "No summary; problems only.")
  var quiet = false

  func makePrinter() -> ProblemPrinter {
    ProblemPrinter(format: problems, showsValues: showValues, isColored: color.isOn(for: STDERR_FILENO))
  }
}

extension ProblemFormat: ExpressibleByArgument {}
extension ColorMode: ExpressibleByArgument {}
