/// Which values of a record tell nothing of a person: a score, a date, a number of votes.
enum PlainValue {
  /// A number this long is none of a telephone or a card.
  private static let mostDigits = 6
  private static let longest = 40

  static func isPlain(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return !bytes.isEmpty && bytes.count <= longest && (isNumber(bytes[...]) || isDate(bytes))
  }

  /// Such as `4`, `-1.5`, `4,5` or `3/5`.
  private static func isNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.count <= mostDigits + 2 && bytes.count(where: isDigit) <= mostDigits
      && bytes.count { $0 == UInt8(ascii: ".") } <= 1
      && bytes.allSatisfy { isDigit($0) || Array("-+.,/ ".utf8).contains($0) }
  }

  /// Three numbers between `-`, `/` or `.`, and a time behind it: an address of a network has four.
  private static func isDate(_ bytes: [UInt8]) -> Bool {
    let day = bytes.prefix { $0 != UInt8(ascii: "T") && $0 != UInt8(ascii: " ") }
    let parts = day.split(omittingEmptySubsequences: false) { Array("-/.".utf8).contains($0) }
    let time = bytes[day.endIndex...]
    return parts.count == 3 && parts.allSatisfy { [1, 2, 4].contains($0.count) && $0.allSatisfy(isDigit) }
      && (time.isEmpty || time.contains(UInt8(ascii: ":")))
      && time.allSatisfy { isDigit($0) || Array("-:.,+TZ ".utf8).contains($0) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
