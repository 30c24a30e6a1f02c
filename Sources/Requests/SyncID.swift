import Crypto
import Records

/// The envelope's `sync_id`: a UUID made from the body, so that the same reviews give the same bytes.
///
/// The first 16 bytes of the SHA-256 of the inner object, with the version and variant bits of a
/// version 8 UUID (RFC 9562 §5.8, "custom").
enum SyncID {
  static let length = 36
  static let placeholder: StaticString = "00000000-0000-8000-8000-000000000000"

  /// 36 ASCII bytes, lower case.
  static func of(_ inner: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var bytes = Array(SHA256.hash(data: UnsafeRawBufferPointer(inner)).prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    var text: [UInt8] = []
    text.reserveCapacity(length)
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
      text.append(JSONText.hexDigit(byte >> 4))
      text.append(JSONText.hexDigit(byte & 15))
    }
    return text
  }
}
