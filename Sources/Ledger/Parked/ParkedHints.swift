import GRDB
import Records

/// Says of a review that it is not parked, without asking SQLite.
///
/// One bit for each of 2^24 values of the hash (2 MiB): with a million parked reviews 6 % of the others are asked
/// about in vain. Used by one thread.
final class ParkedHints: @unchecked Sendable {
  private static let bits = 24

  private var words: [UInt64] = []

  var isEmpty: Bool { words.isEmpty }

  func insert(_ hash: Int64) {
    if words.isEmpty { words = [UInt64](repeating: 0, count: 1 << (Self.bits - 6)) }
    let bit = Self.bit(hash)
    words[bit >> 6] |= 1 << UInt64(bit & 63)
  }

  func mayHave(_ hash: Int64) -> Bool {
    if words.isEmpty { return false }
    let bit = Self.bit(hash)
    return words[bit >> 6] & 1 << UInt64(bit & 63) != 0
  }

  func load(_ database: Database) throws {
    let hashes = try Query(database, "SELECT hash FROM parked ORDER BY hash")
    defer { hashes.reset() }
    while try hashes.step() { insert(hashes.integer(0)) }
  }

  private static func bit(_ hash: Int64) -> Int { Int(UInt64(bitPattern: hash) >> UInt64(64 - bits)) }
}

extension IdentifierHash {
  /// By the name of the origin, which needs no number: of a parked review none may have been accepted.
  static func of(originName name: UnsafeBufferPointer<UInt8>, id: UnsafeBufferPointer<UInt8>) -> Int64 {
    var number: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name { number = (number ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return of(origin: Int64(bitPattern: number), id: id)
  }
}
