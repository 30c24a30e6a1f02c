import Ledger
import Records

/// One `ledger status`.
struct LedgerStatusRun {
  let command: LedgerCommand.Status

  func run() throws(RunFailure) {
    let path = try command.location.path()
    let status = try RunFailure.wrapLedger { () throws(Problem) in
      try LedgerReader(path: path).status(runs: command.runs)
    }
    switch command.format {
    case .json: try DataOutput.write(LedgerStatusJSON.text(status))
    case .table: try DataOutput.write(LedgerText.status(status, width: Terminal.width()))
    }
  }
}
