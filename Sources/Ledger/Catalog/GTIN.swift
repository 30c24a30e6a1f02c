import Records

/// Numbers of trade items: GTIN-8, UPC (12), EAN (13) and GTIN-14, all with a check digit at the end.
public enum GTIN {
  /// Appends a number as 14 digits, spaces and hyphens left out; false, and nothing appended, for other texts.
  static func append(_ text: UnsafeBufferPointer<UInt8>, to out: ByteBuffer) -> Bool {
    guard let count = digitCount(text), (1...14).contains(count) else { return false }
    for _ in count..<14 { out.append(UInt8(ascii: "0")) }
    for byte in text where isDigit(byte) { out.append(byte) }
    return true
  }

  /// Says what is wrong with a value as a GTIN, as the end of a sentence such as "'4006381333932' …"; or nil.
  public static func fault(_ text: UnsafeBufferPointer<UInt8>) -> String? {
    guard let count = digitCount(text) else { return "is no GTIN: it has more than digits" }
    guard [8, 12, 13, 14].contains(count) else { return "is no GTIN: it has \(count) digits" }
    let expected = checkDigit(text, count)
    guard let last = text.last(where: isDigit), Int(last - UInt8(ascii: "0")) != expected else { return nil }
    return "has a wrong check digit: it should end in \(expected)"
  }

  /// The number of digits; nil where there is anything else but spaces and hyphens.
  private static func digitCount(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    var count = 0
    for byte in CatalogNormalisation.trimmed(text) {
      if isDigit(byte) {
        count += 1
      } else if byte != UInt8(ascii: " ") && byte != UInt8(ascii: "-") {
        return nil
      }
    }
    return count
  }

  /// Weights 3 and 1 from the right, by the GS1 General Specifications, section 7.9.
  private static func checkDigit(_ text: UnsafeBufferPointer<UInt8>, _ count: Int) -> Int {
    var sum = 0
    var behind = count - 1
    for byte in text where isDigit(byte) && behind > 0 {
      sum += Int(byte - UInt8(ascii: "0")) * (behind.isMultiple(of: 2) ? 1 : 3)
      behind -= 1
    }
    return (10 - sum % 10) % 10
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
