import Ledger
import Pipeline
import Records

/// What the commands of `ledger` have in common.
enum LedgerRun {
  /// Runs a command: its failure is printed and becomes the exit status.
  static func reporting(_ diagnostics: DiagnosticOptions, _ run: () throws(RunFailure) -> Void) throws {
    do throws(RunFailure) {
      try run()
    } catch {
      diagnostics.makePrinter().report(error)
      throw error.status.code
    }
  }

  /// Opens a ledger that exists, to change it; unlike `Ledger.init` it makes none.
  static func open(_ path: String) throws(RunFailure) -> Ledger {
    try RunFailure.wrapLedger { () throws(Problem) in
      _ = try LedgerReader(path: path)
      return try Ledger(path: path)
    }
  }
}

extension RunFailure {
  /// Runs a step that works on a ledger; its problem ends the run.
  static func wrapLedger<Value>(_ step: () throws(Problem) -> Value) throws(RunFailure) -> Value {
    do throws(Problem) {
      return try step()
    } catch {
      throw error.code == "io.closed-pipe"
        ? RunFailure(.closedPipe) : RunFailure(error, ExitStatus.of(ledger: error))
    }
  }
}
