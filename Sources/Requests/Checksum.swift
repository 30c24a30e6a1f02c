import CXXHash

/// XXH3-128 in canonical (big-endian) lower-case hex, as the manifest writes it and `xxhsum -H2` shows it.
///
/// It finds what was damaged or exchanged by mistake, at the speed of memory. It is no defence against an
/// attacker, who could rewrite the manifest as well (docs/decisions/0013-digests.md).
public enum Checksum {
  /// Of the hex text.
  public static let digits = 32

  /// Reads the bytes where they are, without a copy.
  public static func hex(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    text(cxxhash_128bits(bytes.baseAddress, bytes.count))
  }

  fileprivate static func text(_ hash: XXH128_hash_t) -> String { text(high: hash.high64, low: hash.low64) }

  static func text(high: UInt64, low: UInt64) -> String {
    String(unsafeUninitializedCapacity: digits) { text in
      writeHex(high, to: text, at: 0)
      writeHex(low, to: text, at: 16)
      return digits
    }
  }

  private static func writeHex(_ word: UInt64, to text: UnsafeMutableBufferPointer<UInt8>, at start: Int) {
    for digit in 0..<16 {
      text[start + digit] = JSONText.hexDigit(UInt8(truncatingIfNeeded: word >> UInt64(60 - digit * 4)) & 15)
    }
  }
}

/// A `Checksum` that is fed piece by piece: for input files, which are read once.
public struct StreamingChecksum: ~Copyable {
  private let state: OpaquePointer?
  /// Bytes fed so far.
  public private(set) var byteCount = 0

  public init() {
    state = XXH3_createState()
    _ = XXH3_128bits_reset(state)
  }

  deinit { _ = XXH3_freeState(state) }

  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    _ = cxxhash_128bits_update(state, bytes.baseAddress, bytes.count)
    byteCount += bytes.count
  }

  /// The checksum of what was fed so far.
  public func hex() -> String { Checksum.text(XXH3_128bits_digest(state)) }
}
