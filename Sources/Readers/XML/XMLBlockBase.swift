import Records

/// What precedes the blocks of a document: fed first, it puts a parser where every block may begin.
///
/// ```
/// <?xml …?><Feed xmlns="…"> …     ‖ <Product> … </Product> <Product> …     depth 1
/// <feed> … <reviews>              ‖ <review> … </review> <review> …         depth 2
///          bytes                    blocks
/// ```
struct XMLBlockBase {
  var file: String
  var options: XMLOptions
  var plan: XMLPlan
  var bytes: [UInt8]
  /// Elements that are open there, and stay open from block to block.
  var depth: Int
  var isReplacing: Bool
  var skippedLines: Int
  var chunkBytes: Int
  var heldBytes: Int

  /// The first bytes of the tag with which blocks begin, as the document writes it: `<Product`.
  static func tag(at start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    let end = bytes[(start + 1)...].firstIndex(where: endsName) ?? bytes.count
    return Array(bytes[start..<end])
  }

  static func endsName(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/")
  }
}

/// How a block that was parsed alone ended.
struct XMLBlockEnd {
  /// Counted from the block's beginning.
  var place: BlockPlace
  var deepestLevel: Int
  /// Whether something is to be said of the file, if it was not said before.
  var hasWarnings: Bool
}

/// What a reader that takes over in the middle of a document must know of what was before.
struct XMLDocumentState {
  /// Said of the file once; kept for its end.
  var warnings: [Problem] = []
  var deepestLevel = 0
}
