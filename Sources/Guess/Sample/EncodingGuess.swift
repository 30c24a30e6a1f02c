/// How a text is encoded, by its bytes.
struct EncodingGuess: Equatable, Sendable {
  /// For `encoding:`; nil where the readers find it by themselves.
  var option: String?
  /// For people.
  var name: String
  /// What to look at, if the guess may be wrong.
  var doubt: String?

  init(option: String? = nil, name: String, doubt: String? = nil) {
    self.option = option
    self.name = name
    self.doubt = doubt
  }

  init(_ bytes: [UInt8]) {
    self = Self.marked(bytes) ?? Self.unmarkedUTF16(bytes) ?? Self.byCharacters(bytes)
  }

  private static func marked(_ bytes: [UInt8]) -> EncodingGuess? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return EncodingGuess(name: "UTF-8 with a byte order mark") }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return EncodingGuess(name: "UTF-16 with a byte order mark")
    }
    return nil
  }

  /// ASCII characters have one NUL in each pair of bytes.
  private static func unmarkedUTF16(_ bytes: [UInt8]) -> EncodingGuess? {
    let pairs = min(bytes.count / 2, 2048)
    guard pairs >= 4 else { return nil }
    let first = (0..<pairs).count { bytes[2 * $0] == 0 }
    let second = (0..<pairs).count { bytes[2 * $0 + 1] == 0 }
    guard max(first, second) * 10 >= pairs * 4, min(first, second) == 0 else { return nil }
    let order = second > first ? "le" : "be"
    return EncodingGuess(option: "utf-16\(order)", name: "UTF-16 without a byte order mark")
  }

  /// UTF-8 where its sequences are well formed; otherwise one byte a character.
  private static func byCharacters(_ bytes: [UInt8]) -> EncodingGuess {
    let count = UTF8Count(bytes)
    if count.wrong == 0 { return EncodingGuess(name: "UTF-8") }
    if count.good > 3 * count.wrong {
      return EncodingGuess(
        name: "UTF-8",
        doubt:
          "\(count.wrong) bytes are not UTF-8, and such records are rejected; 'invalid_bytes: replace' takes them"
      )
    }
    let doubt = "no mark says so; look at a letter with an accent in 'reviewferry preview'"
    if bytes.contains(where: { $0 >= 0x80 && $0 < 0xA0 }) {
      return EncodingGuess(option: "windows-1252", name: "Windows-1252", doubt: doubt)
    }
    return EncodingGuess(option: "iso-8859-1", name: "ISO-8859-1", doubt: doubt)
  }

  /// What an XML declaration says, lower-cased.
  static func declared(_ bytes: [UInt8]) -> String? {
    let head = String(decoding: bytes.prefix(256), as: UTF8.self)
    guard let start = head.firstRange(of: "encoding="), let end = head.firstRange(of: "?>"),
      start.upperBound < end.lowerBound
    else { return nil }
    let value = head[start.upperBound..<end.lowerBound].dropFirst().prefix { $0 != "\"" && $0 != "'" }
    return value.lowercased()
  }
}

/// Counts the characters beyond ASCII that are UTF-8, and the bytes that are not; one cut off at the end is neither.
private struct UTF8Count {
  var good = 0
  var wrong = 0

  init(_ bytes: [UInt8]) {
    var index = 0
    while index < bytes.count {
      let lead = bytes[index]
      if lead < 0x80 {
        index += 1
        continue
      }
      let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
      let tail = bytes[(index + 1)...].prefix(length - 1)
      let isWhole = tail.allSatisfy { $0 & 0xC0 == 0x80 }
      if lead >= 0xC2 && lead < 0xF5 && isWhole {
        if tail.count == length - 1 { good += 1 }
        index += 1 + tail.count
      } else {
        wrong += 1
        index += 1
      }
    }
  }
}
