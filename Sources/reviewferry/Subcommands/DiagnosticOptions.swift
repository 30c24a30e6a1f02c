import ArgumentParser
import Foundation

/// The options about what is told, which every command that reads data has.
struct DiagnosticOptions: ParsableArguments {
  static let optionNames = ["log-format", "problems", "color", "progress", "config"]
  static let flagNames = ["show-values", "quiet"]
  /// Names of one and the same option; the variable of the first wins.
  static let synonyms = [["log-format", "problems"]]

  @Option(
    name: [.customLong("log-format"), .customLong("problems")],
    help: ArgumentHelp(
      "What is written to standard error: text, or json with one object a line.", valueName: "format"))
  var logFormat: ProblemFormat = .text

  @Flag(help: "Show review texts, titles and names in problems; without it only their length.")
  var showValues = false

  @Option(help: ArgumentHelp("Colours: auto, always or never. 'auto' respects NO_COLOR.", valueName: "when"))
  var color: ColorMode = .auto

  @Option(
    help: ArgumentHelp(
      "How far a run is: auto (a line that changes, on a terminal; else a line a minute), plain (a line a minute) or "
        + "never.", valueName: "how"))
  var progress: ProgressChoice = .auto

  /// Read before all options are (`Configuration`); `doctor` tells which it was.
  @Option(
    help: ArgumentHelp(
      "A file with options, YAML; 'none' for none. (default: reviewferry.yaml, where it is in this folder)",
      valueName: "file"), completion: .file())
  var config: String?

  @Flag(name: .shortAndLong, help: "No summary and no progress; problems only.")
  var quiet = false

  /// - Parameter isEndless: Whether problems may come without end, so that JSON is limited too.
  func makePrinter(isEndless: Bool = false) -> ProblemPrinter {
    ProblemPrinter(
      format: logFormat, showsValues: showValues, isColored: color.isOn(for: STDERR_FILENO),
      limitsJSON: isEndless)
  }
}

extension ProblemFormat: ExpressibleByArgument {}
extension ColorMode: ExpressibleByArgument {}
extension ProgressChoice: ExpressibleByArgument {}
