/// Finds the end of the root's start tag, so that the parser can be fed just that far.
///
/// It trusts that the document is well-formed; where it is not, the parser says so.
struct XMLPrologScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The index behind the `>` of the first start tag, or nil where the bytes end before it.
  mutating func rootEnd() -> Int? {
    while index < bytes.count {
      if starts(with: "<?") {
        guard skip(to: "?>") else { return nil }
      } else if starts(with: "<!--") {
        guard skip(to: "-->") else { return nil }
      } else if starts(with: "<!") {
        guard skipDeclaration() else { return nil }
      } else if bytes[index] == UInt8(ascii: "<") {
        return skipTag() ? index : nil
      } else {
        index += 1
      }
    }
    return nil
  }

  private func starts(with text: StaticString) -> Bool {
    if bytes.count - index < text.utf8CodeUnitCount { return false }
    for offset in 0..<text.utf8CodeUnitCount where bytes[index + offset] != text.utf8Start[offset] {
      return false
    }
    return true
  }

  private mutating func skip(to text: StaticString) -> Bool {
    while index < bytes.count {
      if starts(with: text) {
        index += text.utf8CodeUnitCount
        return true
      }
      index += 1
    }
    return false
  }

  /// Moves behind the `>` that is not in quotes.
  private mutating func skipTag() -> Bool {
    var quote: UInt8?
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        return true
      }
    }
    return false
  }

  /// Moves behind `<!DOCTYPE …>` with the declarations, comments and instructions inside.
  private mutating func skipDeclaration() -> Bool {
    var depth = 0
    while index < bytes.count {
      if starts(with: "<!--") {
        guard skip(to: "-->") else { return false }
      } else if starts(with: "<?") {
        guard skip(to: "?>") else { return false }
      } else {
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "<"): depth += 1
        case UInt8(ascii: ">"): depth -= 1
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
          guard let end = bytes[index...].firstIndex(of: byte) else { return false }
          index = end + 1
        default: break
        }
        if depth == 0 { return true }
      }
    }
    return false
  }
}
