/// What the content of a review is known by: the first 16 bytes of a digest of its JSON body.
///
/// The digest must be one that no two texts share by chance or by malice, such as SHA-256: a review whose
/// hash is known is not sent. It must not change between versions, or every review is sent once more.
public struct ContentHash: Hashable, Sendable {
  /// Bytes kept of the digest: 128 bits leave one chance in 10^20 that any two of 10^9 contents meet.
  public static let byteCount = 16

  /// The 16 bytes as they lie in memory.
  var words: SIMD2<UInt64>

  /// Takes the first 16 bytes; a shorter digest is filled up with zeros.
  public init(_ digest: UnsafeRawBufferPointer) {
    words = .zero
    withUnsafeMutableBytes(of: &words) { words in
      words.copyMemory(from: UnsafeRawBufferPointer(rebasing: digest.prefix(Self.byteCount)))
    }
  }

  init(words: SIMD2<UInt64>) { self.words = words }

  /// The bytes during a call.
  @inline(__always)
  func withBytes<T>(_ use: (UnsafeBufferPointer<UInt8>) throws -> T) rethrows -> T {
    try withUnsafeBytes(of: words) { try $0.withMemoryRebound(to: UInt8.self, use) }
  }

  /// Whether these are the bytes of this hash.
  @inline(__always) func isEqual(to bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count == Self.byteCount, let base = UnsafeRawPointer(bytes.baseAddress) else { return false }
    return base.loadUnaligned(as: UInt64.self) == words[0]
      && base.loadUnaligned(fromByteOffset: 8, as: UInt64.self) == words[1]
  }
}
