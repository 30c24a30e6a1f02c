import GRDB
import Records

/// What a migration does that SQL cannot.
enum LedgerConversion {
  /// Version 2: the rows of `review` become blocks, each with its run and its marks.
  static func reviewsToBlocks(_ database: Database) throws {
    let rows = try Query(
      database,
      "SELECT product, external_id, content, run, shared FROM review ORDER BY product, external_id")
    let insert = try Query(database, "INSERT INTO block (product, first, reviews) VALUES (?1, ?2, ?3)")
    defer { rows.reset() }
    let block = ByteBuffer(capacity: 1 << 10)
    let first = ByteBuffer(capacity: 64)
    var product: Int64?
    func flush() throws {
      guard let product, block.count > 0 else { return }
      insert.bind(1, product)
      insert.bind(2, first.all)
      insert.bind(3, block.all)
      try insert.run()
      block.removeAll()
    }
    while try rows.step() {
      let isOfAnother = rows.integer(0) != product
      if isOfAnother || block.count + rows.bytes(1).count + 32 > ReviewBlock.maxBytes {
        try flush()
        first.removeAll()
        if !isOfAnother { first.append(rows.bytes(1)) }
        product = rows.integer(0)
      }
      ReviewBlock.append(
        StoredReview(
          id: rows.bytes(1), content: rows.bytes(2), run: rows.integer(3), isShared: rows.integer(4) != 0),
        to: block)
    }
    try flush()
  }
}
