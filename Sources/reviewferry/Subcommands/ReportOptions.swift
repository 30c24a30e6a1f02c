import ArgumentParser

/// The option of every command that makes a report of its run.
struct ReportOptions: ParsableArguments {
  static let optionNames = ["report"]

  @Option(
    help: ArgumentHelp(
      "Write a report of the run as an HTML page, with charts; a report that is there is replaced.",
      valueName: "file"), completion: .file())
  var report: String?

  func validate() throws {
    guard let report else { return }
    guard report != "-" else {
      throw ValidationError(
        "--report needs a file; 'reviewferry report' writes the page of a summary to standard output")
    }
    guard !report.isEmpty, !report.hasSuffix("/") else {
      throw ValidationError("--report is '\(report)', but it must name a file")
    }
  }
}
