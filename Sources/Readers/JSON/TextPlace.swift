import Records

/// A place in a file, moved on as its bytes are passed.
struct TextPlace: Equatable {
  /// From 0.
  var byte = 0
  /// From 1.
  var line = 1
  /// From 1, in Unicode scalars.
  var column = 1

  /// Passes bytes; eight at a time where no newline is among them.
  mutating func advance(over text: UnsafePointer<UInt8>, _ length: Int) {
    byte += length
    var at = 0
    while at < length {
      if at &+ 8 <= length, advanceWord(UnsafeRawPointer(text + at).loadUnaligned(as: UInt64.self)) {
        at &+= 8
      } else {
        advanceByte(text[at])
        at &+= 1
      }
    }
  }

  @inline(__always) private mutating func advanceWord(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highBits = ones &* 0x80
    let newlines = word ^ (ones &* UInt64(JSONByte.newline))
    if (newlines &- ones) & ~newlines & highBits != 0 { return false }
    // Continuation bytes have bit 7 and not bit 6; the product adds up the eight bytes.
    let continuations = (word & ~(word << 1) & highBits) >> 7
    column &+= 8 &- Int((continuations &* ones) >> 56)
    return true
  }

  @inline(__always) private mutating func advanceByte(_ byte: UInt8) {
    if byte == JSONByte.newline {
      line &+= 1
      column = 1
    } else if byte & 0xC0 != 0x80 {
      column &+= 1
    }
  }

  /// Passes a whole line of `length` bytes, the newline among them.
  mutating func advanceLine(_ length: Int) {
    byte += length
    line += 1
    column = 1
  }

  func advanced(over text: UnsafePointer<UInt8>, _ length: Int) -> TextPlace {
    var place = self
    place.advance(over: text, length)
    return place
  }

  func position(file: String, record: Int?) -> SourcePosition {
    SourcePosition(file: file, line: line, column: column, record: record, byte: byte)
  }
}
