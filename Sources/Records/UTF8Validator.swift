/// Tells whether bytes are UTF-8 as the Unicode Standard defines it (table 3-7: no surrogates, no overlong forms).
public enum UTF8Validator {
  /// Whether `count` bytes are valid UTF-8; reads nothing beyond them.
  @inlinable @inline(__always)
  public static func isValid(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    var index = 0
    while count &- index >= 8 {
      if word(bytes, index) & highBits != 0 { return firstInvalid(bytes, count, from: index) == nil }
      index &+= 8
    }
    if count >= 8 {
      // The last 8 bytes once more: cheaper than up to seven single ones.
      if word(bytes, count &- 8) & highBits == 0 { return true }
      return firstInvalid(bytes, count, from: index) == nil
    }
    var seen: UInt8 = 0
    while index < count {
      seen |= bytes[index]
      index &+= 1
    }
    return seen < 0x80 || firstInvalid(bytes, count, from: 0) == nil
  }

  /// The index of the first byte that begins no valid sequence, or nil; `start` must begin a sequence.
  @inline(never)
  public static func firstInvalid(_ bytes: UnsafePointer<UInt8>, _ count: Int, from start: Int = 0) -> Int? {
    var index = start
    while index < count {
      if bytes[index] < 0x80 {
        index &+= 1
        while count &- index >= 8, word(bytes, index) & highBits == 0 { index &+= 8 }
        continue
      }
      let length = sequenceLength(bytes + index, count &- index)
      if length == 0 { return index }
      index &+= length
    }
    return nil
  }

  @inlinable static var highBits: UInt64 { 0x8080_8080_8080_8080 }

  @inlinable @inline(__always)
  static func word(_ bytes: UnsafePointer<UInt8>, _ index: Int) -> UInt64 {
    UnsafeRawPointer(bytes + index).loadUnaligned(as: UInt64.self)
  }

  /// The length of the multi-byte sequence that begins here, or 0 if there is none.
  @inline(__always)
  private static func sequenceLength(_ bytes: UnsafePointer<UInt8>, _ available: Int) -> Int {
    let lead = bytes[0]
    if lead < 0xC2 { return 0 }
    if lead < 0xE0 { return available >= 2 && isContinuation(bytes[1]) ? 2 : 0 }
    if lead < 0xF0 {
      guard available >= 3, isContinuation(bytes[2]) else { return 0 }
      // E0 would be overlong below A0, ED a surrogate above 9F.
      let low: UInt8 = lead == 0xE0 ? 0xA0 : 0x80
      let high: UInt8 = lead == 0xED ? 0x9F : 0xBF
      return bytes[1] >= low && bytes[1] <= high ? 3 : 0
    }
    guard lead < 0xF5, available >= 4, isContinuation(bytes[2]), isContinuation(bytes[3]) else { return 0 }
    // F0 would be overlong below 90, F4 beyond U+10FFFF above 8F.
    let low: UInt8 = lead == 0xF0 ? 0x90 : 0x80
    let high: UInt8 = lead == 0xF4 ? 0x8F : 0xBF
    return bytes[1] >= low && bytes[1] <= high ? 4 : 0
  }

  @inline(__always)
  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
