import CLibXML2

/// A place in the bytes fed to the parser.
struct XMLPlace: Equatable {
  /// From 0, in the fed bytes.
  var offset: Int
  /// From 1, in the fed bytes.
  var line: Int
  /// From 1, in characters.
  var column: Int?
}

/// Where libxml2's parser stands.
extension UnsafeMutablePointer where Pointee == xmlParserCtxt {
  /// Fed bytes that were consumed; exact because the parser is fed UTF-8 only and converts nothing.
  @inline(__always) var offset: Int {
    let input = pointee.input.unsafelyUnwrapped
    return Int(bitPattern: UInt(input.pointee.consumed)) &+ (input.pointee.cur - input.pointee.base)
  }

  /// Where the tag that the parser has just read begins.
  ///
  /// No `<` can stand inside a tag, so the nearest one before is the tag's own.
  var tagStart: (offset: Int, line: Int) {
    let input = pointee.input.unsafelyUnwrapped
    var newlines = 0
    var pointer = input.pointee.cur.unsafelyUnwrapped
    while pointer > input.pointee.base {
      pointer -= 1
      if pointer.pointee == UInt8(ascii: "<") { break }
      if pointer.pointee == UInt8(ascii: "\n") { newlines += 1 }
    }
    let length = input.pointee.cur - pointer
    return (offset - length, Int(input.pointee.line) - newlines)
  }

  /// The place of the next byte; libxml2's own column counts bytes in some places and characters in others.
  ///
  /// The column is nil where the line's beginning is no longer there, or lies before `start`, what precedes which
  /// is not the document's text.
  func position(from start: Int) -> XMLPlace {
    let input = pointee.input.unsafelyUnwrapped
    var place = XMLPlace(offset: offset, line: Int(input.pointee.line), column: nil)
    var pointer = input.pointee.cur.unsafelyUnwrapped
    let first = pointer - min(pointer - input.pointee.base, max(place.offset - start, 0))
    var characters = 1
    while pointer > first {
      pointer -= 1
      if pointer.pointee == UInt8(ascii: "\n") {
        place.column = characters
        return place
      }
      if pointer.pointee & 0xC0 != 0x80 { characters += 1 }
    }
    if input.pointee.consumed == 0 && start == 0 { place.column = characters }
    return place
  }

  /// The line of the last byte that was fed.
  var lastLine: Int {
    let input = pointee.input.unsafelyUnwrapped
    let rest = UnsafeBufferPointer(start: input.pointee.cur, count: input.pointee.end - input.pointee.cur)
    return Int(input.pointee.line) + rest.count { $0 == UInt8(ascii: "\n") }
  }

  /// The byte before the next one.
  var previousByte: UInt8? {
    let input = pointee.input.unsafelyUnwrapped
    return input.pointee.cur > input.pointee.base ? input.pointee.cur[-1] : nil
  }

  /// Whether that many elements are open, and nothing but white space is still to be read.
  ///
  /// A comment, tag or reference that has only begun would still be there, from its first byte on.
  func isBetweenChildren(depth: Int) -> Bool {
    let input = pointee.input.unsafelyUnwrapped
    let rest = UnsafeBufferPointer(start: input.pointee.cur, count: input.pointee.end - input.pointee.cur)
    return pointee.instate == XML_PARSER_CONTENT && pointee.nameNr == depth && !hasStopped
      && rest.allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
  }

  /// Bytes of all different names that were read, as libxml2 keeps them.
  var nameBytes: Int { Int(xmlDictGetUsage(pointee.dict)) }

  /// Whether libxml2 reads no more.
  var hasStopped: Bool { pointee.instate == XML_PARSER_EOF || pointee.disableSAX != 0 }
}
