import Delivery
import Foundation
import Ledger
import Records

/// Finds the folder whose rejects are meant.
enum RejectsFolder {
  static func open(_ folder: String?, _ choice: RunChoice) throws(RunFailure) -> StoredRun {
    do throws(Problem) {
      if let folder { return try StoredRun(path: folder) }
      let ledger = try self.ledger(choice)
      let runs = RunFolders(ledger: ledger)
      let number = choice.run
      let all = try runs.all().filter { number == nil || $0.number == number }
      // A release reads nothing: it must not hide what the night before rejected.
      let found = all.last { number != nil || !isRelease($0.path) } ?? all.last
      guard let found else { throw try missing(number, runs, ledger) }
      return try StoredRun(path: found.path)
    } catch {
      let isSetting = error.code == "ledger.pim-url" || error.code == "ledger.no-home"
      throw RunFailure(error, isSetting ? .mappingWrong : .inputMissing)
    }
  }

  private static func isRelease(_ path: String) -> Bool {
    (try? StoredRun(path: path))?.record?.isRelease == true
  }

  private static func ledger(_ choice: RunChoice) throws(Problem) -> String {
    if let ledger = choice.ledger { return ledger }
    return try LedgerPath.standard(
      pimURL: choice.pimURL ?? "", environment: ProcessInfo.processInfo.environment)
  }

  private static func missing(
    _ number: Int?, _ runs: RunFolders, _ ledger: String
  ) throws(Problem) -> Problem {
    let numbers = try runs.all().map(\.number)
    guard let number, let first = numbers.min(), let last = numbers.max() else {
      return Problem(
        "rejects.no-run", .error, "the ledger \(quoted: ledger) has no runs in \(quoted: runs.path)",
        fix: "'submit' makes them; name the ledger that it used, or the folder of a run")
    }
    let range = first == last ? "only run \(first) is" : "\(numbers.count) runs from \(first) to \(last) are"
    return Problem(
      "rejects.no-run", .error,
      "run \(number) has no folder in \(quoted: runs.path): \(range) kept there",
      fix: "'--keep-runs' of 'submit' says how many are kept")
  }
}

extension ProblemPrinter {
  /// Runs a command to its exit status, and prints what ended it.
  func concluding(_ command: () throws(RunFailure) -> ExitStatus) throws {
    let status: ExitStatus
    do throws(RunFailure) {
      status = try command()
      finish()
    } catch {
      report(error)
      throw error.status.code
    }
    if status != .success { throw status.code }
  }
}
