/// Bounds that are not options.
enum XMLLimits {
  /// Levels below `max_depth` at which a record is rejected and the document goes on.
  static let depthReserve = 1024
  /// Bytes before the first `<` that are skipped.
  static let junk = 64 << 10
  /// Bytes in which the root element must begin.
  static let prolog = 1 << 20
  /// Bytes that records waiting for an ancestor's later children may occupy.
  static let heldBytes = 64 << 20
  /// Bytes of a default value in a document's own DTD: a longer one is a way to blow up a short document.
  static let defaultValue = 256
  /// Bytes of different names, as libxml2 keeps them, after which a document is not read on.
  static let names = 16 << 20
  /// Bytes of different names with which a parser may be used for another block.
  static let keptNames = 1 << 20
  /// Bytes kept of a record that is too long.
  static let longRecordSample = 64 << 10
}
