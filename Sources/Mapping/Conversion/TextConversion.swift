import Records

/// Operations on text that is valid UTF-8.
///
/// A function with `into out` that gives a Bool appends the new text and gives true; where the text stays as
/// it is, nothing is appended and it gives false. The text must not point into `out`.
enum TextConversion {
  /// Without white space on both sides: Unicode's White_Space, and U+200B and U+FEFF, which look the same.
  @inline(__always)
  static func trim(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard let base = text.baseAddress, text.count > 0 else { return text }
    if !mayBeginSpace(base, text.count), !mayEndSpace(base + text.count, text.count) { return text }
    return trimSlowly(base, text.count)
  }

  /// False where the first byte tells that it begins no white space.
  ///
  /// U+3000 shares its first byte with the Japanese letters, most of which the second one tells from it.
  @inline(__always)
  private static func mayBeginSpace(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    let first = bytes[0]
    if first < 0x80 { return first <= 32 }
    if first == 0xE3 { return count > 1 && bytes[1] == 0x80 }
    return first == 0xC2 || first == 0xE1 || first == 0xE2 || first == 0xEF
  }

  /// False where the bytes before `end` tell that no white space ends there.
  @inline(__always)
  private static func mayEndSpace(_ end: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    let last = end[-1]
    if last < 0x80 { return last <= 32 }
    return count < 3 || end[-2] == 0xC2 || mayBeginSpace(end - 3, 3)
  }

  private static func trimSlowly(_ base: UnsafePointer<UInt8>, _ count: Int) -> UnsafeBufferPointer<UInt8> {
    var start = 0
    var end = count
    while start < end {
      let length = spaceLength(base + start, end - start)
      if length == 0 { break }
      start += length
    }
    while end > start {
      var last = end - 1
      while last > start, base[last] & 0xC0 == 0x80 { last -= 1 }
      guard spaceLength(base + last, end - last) == end - last else { break }
      end = last
    }
    return UnsafeBufferPointer(start: base + start, count: end - start)
  }

  /// The length of the white space character at the start, or 0.
  private static func spaceLength(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
    let first = bytes[0]
    if first < 0x80 { return first == 32 || first &- 9 < 5 ? 1 : 0 }
    if first == 0xC2, count >= 2 { return bytes[1] == 0x85 || bytes[1] == 0xA0 ? 2 : 0 }
    guard first >= 0xE1, first <= 0xEF, count >= 3 else { return 0 }
    let scalar = UInt32(first & 15) << 12 | UInt32(bytes[1] & 63) << 6 | UInt32(bytes[2] & 63)
    switch scalar {
    case 0x1680, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF: return 3
    default: return 0
    }
  }

  /// The first `characters` characters, as a reader counts them: an emoji with its modifiers is one.
  static func truncate(_ text: UnsafeBufferPointer<UInt8>, characters: Int) -> UnsafeBufferPointer<UInt8> {
    guard text.count > characters else { return text }
    var index = 0
    var taken = 0
    while taken < characters, index < text.count {
      let next = index + 1
      if text[index] >= 0x80 || (next < text.count && text[next] >= 0x80) {
        return truncate(text, from: index, characters: characters - taken)
      }
      let isLineEnd = text[index] == 13 && next < text.count && text[next] == 10
      index = isLineEnd ? next + 1 : next
      taken += 1
    }
    return UnsafeBufferPointer(rebasing: text[..<index])
  }

  private static func truncate(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, characters: Int
  ) -> UnsafeBufferPointer<UInt8> {
    let rest = String(decoding: text[start...], as: UTF8.self)
    return UnsafeBufferPointer(rebasing: text[..<(start + rest.prefix(characters).utf8.count)])
  }

  static func uppercase(_ text: UnsafeBufferPointer<UInt8>, into out: ByteBuffer) -> Bool {
    changeCase(text, from: UInt8(ascii: "a"), into: out) { $0.uppercased() }
  }

  static func lowercase(_ text: UnsafeBufferPointer<UInt8>, into out: ByteBuffer) -> Bool {
    changeCase(text, from: UInt8(ascii: "A"), into: out) { $0.lowercased() }
  }

  /// `first` is the first of the 26 ASCII letters to change.
  private static func changeCase(
    _ text: UnsafeBufferPointer<UInt8>, from first: UInt8, into out: ByteBuffer, _ change: (String) -> String
  ) -> Bool {
    var hasLetter = false
    var isASCII: UInt8 = 0
    for byte in text {
      isASCII |= byte
      if byte &- first < 26 { hasLetter = true }
    }
    if isASCII >= 0x80 {
      out.append(change(String(decoding: text, as: UTF8.self)))
      return true
    }
    guard hasLetter else { return false }
    out.reserve(text.count)
    let target = out.base + out.count
    for index in 0..<text.count {
      let byte = text[index]
      target[index] = byte &- first < 26 ? byte ^ 0x20 : byte
    }
    out.count += text.count
    return true
  }
}
