import GRDB
import Glibc
import Records

/// A review as it lies in a block.
struct StoredReview {
  var id: UnsafeBufferPointer<UInt8>
  /// 16 bytes; empty while a change is announced and not accepted.
  var content: UnsafeBufferPointer<UInt8>
  /// The run that it was accepted in.
  var run: Int64
  /// Whether its id was ever in two places.
  var isShared: Bool
}

/// Neighbouring reviews of a product in one blob, in the order of their ids.
///
/// ```
/// review   [ id length · 4 + announced · 2 + shared | run | id | content, unless announced ]
/// ```
/// Numbers are in groups of 7 bits, low ones first. A row for each product, not for each review.
enum ReviewBlock {
  /// Bytes of a block at most, unless one review alone has more: what SQLite keeps of a row in a leaf of 4 KiB.
  static let maxBytes = 940

  /// A number of 7 bits a byte.
  @inline(__always) static func append(_ value: UInt64, to bytes: ByteBuffer) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  @inline(__always) static func append(_ review: StoredReview, to bytes: ByteBuffer) {
    let marks: UInt64 = (review.content.isEmpty ? 2 : 0) | (review.isShared ? 1 : 0)
    append(UInt64(review.id.count) << 2 | marks, to: bytes)
    append(UInt64(review.run), to: bytes)
    bytes.append(review.id)
    bytes.append(review.content)
  }

  static let damage = DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a block of reviews is cut off")
}

/// Reads a block from front to back; what it gives lies in the block.
struct BlockReader {
  private var bytes: UnsafeBufferPointer<UInt8>
  private var offset = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// Nil at the end.
  @inline(__always) mutating func next() throws -> StoredReview? {
    if offset == bytes.count { return nil }
    let header = try number()
    let run = try number()
    let id = try view(header >> 2)
    let content = try view(header & 2 != 0 ? 0 : UInt64(ContentHash.byteCount))
    return StoredReview(
      id: id, content: content, run: Int64(truncatingIfNeeded: run), isShared: header & 1 != 0)
  }

  @inline(__always) private mutating func number() throws -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while offset < bytes.count, shift < 64 {
      let byte = bytes[offset]
      offset += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw ReviewBlock.damage
  }

  @inline(__always) private mutating func view(_ length: UInt64) throws -> UnsafeBufferPointer<UInt8> {
    guard length <= UInt64(bytes.count - offset) else { throw ReviewBlock.damage }
    defer { offset += Int(length) }
    return UnsafeBufferPointer(rebasing: bytes[offset..<offset + Int(length)])
  }
}

/// Compares ids and keys as SQLite does blobs: by bytes, the shorter first.
@inline(__always)
func compareBytes(_ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>) -> Int {
  if let a = one.baseAddress, let b = other.baseAddress {
    let order = memcmp(a, b, min(one.count, other.count))
    if order != 0 { return Int(order) }
  }
  return one.count - other.count
}
