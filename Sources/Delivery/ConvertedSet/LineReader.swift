import Glibc
import Records

/// Gives a file line by line, with memory for the longest line and no more.
final class LineReader {
  enum Line {
    /// Without its line break; good until the next call.
    case line(UnsafeBufferPointer<UInt8>)
    /// The last line, which has bytes but no line break.
    case unended(UnsafeBufferPointer<UInt8>)
    /// More bytes than the limit; reading on makes no sense.
    case tooLong
    case end
  }

  static let bufferBytes = 256 << 10

  private let file: ReadOnlyFile
  private let buffer = ByteBuffer(capacity: bufferBytes)
  /// Where the next line begins in the buffer.
  private var start = 0
  /// Of the file, behind what is in the buffer.
  private var offset = 0
  /// Skipped ones included.
  var bytesRead: Int { offset }

  init(_ file: ReadOnlyFile) { self.file = file }

  /// Of the next line, in the file.
  var position: Int { offset - (buffer.count - start) }

  /// Passes over so many bytes, which are whole lines.
  func skip(_ count: Int) {
    let held = buffer.count - start
    if count <= held { return start += count }
    buffer.removeAll()
    start = 0
    offset += count - held
  }

  func next(limit: Int) throws(ReadFailure) -> Line {
    var searched = 0
    while true {
      let held = buffer.count - start
      if let length = lineBreak(from: searched), length <= limit {
        defer { start += length + 1 }
        return .line(buffer.view(start, length))
      }
      if held > limit { return .tooLong }
      searched = held
      if try fill(limit) == 0 {
        defer { start = buffer.count }
        return held == 0 ? .end : .unended(buffer.view(start, held))
      }
    }
  }

  /// Bytes of the line before its break; nil where the buffer holds none.
  private func lineBreak(from searched: Int) -> Int? {
    let begin = buffer.base + start
    guard let found = memchr(begin + searched, 0x0A, buffer.count - start - searched) else { return nil }
    return found - UnsafeMutableRawPointer(begin)
  }

  private func fill(_ limit: Int) throws(ReadFailure) -> Int {
    if start > 0 {
      buffer.dropFirst(start)
      start = 0
    }
    let room = buffer.capacity - buffer.count
    let taken = try file.read(room > 0 ? room : Self.bufferBytes, at: offset, into: buffer)
    offset += taken
    return taken
  }
}
