import ArgumentParser

struct RejectsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show rejected records as they stand in the file, or refused requests with the answer.",
    discussion: """
      Records hold what reviewers wrote: they are shown because you ask for them.

        reviewferry rejects show out/ 17 18
        reviewferry rejects show --failed 3 --ledger shop.sqlite
        (head -n 1 export.csv; reviewferry rejects show out/ --all --raw) > mend.csv
      """)

  static let optionNames = ["failed"] + RunChoiceOptions.optionNames + DiagnosticOptions.optionNames
  static let flagNames = ["all", "raw"] + DiagnosticOptions.flagNames

  @Argument(
    help: ArgumentHelp(
      "The folder of a run, or one that 'convert' wrote (default: the latest run); then numbers of records.",
      valueName: "dir|record"), completion: .directory)
  var arguments: [String] = []

  @Option(help: ArgumentHelp("The number of a refused request; may be given again.", valueName: "n"))
  var failed: [Int] = []

  @Flag(help: "All rejected records, and all refused requests too unless --raw is given.")
  var all = false

  @Flag(help: "Only the records or bodies, one a line, to be mended and read again.")
  var raw = false

  @OptionGroup(title: "Which run")
  var which: RunChoiceOptions

  @OptionGroup(title: "Diagnostics")
  var diagnostics: DiagnosticOptions

  /// The first argument, if it is no number; `./17` is a folder.
  var folder: String? { arguments.first.flatMap { Int($0) == nil ? $0 : nil } }

  var records: [Int] { arguments.dropFirst(folder == nil ? 0 : 1).compactMap { Int($0) } }

  func validate() throws {
    try which.validate(folder: folder)
    for argument in arguments.dropFirst(folder == nil ? 0 : 1) {
      guard let record = Int(argument), record > 0 else {
        throw ValidationError("'\(argument)' is no number of a record; a folder comes first")
      }
    }
    let kinds = [!records.isEmpty, !failed.isEmpty, all].count { $0 }
    guard kinds == 1 else {
      throw ValidationError("expected numbers of records, or --failed, or --all")
    }
  }

  func run() throws {
    let printer = diagnostics.makePrinter()
    try printer.concluding { () throws(RunFailure) in
      try RejectsShowRun(command: self, printer: printer).run()
    }
  }
}
