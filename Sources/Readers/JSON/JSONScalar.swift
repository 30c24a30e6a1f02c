/// Reads numbers and the three words of JSON.
enum JSONScalar {
  /// The offset behind the number or word that begins at `start`, or -1 where there is none.
  ///
  /// Reads at most up to `end`.
  static func end(_ text: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int {
    switch text[start] {
    case JSONByte.minus, JSONByte.zero...JSONByte.nine: numberEnd(text, start, end)
    case UInt8(ascii: "t"): wordEnd("true", text, start, end)
    case UInt8(ascii: "f"): wordEnd("false", text, start, end)
    case UInt8(ascii: "n"): wordEnd("null", text, start, end)
    default: -1
    }
  }

  private static func numberEnd(_ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    var at = text[start] == JSONByte.minus ? start &+ 1 : start
    guard at < end else { return -1 }
    if text[at] == JSONByte.zero {
      at &+= 1
    } else {
      guard skipDigits(text, &at, end) else { return -1 }
    }
    if at < end, text[at] == JSONByte.point {
      at &+= 1
      guard skipDigits(text, &at, end) else { return -1 }
    }
    if at < end, text[at] | 0x20 == UInt8(ascii: "e") {
      at &+= 1
      if at < end, text[at] == JSONByte.plus || text[at] == JSONByte.minus { at &+= 1 }
      guard skipDigits(text, &at, end) else { return -1 }
    }
    return isEnded(text, at, end) ? at : -1
  }

  @inline(__always)
  private static func skipDigits(_ text: UnsafePointer<UInt8>, _ at: inout Int, _ end: Int) -> Bool {
    let start = at
    while at < end, JSONByte.isDigit(text[at]) { at &+= 1 }
    return at > start
  }

  private static func wordEnd(
    _ word: StaticString, _ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int
  ) -> Int {
    let behind = start &+ word.utf8CodeUnitCount
    guard behind <= end else { return -1 }
    for index in 0..<word.utf8CodeUnitCount where text[start &+ index] != word.utf8Start[index] {
      return -1
    }
    return isEnded(text, behind, end) ? behind : -1
  }

  @inline(__always)
  private static func isEnded(_ text: UnsafePointer<UInt8>, _ at: Int, _ end: Int) -> Bool {
    at >= end || JSONByte.endsScalar(text[at])
  }
}
