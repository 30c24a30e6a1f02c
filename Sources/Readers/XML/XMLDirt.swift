import Records

/// A run of bytes that XML does not allow and that was overwritten before parsing.
struct XMLDirt: Equatable {
  enum Kind: Equatable {
    /// Not UTF-8; the first byte.
    case encoding(UInt8)
    /// UTF-8, but a character that no XML document may hold.
    case character(UInt32)
  }

  /// In the fed bytes.
  var offset: Int
  var length: Int
  var kind: Kind

  /// What such bytes are overwritten with: DEL, which XML allows and texts do not hold.
  ///
  /// The parser then reads on, and a value that holds it is known to be spoilt.
  static let mark: UInt8 = 0x7F

  static func marks(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    UnsafeBufferPointer(start: bytes, count: count).contains(mark)
  }

  var code: ProblemCode {
    switch kind {
    case .encoding: "xml.encoding"
    case .character: "xml.character"
    }
  }

  var words: String {
    switch kind {
    case .encoding(0xFF): "bytes that are not of the encoding"
    case .encoding(let byte): "the byte 0x\(Self.hex(UInt32(byte))), which is not UTF-8 here"
    case .character(let scalar): "the character U+\(Self.hex(scalar, digits: 4)), which XML does not allow"
    }
  }

  var fix: String { "set source.invalid_bytes: replace, or source.encoding if the file has another one" }

  private static func hex(_ value: UInt32, digits: Int = 2) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(digits - text.count, 0)) + text
  }
}
