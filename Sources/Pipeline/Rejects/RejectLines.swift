import Foundation
import Readers
import Records

/// Reads a `rejects.jsonl` line by line; keeps one line in memory.
public final class RejectLines {
  public enum Entry: Equatable {
    case line(RejectLine.Stored)
    /// A line that is no rejected record; it is passed over.
    case broken(Problem)
  }

  /// Longer lines are passed over: four times the largest record of a mapping that does not raise the limit.
  public static let maxLineBytes = 64 << 20
  private static let chunkBytes = 256 << 10

  private let source: FileByteSource
  private let path: String
  private let limit: Int
  private let buffer: ByteBuffer
  private let decoder = JSONDecoder()
  /// Start of the line that comes next.
  private var start = 0
  private var hasEnded = false
  private var lineNumber = 0

  public convenience init(path: String) throws(Problem) {
    try self.init(path: path, maxLineBytes: Self.maxLineBytes)
  }

  init(path: String, maxLineBytes: Int) throws(Problem) {
    source = try FileByteSource(path: path)
    self.path = path
    limit = maxLineBytes
    buffer = ByteBuffer(capacity: Self.chunkBytes)
  }

  /// The next line; nil at the end.
  public func next() throws(Problem) -> Entry? {
    while let line = try nextLine() {
      lineNumber += 1
      guard let range = line else { return .broken(broken("is longer than \(limit >> 20) MiB")) }
      let text = buffer.view(range.lowerBound, range.count)
      if text.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }) { continue }
      guard let stored = try? decoder.decode(RejectLine.Stored.self, from: Data(text)), stored.record > 0
      else { return .broken(broken("is no rejected record")) }
      return .line(stored)
    }
    return nil
  }

  /// The bytes of a line without its line break, nil inside for one that is too long; nil at the end.
  private func nextLine() throws(Problem) -> Range<Int>?? {
    var scanned = start
    while true {
      if let end = lineEnd(from: scanned) {
        defer { start = end + 1 }
        return .some(end - start > limit ? nil : start..<end)
      }
      scanned = buffer.count
      if hasEnded {
        defer { start = buffer.count }
        return start == buffer.count ? nil : .some(start..<buffer.count)
      }
      if buffer.count - start > limit {
        try passLine()
        return .some(nil)
      }
      scanned -= try readMore()
    }
  }

  /// Appends a chunk; returns by how much the bytes before it moved.
  private func readMore() throws(Problem) -> Int {
    let moved = start
    buffer.dropFirst(moved)
    start = 0
    buffer.reserve(Self.chunkBytes)
    let room = UnsafeMutableRawBufferPointer(start: buffer.base + buffer.count, count: Self.chunkBytes)
    let length = try source.read(into: room)
    buffer.count += length
    hasEnded = length == 0
    return moved
  }

  /// Passes over the rest of a line that is too long, without keeping it.
  private func passLine() throws(Problem) {
    while !hasEnded {
      buffer.removeAll(keeping: Self.chunkBytes)
      start = 0
      _ = try readMore()
      guard let end = lineEnd(from: 0) else { continue }
      start = end + 1
      return
    }
    start = buffer.count
  }

  private func lineEnd(from offset: Int) -> Int? {
    let rest = buffer.count - offset
    guard rest > 0, let found = memchr(buffer.base + offset, Int32(UInt8(ascii: "\n")), rest) else {
      return nil
    }
    return UnsafeRawPointer(buffer.base).distance(to: UnsafeRawPointer(found))
  }

  private func broken(_ what: String) -> Problem {
    Problem(
      "rejects.broken-line", .error, at: SourcePosition(file: path, line: lineNumber),
      "the line \(what); it was passed over")
  }
}
