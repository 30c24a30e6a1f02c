import Crypto
import Records

/// The canonical bytes of named fields, from which an external id is hashed where the export has none.
///
/// Each field is its name and its value as two netstrings: the length in bytes in decimal, `:`, the
/// bytes, `,`. The fields stand in the order of the mapping; a missing value is an empty one. So
/// `hash: [sku, title]` with `KTL-900` and `Ça va` hashes
/// ```
/// 3:sku,7:KTL-900,5:title,6:Ça va,
/// ```
/// Lengths keep `ab` + `c` apart from `a` + `bc` whatever the values hold. This form must not change,
/// because external ids depend on it: another form would send every review a second time.
struct FieldHash: Sendable {
  private let names: [[UInt8]]

  init(names: [String]) {
    self.names = names.map { Array("\($0.utf8.count):\($0),".utf8) }
  }

  /// Appends the field `index`; to be called for each field in order, then `SHA256Hex.append(hashOf:to:)`.
  func appendField(_ index: Int, _ value: UnsafeBufferPointer<UInt8>, to canonical: ByteBuffer) {
    canonical.append(names[index])
    Self.appendDecimal(value.count, to: canonical)
    canonical.append(UInt8(ascii: ":"))
    canonical.append(value)
    canonical.append(UInt8(ascii: ","))
  }

  private static func appendDecimal(_ value: Int, to out: ByteBuffer) {
    var unit = 1
    while value / unit >= 10 { unit *= 10 }
    while unit > 0 {
      out.append(48 &+ UInt8(truncatingIfNeeded: value / unit % 10))
      unit /= 10
    }
  }
}

/// SHA-256 as 64 lower-case hexadecimal digits.
enum SHA256Hex {
  /// Appends the digits; `bytes` must not point into `out`.
  static func append(hashOf bytes: UnsafeBufferPointer<UInt8>, to out: ByteBuffer) {
    var hash = SHA256()
    hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
    out.reserve(64)
    for byte in hash.finalize() {
      out.append(digit(byte >> 4))
      out.append(digit(byte & 15))
    }
  }

  @inline(__always) private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? 48 &+ value : 87 &+ value
  }
}
