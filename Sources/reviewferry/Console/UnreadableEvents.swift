import Delivery
import Foundation
import Ledger
import Records

/// What a listener was sent that was signed and could not be used, for a person to look at.
struct UnreadableEvents {
  let path: String

  private struct Line: Encodable {
    var received: String
    var problem: String
    /// What came, where it is UTF-8.
    var body: String?
    /// Else its bytes.
    var base64: String?
  }

  func write() throws(RunFailure) {
    let output = BufferedFileWriter.standardOutput()
    let reader = try RunFailure.wrapLedger { () throws(Problem) in try LedgerReader(path: path) }
    var failure: Problem?
    try RunFailure.wrapLedger { () throws(Problem) in
      try reader.forEachUnreadableEvent { entry in
        guard failure == nil else { return }
        do throws(Problem) { try output.write(Self.line(entry)) } catch { failure = error }
      }
    }
    try RunFailure.wrap { () throws(Problem) in
      if let failure { throw failure }
      try output.flush()
    }
  }

  private static func line(_ entry: UnreadableEntry) -> String {
    let text = String(validating: entry.payload, as: UTF8.self)
    return DocumentJSON.line(
      Line(
        received: EventNoticeProblem.moment(entry.received), problem: entry.problem, body: text,
        base64: text == nil ? Data(entry.payload).base64EncodedString() : nil))
  }
}
