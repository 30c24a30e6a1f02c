/// The forms of text that the API's pages name.
enum TextRules {
  /// 8-4-4-4-12 hexadecimal digits (RFC 9562), in either case.
  static func isUUID(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 36 else { return false }
    return bytes.enumerated().allSatisfy { index, byte in
      switch index {
      case 8, 13, 18, 23: byte == UInt8(ascii: "-")
      default: UnicodeScalar(byte).properties.isASCIIHexDigit
      }
    }
  }

  /// A date-time of RFC 3339, section 5.6: a day that exists, a zone, any number of decimals.
  static func isDateTime(_ text: String) -> Bool {
    var scanner = DigitScanner(text)
    guard let year = scanner.number(4), scanner.skip("-"), let month = scanner.number(2), scanner.skip("-"),
      let day = scanner.number(2), scanner.skip("T") || scanner.skip("t"),
      let hour = scanner.number(2), scanner.skip(":"), let minute = scanner.number(2), scanner.skip(":"),
      let second = scanner.number(2)
    else { return false }
    if scanner.skip(".") {
      guard scanner.number(1) != nil else { return false }
      while scanner.number(1) != nil {}
    }
    guard (1...12).contains(month), (1...days(in: month, of: year)).contains(day) else { return false }
    return hour < 24 && minute < 60 && second <= 60 && isZone(&scanner)
  }

  private static func isZone(_ scanner: inout DigitScanner) -> Bool {
    if scanner.skip("Z") || scanner.skip("z") { return scanner.isAtEnd }
    guard scanner.skip("+") || scanner.skip("-"), let hour = scanner.number(2), scanner.skip(":"),
      let minute = scanner.number(2)
    else { return false }
    return hour < 24 && minute < 60 && scanner.isAtEnd
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// An absolute http or https URL with a host and without a user.
  static func isURL(_ text: String) -> Bool {
    guard let scheme = ["http://", "https://"].first(where: { text.hasPrefix($0) }) else { return false }
    let host = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return !host.isEmpty && !host.contains("@") && !text.contains(where: \.isWhitespace)
  }
}

/// Reads numbers of a fixed length and single characters.
private struct DigitScanner {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = text[...].utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  /// Exactly `length` digits; nothing is consumed where they are not there.
  mutating func number(_ length: Int) -> Int? {
    let digits = rest.prefix(length)
    guard digits.count == length else { return nil }
    var value = 0
    for digit in digits {
      guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    rest = rest.dropFirst(length)
    return value
  }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }
}
