/// The number by which `place` finds an id of an origin.
///
/// FNV-1a with 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/), begun with the origin's number. It must not
/// change, because ledgers hold it. Ids that meet cost a look at `review`, nothing else.
enum IdentifierHash {
  static func of(origin: Int64, id: UnsafeBufferPointer<UInt8>) -> Int64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      hash = (hash ^ (UInt64(bitPattern: origin) >> shift & 0xFF)) &* 0x100_0000_01B3
    }
    for byte in id { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Int64(bitPattern: hash)
  }
}
