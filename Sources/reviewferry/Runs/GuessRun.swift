import Delivery
import Foundation
import Guess
import Readers
import Records

/// One `guess`.
struct GuessRun {
  let command: GuessCommand

  func run() throws {
    let printer = command.diagnostics.makePrinter()
    do throws(RunFailure) {
      let status = try guess(printer)
      printer.finish()
      if status != .success { throw RunFailure(problems: [], status: status) }
    } catch {
      printer.report(error)
      throw error.status.code
    }
  }

  private func guess(_ printer: ProblemPrinter) throws(RunFailure) -> ExitStatus {
    try refuseInput()
    let result: GuessResult
    let input: GuessInput
    do throws(Problem) {
      input = try GuessInput(command.file)
      let known = command.noVendor ? [] : MappingFinder().known
      result = try input.guess(by: Guesser(known: known, now: Moment.now()))
    } catch {
      throw RunFailure(error, .inputMissing)
    }
    let text = GuessText(result: result, file: input.shown, output: command.output)
    if let output = command.output { try write(text.mapping, to: output) }
    if command.json {
      try DataOutput.write(GuessJSON.text(result))
    } else if command.output == nil {
      try DataOutput.write(text.mapping)
    }
    if !command.diagnostics.quiet { Terminal.writeError(text.account) }
    return result.isUsable ? .success : .mappingWrong
  }

  /// `--force` must not replace what is being read.
  private func refuseInput() throws(RunFailure) {
    guard let output = command.output, command.file != "-" else { return }
    let isSame = [output, InputPlace(command.file).fileOnDisk].map {
      URL(fileURLWithPath: $0).resolvingSymlinksInPath().path
    }
    guard isSame[0] == isSame[1] else { return }
    throw RunFailure(
      Problem(
        "output.holds-input", .error,
        "\(quoted: output) is itself read, so it is not replaced; nothing was written"),
      .cannotWrite)
  }

  private func newFile(_ path: String) throws(Problem) -> BufferedFileWriter {
    do throws(Problem) {
      return try BufferedFileWriter.newFile(path)
    } catch {
      var problem = error
      if problem.code == "output.exists" {
        problem.fix = "name another file, or replace this one with '--force'"
      }
      throw problem
    }
  }

  private func write(_ mapping: String, to path: String) throws(RunFailure) {
    try RunFailure.wrap { () throws(Problem) in
      if command.force, FileManager.default.fileExists(atPath: path) {
        do {
          try Data(mapping.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
          throw Problem("io.write", .error, "cannot replace \(quoted: path); the mapping was not written")
        }
        return
      }
      let writer = try newFile(path)
      try writer.write(mapping)
      try writer.close()
    }
  }
}
