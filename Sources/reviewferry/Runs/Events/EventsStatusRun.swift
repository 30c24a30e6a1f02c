import Foundation
import Ledger
import Records

/// One `events status`.
struct EventsStatusRun {
  let command: EventsCommand.Status

  func run() throws(RunFailure) {
    let path = try command.location.path()
    if command.unreadable { return try UnreadableEvents(path: path).write() }
    let status = try RunFailure.wrapLedger { () throws(Problem) in
      try LedgerReader(path: path).eventStatus(events: command.events)
    }
    let format = command.json ? .json : command.format
    switch format {
    case .json: try DataOutput.write(EventsStatusJSON.text(status))
    case .table: try DataOutput.write(EventsText.status(status, width: Terminal.width()))
    }
  }
}

/// One `events dismiss`.
struct EventsDismissRun {
  let command: EventsCommand.Dismiss

  func run() throws(RunFailure) {
    let path = try command.location.path()
    let count = try RunFailure.wrapLedger { () throws(Problem) in
      _ = try LedgerReader(path: path)
      return try EventStore(path: path).dismissNotices()
    }
    if !command.diagnostics.quiet {
      Terminal.writeError("\(Numerals.counted(count, "notice")) dismissed\n")
    }
  }
}
