import Records
import Requests

/// Reads a manifest from its file, one request at a time.
final class ManifestLines {
  private let lines: LineReader
  private let outcome: String
  private(set) var reader: ManifestReader

  init(_ file: ReadOnlyFile, outcome: String) {
    lines = LineReader(file)
    reader = ManifestReader(file: file.path, outcome: outcome)
    self.outcome = outcome
  }

  /// The line of the next request, good until the next call; nil at the end of a whole manifest.
  func next() throws(Problem) -> ManifestReader.Entry? {
    while true {
      switch try line() {
      case .line(let line): if let entry = try reader.line(line) { return entry }
      case .unended: throw reader.unexpectedEnd()
      case .tooLong: throw reader.tooLongLine()
      case .end:
        try reader.finish()
        return nil
      }
    }
  }

  private func line() throws(Problem) -> LineReader.Line {
    do throws(ReadFailure) {
      return try lines.next(limit: ManifestReader.maxLineBytes)
    } catch {
      throw SetProblem.unopened(error, outcome)
    }
  }
}
