/// Looks at eight bytes at once in a 64-bit word.
///
/// The sums below are exact for the lowest byte they flag; higher flags may be false, because a
/// subtraction can borrow from the byte above. Callers use the lowest flag, or look at the byte again.
enum ByteWord {
  /// Bytes that must be readable behind the data, because words are loaded without regard to its end.
  static let padding = 32

  @inline(__always)
  static func load(_ bytes: UnsafePointer<UInt8>, _ index: Int) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(bytes + index).loadUnaligned(as: UInt64.self))
  }

  /// A word of eight equal bytes.
  static func repeating(_ byte: UInt8) -> UInt64 { 0x0101_0101_0101_0101 &* UInt64(byte) }

  /// Flags (by their high bits) the bytes that are zero.
  @inline(__always)
  static func zeros(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
  }

  /// Flags the bytes below 0x0E: CR, LF, and control characters that hardly occur in text.
  @inline(__always)
  static func belowShiftOut(_ word: UInt64) -> UInt64 {
    (word &- 0x0E0E_0E0E_0E0E_0E0E) & ~word & 0x8080_8080_8080_8080
  }

  /// The byte (0…7, in memory order) of the lowest flag; `flags` must not be 0.
  @inline(__always)
  static func firstByte(_ flags: UInt64) -> Int { flags.trailingZeroBitCount &>> 3 }
}
