import Records
import Requests

/// Reads a manifest from its file, one request at a time.
final class ManifestLines {
  private let lines: LineReader
  private let path: String
  private let outcome: String
  private(set) var reader: ManifestReader
  /// Whether the file is still as it must be: asked whenever more of it was read.
  var isSame: (() throws(ReadFailure) -> Bool)?
  private var checked = -1

  init(_ file: ReadOnlyFile, outcome: String) {
    path = file.path
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
      let line = try lines.next(limit: ManifestReader.maxLineBytes)
      if let isSame, checked != lines.bytesRead {
        checked = lines.bytesRead
        guard try isSame() else { throw ReadFailure(path, .changed) }
      }
      return line
    } catch {
      throw SetProblem.unopened(error, outcome)
    }
  }
}
