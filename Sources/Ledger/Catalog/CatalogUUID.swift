import Records

/// A UUID as 16 bytes.
public struct CatalogUUID: Hashable, Sendable, CustomStringConvertible {
  /// The bytes 0…7 and 8…15, big-endian.
  let high, low: UInt64

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads the canonical text, 8-4-4-4-12 hexadecimal digits in either case; nil for anything else.
  public init?(_ text: UnsafeBufferPointer<UInt8>) {
    guard text.count == 36 else { return nil }
    var words: (UInt64, UInt64) = (0, 0)
    for (index, byte) in text.enumerated() {
      if index == 8 || index == 13 || index == 18 || index == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard let digit = Self.digit(byte) else { return nil }
      if index < 18 { words.0 = words.0 << 4 | digit } else { words.1 = words.1 << 4 | digit }
    }
    (high, low) = words
  }

  public init?(_ text: String) {
    var text = text
    guard let uuid = text.withUTF8({ CatalogUUID($0) }) else { return nil }
    self = uuid
  }

  /// Reads 16 bytes as they are stored.
  init?(stored bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count == 16 else { return nil }
    let raw = UnsafeRawBufferPointer(bytes)
    high = UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
    low = UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  /// The canonical text in lower case.
  public var description: String {
    var text = ""
    for index in 0..<16 {
      if index == 4 || index == 6 || index == 8 || index == 10 { text += "-" }
      let byte = UInt8(truncatingIfNeeded: (index < 8 ? high : low) >> (UInt64(7 - index % 8) * 8))
      text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return text
  }

  /// Gives the 16 bytes as they are stored; they are good during the call.
  func withBytes<Value>(_ use: (UnsafeBufferPointer<UInt8>) throws -> Value) rethrows -> Value {
    try withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { try use($0.bindMemory(to: UInt8.self)) }
  }
}
