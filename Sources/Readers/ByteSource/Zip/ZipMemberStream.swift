import Records

/// Gives a member's packed bytes as a gzip file: they are the same but for what stands before and behind them.
///
/// ```
/// deflated   gzip header ─ the member's bytes ─────────────────────────── checksum, length
/// stored     gzip header ─ [head of a stored block ─ ≤ 65,535 bytes] … ─ checksum, length
/// ```
/// The checksum and the length are those of the table of contents, and both formats have the same of each, so whoever
/// inflates this has verified the member.
final class ZipMemberStream: ByteSource {
  /// What a block of deflate holds at most where it is stored (RFC 1951 §3.2.4).
  private static let storedBlock = 65535
  /// No name, no time, made by nobody (RFC 1952 §2.3).
  private static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]

  private let file: RandomAccessFile
  private let entry: ZipEntry
  private let name: String
  /// Bytes that are not in the file.
  private var made = ZipMemberStream.header[...]
  private var position: Int
  /// Of the file, before more is made.
  private var blockRest = 0
  private var rest: Int
  private var hasBegun = false
  private var hasTrailer = false

  /// - Parameters:
  ///   - position: Where the data begins.
  ///   - name: The member's, for problems.
  init(_ file: RandomAccessFile, _ entry: ZipEntry, position: Int, name: String) {
    self.file = file
    self.entry = entry
    self.position = position
    self.name = name
    rest = entry.packedSize
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    if made.isEmpty && blockRest == 0 { make() }
    if !made.isEmpty {
      let length = min(buffer.count, made.count)
      buffer.copyBytes(from: made.prefix(length))
      made.removeFirst(length)
      return length
    }
    guard blockRest > 0 else { return 0 }
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, blockRest)])
    let length = try file.read(at: position, into: room)
    // It was long enough when it was opened.
    guard length > 0 || room.isEmpty else { throw ZipProblem.cut(name) }
    position += length
    blockRest -= length
    rest -= length
    return length
  }

  /// Finds out what comes next: a block, the trailer, or the end.
  private func make() {
    if rest > 0 || !hasBegun {
      hasBegun = true
      blockRest = entry.method == ZipEntry.stored ? min(rest, Self.storedBlock) : rest
      if entry.method == ZipEntry.stored { made = storedHead[...] }
    }
    if made.isEmpty && blockRest == 0 && !hasTrailer {
      hasTrailer = true
      made = (Self.bytes(entry.checksum) + Self.bytes(UInt32(truncatingIfNeeded: entry.size)))[...]
    }
  }

  /// Whether it is the last, its length, and the length's complement.
  private var storedHead: [UInt8] {
    let length = UInt16(blockRest)
    return [blockRest == rest ? 1 : 0] + [length, ~length].flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  private static func bytes(_ word: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
  }
}
