import Crypto

/// SHA-256: of the mapping, whose hex the manifest holds, and of what the ledger knows a content by.
public enum Digest {
  /// 64 lower-case digits; reads the bytes where they are, without a copy.
  public static func hex(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    text(SHA256.hash(data: UnsafeRawBufferPointer(bytes)))
  }

  /// The 32 bytes of the digest, good during the call.
  public static func withBytes<Value>(
    of bytes: UnsafeBufferPointer<UInt8>, _ use: (UnsafeRawBufferPointer) -> Value
  ) -> Value {
    SHA256.hash(data: UnsafeRawBufferPointer(bytes)).withUnsafeBytes(use)
  }

  private static func text(_ digest: SHA256.Digest) -> String {
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
