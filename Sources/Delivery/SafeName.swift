/// Makes file names of product names.
enum SafeName {
  /// Longer names are cut; with number and ending a file name stays far below the usual 255 bytes.
  static let maxLength = 80

  /// ASCII letters, digits, `.`, `_` and `-`; each run of other bytes, and of dots, becomes one `_` or dot.
  ///
  /// Different products may get the same name: the request's number before it keeps files apart.
  static func of(_ name: some Sequence<UInt8>) -> String {
    var safe: [UInt8] = []
    for byte in name {
      let next = isPlain(byte) ? byte : UInt8(ascii: "_")
      if safe.last == next && (next == UInt8(ascii: "_") || next == UInt8(ascii: ".")) { continue }
      safe.append(next)
      if safe.count == maxLength { break }
    }
    return String(decoding: safe, as: UTF8.self)
  }

  /// Whether a name has plain bytes only, and so no slash.
  static func isSafe(_ name: some StringProtocol) -> Bool { name.utf8.allSatisfy(isPlain) }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
