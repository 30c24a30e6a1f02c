import Ledger
import Records

/// One `ledger vacuum`.
struct LedgerVacuumRun {
  let command: LedgerCommand.Vacuum

  func run() throws(RunFailure) {
    let ledger = try LedgerRun.open(try command.location.path())
    let (before, after) = try RunFailure.wrapLedger { () throws(Problem) in
      let bytes = try ledger.vacuum()
      try ledger.close()
      return bytes
    }
    guard !command.diagnostics.quiet else { return }
    Terminal.writeError("\(Numerals.bytes(before)) before, \(Numerals.bytes(after)) after\n")
  }
}
