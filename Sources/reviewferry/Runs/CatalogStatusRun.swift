import Ledger
import Records

/// One `catalog status`.
struct CatalogStatusRun {
  let command: CatalogCommand.Status

  func run() throws(RunFailure) {
    let path = try command.location.path()
    let status = try RunFailure.wrapLedger { () throws(Problem) in try CatalogReader(path: path).status() }
    let now = Moment.now()
    switch command.format {
    case .json: try DataOutput.write(CatalogStatusJSON.text(status, now: now))
    case .table: try DataOutput.write(CatalogText.status(status, now: now))
    }
  }
}
