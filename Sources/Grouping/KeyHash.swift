import Glibc

/// Hashes and compares keys by 8-byte words.
///
/// The mixing step, a 64 by 64 bit multiplication folded to 64 bits, and the constants follow wyhash
/// (https://github.com/wangyi-fudan/wyhash, public domain). The seed is fixed: no output depends on the hash.
enum KeyHash {
  private static let seed: UInt64 = 0xA076_1D64_78BD_642F
  private static let first: UInt64 = 0xE703_7ED1_A0B4_28DB
  private static let second: UInt64 = 0x8EBC_6AF0_9C88_C6E3

  @inline(__always)
  static func hash(_ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard let start = UnsafeRawPointer(key.baseAddress) else { return seed }
    let count = key.count
    var state = seed ^ UInt64(truncatingIfNeeded: count)
    var offset = 0
    while offset &+ 16 <= count {
      state = mix(word(start, offset) ^ first, word(start, offset &+ 8) ^ state)
      offset &+= 16
    }
    let rest = count &- offset
    guard rest > 0 else { return mix(state ^ second, first) }
    let high = rest > 8 ? lastWord(start, offset &+ 8, rest &- 8) : 0
    return mix(mix(lastWord(start, offset, min(rest, 8)) ^ first, high ^ state) ^ second, first)
  }

  @inline(__always)
  static func isEqual(_ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard one.count == other.count else { return false }
    guard let a = one.baseAddress, let b = other.baseAddress else { return true }
    return memcmp(a, b, one.count) == 0
  }

  @inline(__always) private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  @inline(__always) private static func word(_ start: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  /// `count` bytes, 1 to 8, as a word.
  @inline(__always)
  private static func lastWord(_ start: UnsafeRawPointer, _ offset: Int, _ count: Int) -> UInt64 {
    if count == 8 { return word(start, offset) }
    var result: UInt64 = 0
    for index in 0..<count {
      result = result << 8 | UInt64(start.load(fromByteOffset: offset &+ index, as: UInt8.self))
    }
    return result
  }
}
