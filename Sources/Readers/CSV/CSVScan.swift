/// A field as it stands in the file: without its quotes, still escaped.
struct CSVCell {
  var start: Int
  var length: Int
  /// Whether the bytes must be unescaped to be the value.
  var isEscaped: Bool
  var isQuoted: Bool
}

/// What a scan found: the bounds of one record, and whether it is well formed.
struct CSVScan {
  enum End: UInt8 {
    /// The record is whole, up to a line break or the end of the file.
    case complete
    /// More bytes are needed to tell where it ends.
    case unfinished
    /// The bytes ended inside a quote, or at its last byte.
    case openQuote
    /// A quote on a later line would close the field, but itself opens one: the closing quote was forgotten.
    case lostQuote
  }
  var end = End.complete
  /// Whether a line break may stand inside the record.
  var maySpanLines = false
  /// Just behind the last byte of the record, before the line break.
  var contentEnd = 0
  /// Where the next record begins.
  var next = 0
  var fieldCount = 0
  /// Cells stored: the wanted fields that the record has.
  var cellCount = 0
  /// The first closing quote that is followed by text, or -1.
  var strayQuote = -1
  /// The opening quote that nothing closes, or -1.
  var openQuote = -1

  /// Whether more bytes may change what was found.
  var needsBytes: Bool { end == .unfinished || end == .openQuote }
}
