import Delivery
import Ledger
import Records

/// One `ledger export`.
struct LedgerExportRun {
  let command: LedgerCommand.Export

  func run() throws(RunFailure) {
    let path = try command.location.path()
    try RunFailure.wrapLedger { () throws(Problem) in
      // Before the file is made: a ledger that is not there leaves no file behind.
      let reader = try LedgerReader(path: path)
      let output = try output()
      if command.parked {
        try reader.exportParked { bytes throws(Problem) in try output.write(bytes) }
      } else {
        try reader.export { bytes throws(Problem) in try output.write(bytes) }
      }
      if command.output == nil { try output.flush() } else { try output.close() }
    }
  }

  private func output() throws(Problem) -> BufferedFileWriter {
    guard let path = command.output, path != "-" else { return .standardOutput() }
    return try .newFile(path)
  }
}
