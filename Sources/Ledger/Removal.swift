import GRDB

/// Takes single reviews out, with their places.
struct Removal {
  private let review, place, origin: Query

  init(_ database: Database) throws {
    review = try Query(database, "DELETE FROM review WHERE product = ?1 AND external_id = ?2")
    place = try Query(database, "DELETE FROM place WHERE id_hash = ?1 AND product = ?2")
    origin = try Query(database, "UPDATE origin SET reviews = reviews + ?2 WHERE id = ?1")
  }

  /// Reviews removed: 0 or 1.
  @discardableResult
  func remove(_ id: UnsafeBufferPointer<UInt8>, _ hash: Int64, product: Int64) throws -> Int {
    review.bind(1, product)
    review.bind(2, id)
    let count = try review.run()
    try removePlace(hash, product: product)
    return count
  }

  func removePlace(_ hash: Int64, product: Int64) throws {
    place.bind(1, hash)
    place.bind(2, product)
    try place.run()
  }

  /// Adds to the number of reviews of an origin.
  func count(_ difference: Int, origin number: Int64) throws {
    origin.bind(1, number)
    origin.bind(2, Int64(difference))
    try origin.run()
  }
}
