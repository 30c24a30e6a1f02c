import Crypto

/// SHA-256 in lower-case hex, as the manifest writes it.
public enum Digest {
  /// Reads the bytes where they are, without a copy.
  public static func hex(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    text(SHA256.hash(data: UnsafeRawBufferPointer(bytes)))
  }

  /// The 32 bytes of the digest, good during the call.
  public static func withBytes<Value>(
    of bytes: UnsafeBufferPointer<UInt8>, _ use: (UnsafeRawBufferPointer) -> Value
  ) -> Value {
    SHA256.hash(data: UnsafeRawBufferPointer(bytes)).withUnsafeBytes(use)
  }

  static func text(_ digest: SHA256.Digest) -> String {
    String(unsafeUninitializedCapacity: SHA256.byteCount * 2) { text in
      var end = 0
      for byte in digest {
        text[end] = JSONText.hexDigit(byte >> 4)
        text[end + 1] = JSONText.hexDigit(byte & 15)
        end += 2
      }
      return end
    }
  }
}

/// A SHA-256 that is fed piece by piece: for input files, which are read once.
public struct StreamingDigest {
  private var hash = SHA256()
  /// Bytes fed so far.
  public private(set) var byteCount = 0

  public init() {}

  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    hash.update(bufferPointer: bytes)
    byteCount += bytes.count
  }

  /// The digest of what was fed so far, in lower-case hex.
  public func hex() -> String { Digest.text(hash.finalize()) }
}
