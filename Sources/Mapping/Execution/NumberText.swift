import Records

/// Reads numbers and truth values from text and writes them as JSON wants them.
enum NumberText {
  typealias View = UnsafeBufferPointer<UInt8>

  /// Digits that surely fit in 64 bits.
  private static let maxDigits = 18

  /// A whole number: a sign, up to 18 digits, and a fraction of zeros only.
  static func integer(_ text: View) -> Int? {
    var index = 0
    let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
    if isNegative || text.count > 0 && text[0] == UInt8(ascii: "+") { index = 1 }
    let start = index
    var value = 0
    while index < text.count, text[index] &- 48 < 10 {
      guard index - start < maxDigits else { return nil }
      value = value * 10 + Int(text[index] &- 48)
      index += 1
    }
    guard index > start else { return nil }
    if index < text.count {
      guard text[index] == UInt8(ascii: "."), index + 1 < text.count else { return nil }
      for rest in index + 1..<text.count where text[rest] != 48 { return nil }
    }
    return isNegative ? -value : value
  }

  /// Whether a text is a whole number from 0 up, as JSON writes it and `append` would.
  static func isCanonicalCount(_ text: View) -> Bool {
    guard (1...maxDigits).contains(text.count), text[0] != 48 || text.count == 1 else { return false }
    for byte in text where byte &- 48 > 9 { return false }
    return true
  }

  static func append(_ number: Int, to out: ByteBuffer) {
    if number < 0 { out.append(UInt8(ascii: "-")) }
    let magnitude = number.magnitude
    var unit: UInt = 1
    while magnitude / unit >= 10 { unit *= 10 }
    while unit > 0 {
      out.append(48 &+ UInt8(truncatingIfNeeded: magnitude / unit % 10))
      unit /= 10
    }
  }

  /// Appends the text as a JSON number that means the same: `+.50` becomes `0.50`; false if it is none.
  static func appendNumber(_ text: View, to out: ByteBuffer) -> Bool {
    var index = 0
    let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
    if isNegative || text.count > 0 && text[0] == UInt8(ascii: "+") { index = 1 }
    let whole = digits(text, from: index)
    index = whole.upperBound
    var fraction = index..<index
    if index < text.count, text[index] == UInt8(ascii: ".") {
      fraction = digits(text, from: index + 1)
      index = fraction.upperBound
    }
    guard !whole.isEmpty || !fraction.isEmpty, let exponent = exponent(text, from: index) else {
      return false
    }
    if isNegative { out.append(UInt8(ascii: "-")) }
    var start = whole.lowerBound
    while start < whole.upperBound - 1, text[start] == 48 { start += 1 }
    if whole.isEmpty { out.append(48) }
    out.append(View(rebasing: text[start..<max(start, whole.upperBound)]))
    if !fraction.isEmpty {
      out.append(UInt8(ascii: "."))
      out.append(View(rebasing: text[fraction]))
    }
    out.append(View(rebasing: text[exponent]))
    return true
  }

  /// The exponent with its letter, or an empty range at the end; nil for anything else.
  private static func exponent(_ text: View, from start: Int) -> Range<Int>? {
    guard start < text.count else { return start..<start }
    guard text[start] | 0x20 == UInt8(ascii: "e") else { return nil }
    var index = start + 1
    if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") { index += 1 }
    let digits = digits(text, from: index)
    return digits.isEmpty || digits.upperBound != text.count ? nil : start..<text.count
  }

  private static func digits(_ text: View, from start: Int) -> Range<Int> {
    var end = start
    while end < text.count, text[end] &- 48 < 10 { end += 1 }
    return min(start, end)..<end
  }

  /// `true yes y 1` and `false no n 0`, in any case.
  static func boolean(_ text: View) -> Bool? {
    if text.count == 1 {
      switch text[0] | 0x20 {
      case UInt8(ascii: "y"): return true
      case UInt8(ascii: "n"): return false
      default: return text[0] == 49 ? true : text[0] == 48 ? false : nil
      }
    }
    if text.isWord("true") || text.isWord("yes") { return true }
    return text.isWord("false") || text.isWord("no") ? false : nil
  }
}
