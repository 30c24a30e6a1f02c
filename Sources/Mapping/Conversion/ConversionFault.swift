/// Says what is wrong with an operation that a mapping asks for, before any data is read.
struct ConversionFault: Error, Equatable {
  /// Lower case, no full stop; names what was found and what was expected.
  var sentence: String
  /// Where: the index in a list of formats, or the byte offset in a pattern or template; -1 for a time zone.
  var index: Int
}
