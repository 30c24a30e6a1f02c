extension RecordWalk {
  /// Checks the value at the next token and keeps nothing of it.
  mutating func skipValue() -> Bool {
    switch take() {
    case JSONByte.quote: true
    case JSONByte.openBrace: skipObject()
    case JSONByte.openBracket: skipArray()
    default: JSONScalar.end(text, from: at, to: length) >= 0
    }
  }

  /// The object whose `{` was taken; leaves `at` on its `}`.
  mutating func skipObject() -> Bool {
    guard enter() else { return false }
    var byte = take()
    if byte == JSONByte.closeBrace { return leave() }
    while byte == JSONByte.quote {
      guard take() == JSONByte.colon, skipValue() else { return false }
      byte = take()
      if byte == JSONByte.closeBrace { return leave() }
      guard byte == JSONByte.comma else { return false }
      byte = take()
    }
    return false
  }

  private mutating func skipArray() -> Bool {
    guard enter() else { return false }
    if takeIfNext(JSONByte.closeBracket) { return leave() }
    while skipValue() {
      switch take() {
      case JSONByte.comma: continue
      case JSONByte.closeBracket: return leave()
      default: return false
      }
    }
    return false
  }

  /// The first byte of the next token, left where it is; 0 behind the last.
  @inline(__always) func peek() -> UInt8 { isAtEnd ? 0 : text[Int(positions[next])] }

  @inline(__always) mutating func takeIfNext(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    _ = take()
    return true
  }
}
