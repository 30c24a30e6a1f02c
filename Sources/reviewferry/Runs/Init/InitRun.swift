import Foundation
import Records

/// One `init`.
struct InitRun {
  let command: InitCommand
  let printer: ProblemPrinter

  func run() throws(RunFailure) -> ExitStatus {
    let input = TerminalInput()
    let stop = DialogueStop(input)
    let answers = try answers(!command.yes && Dialogue.isPossible ? Dialogue(input) : nil)
    let files = try InitFiles(answers)
    try RunFailure.status(.usage) { () throws(Problem) in try InitPlaces(files).check() }
    try stop.whole { () throws(RunFailure) in
      try RunFailure.status(.cannotWrite) { () throws(Problem) in
        try FileSet(files: files.files, mayReplace: command.force).write()
      }
      if !command.diagnostics.quiet { Terminal.writeError(InitText(files).account) }
    }
    if case .draft(_, false) = answers.mapping { return .mappingWrong }
    return .success
  }

  private static let greeting = """
    Sets up an import: a configuration, a mapping where none is shipped, and a schedule.
    Enter takes what stands in brackets. Ctrl-C ends; nothing is written before the last answer.


    """

  private func answers(_ dialogue: Dialogue?) throws(RunFailure) -> InitAnswers {
    dialogue?.say(Self.greeting)
    let environment = ProcessInfo.processInfo.environment
    let questions = InitQuestions(command: command, environment: environment)
    let secrets = InitCredentialQuestions(command: command, environment: environment)
    var asker = Asker(dialogue)
    let apiURL = try questions.apiURL()
    let export = try questions.export(&asker)
    var mapping: InitMapping?
    if let export { mapping = try questions.mapping(export, &asker) }
    let pimURL = try questions.pimURL(&asker)
    let folder = try questions.folder(&asker)
    guard let export, let mapping, let pimURL, let folder else { throw RunFailure(asker.lack, .usage) }
    let source = try RunFailure.status(.mappingWrong) { () throws(Problem) in
      try InitSource(mapping, export)
    }
    guard let credentials = try secrets.credentials(folder, &asker),
      let ledger = try questions.ledger(folder, pimURL, &asker),
      let schedule = try questions.schedule(export, source, &asker)
    else { throw RunFailure(asker.lack, .usage) }
    return InitAnswers(
      export: export, mapping: mapping, pimURL: pimURL, apiURL: apiURL, folder: folder,
      credentials: credentials, ledger: ledger, schedule: schedule, source: source)
  }
}
