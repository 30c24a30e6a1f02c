import GRDB
import Records

extension LedgerReader {
  /// Bytes gathered before they are given on.
  private static let chunkBytes = 1 << 16

  /// Gives all accepted reviews as JSON Lines, product by product, as they were when it began.
  ///
  /// ```
  /// {"origin":"Yotpo","external_id":"17","product":{…},"content":"<32 hex digits>","run":3}
  /// ```
  /// `content` is empty while a change is announced and not accepted.
  /// The log of a run beside it is not folded in until the export ends.
  public func export(_ write: (UnsafeBufferPointer<UInt8>) throws(Problem) -> Void) throws(Problem) {
    try read { database in
      let blocks = try Query(
        database,
        """
        SELECT origin.name, product.key, block.reviews FROM product \
        CROSS JOIN block ON block.product = product.id CROSS JOIN origin ON origin.id = product.origin \
        ORDER BY product.key, block.first
        """)
      defer { blocks.reset() }
      let lines = ByteBuffer(capacity: Self.chunkBytes * 2)
      while try blocks.step() {
        var reviews = BlockReader(blocks.bytes(2))
        while let review = try reviews.next() {
          ExportLine.append(review, origin: blocks.bytes(0), key: blocks.bytes(1), to: lines)
        }
        if lines.count < Self.chunkBytes { continue }
        try write(lines.all)
        lines.removeAll()
      }
      if lines.count > 0 { try write(lines.all) }
    }
  }
}

enum ExportLine {
  static func append(
    _ review: StoredReview, origin: UnsafeBufferPointer<UInt8>, key: UnsafeBufferPointer<UInt8>,
    to line: ByteBuffer
  ) {
    line.append("{\"origin\":" as StaticString)
    string(origin, to: line)
    line.append(",\"external_id\":" as StaticString)
    string(review.id, to: line)
    line.append(",\"product\":" as StaticString)
    if key.first == UInt8(ascii: "{") { line.append(key) } else { string(key, to: line) }
    line.append(",\"content\":\"" as StaticString)
    for byte in review.content {
      line.append(hexDigit(byte >> 4))
      line.append(hexDigit(byte & 15))
    }
    line.append("\",\"run\":" as StaticString)
    line.append(String(review.run))
    line.append("}\n" as StaticString)
  }

  static func string(_ text: UnsafeBufferPointer<UInt8>, to line: ByteBuffer) {
    line.append(UInt8(ascii: "\""))
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        line.append(UInt8(ascii: "\\"))
        line.append(byte)
      case 0..<32:
        line.append("\\u00" as StaticString)
        line.append(hexDigit(byte >> 4))
        line.append(hexDigit(byte & 15))
      default: line.append(byte)
      }
    }
    line.append(UInt8(ascii: "\""))
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
