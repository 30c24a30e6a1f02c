import Records
import Requests

/// Finds the bodies of a set, in the order of the manifest.
protocol BodySource: AnyObject {
  /// The body of the next request, with as many bytes as the manifest has; good until the next call.
  func body(of request: ManifestReader.Entry) throws(Problem) -> UnsafeBufferPointer<UInt8>

  /// Passes over the body of the next request, which somebody else looks at.
  func skip(_ request: ManifestReader.Entry)

  /// Where the body given last begins.
  var place: SourcePosition { get }

  /// Holds a body, which is known to be whole, against where it was found.
  func check(_ request: Request, _ entry: ManifestReader.Entry) throws(Problem)

  /// Throws where there is more than the manifest has.
  func finish() throws(Problem)
}

/// Bodies in `requests.jsonl`, one a line.
final class LineBodySource: BodySource {
  private let file: ReadOnlyFile
  private let lines: LineReader
  private let total: Int
  private let outcome: String
  private var line = 0
  private(set) var place: SourcePosition

  init(_ file: ReadOnlyFile, requests total: Int, outcome: String) {
    self.file = file
    self.total = total
    self.outcome = outcome
    lines = LineReader(file)
    place = SourcePosition(file: file.path)
  }

  func body(of request: ManifestReader.Entry) throws(Problem) -> UnsafeBufferPointer<UInt8> {
    switch try next(limit: request.bytes) {
    case .line(let body):
      if body.count == request.bytes { return body }
      throw SetProblem.size("has \(body.count) bytes", of: request, at: place, outcome)
    case .unended(let body):
      throw SetProblem.size(
        "is cut off after \(body.count) bytes or has no line break", of: request, at: place, outcome)
    case .tooLong: throw SetProblem.size("is longer", of: request, at: place, outcome)
    case .end: throw SetProblem.missingLines(of: request, at: place, total, outcome)
    }
  }

  func skip(_ request: ManifestReader.Entry) {
    line += 1
    lines.skip(request.bytes + 1)
  }

  private func next(limit: Int) throws(Problem) -> LineReader.Line {
    line += 1
    place = SourcePosition(file: file.path, line: line, byte: lines.position)
    do throws(ReadFailure) {
      return try lines.next(limit: limit)
    } catch {
      throw SetProblem.unopened(error, outcome)
    }
  }

  func check(_ request: Request, _ entry: ManifestReader.Entry) {}

  func finish() throws(Problem) {
    guard case .end = try next(limit: 0) else { throw SetProblem.extraLine(at: place, total, outcome) }
  }
}
