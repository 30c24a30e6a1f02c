import GRDB

/// Finds the other products that an id was accepted for.
struct Elsewhere {
  private let places: PlaceSearch
  private let blocks: ReviewBlocks

  init(_ database: Database) throws {
    places = try PlaceSearch(database)
    blocks = try ReviewBlocks(database)
  }

  /// Gives each other product that has the id, and the run that the review was accepted in.
  ///
  /// A place is a hint: its review may be gone, or be of another id with the same hash.
  func forEach(
    _ idHash: Int64, _ id: UnsafeBufferPointer<UInt8>, but product: Int64?,
    _ use: (_ product: Int64, _ run: Int64) throws -> Void
  ) throws {
    for other in try places.products(of: idHash) where other != product {
      if let run = try blocks.run(of: id, product: other) { try use(other, run) }
    }
  }
}

/// The numbers of origins; a batch nearly always has one, so the last is remembered.
struct OriginMemory {
  private let select: Query
  private var name: [UInt8] = []
  private var number: Int64?

  init(_ database: Database) throws {
    select = try Query(database, "SELECT id FROM origin WHERE name = ?1")
  }

  /// nil for an origin of which nothing was accepted.
  mutating func number(of wanted: UnsafeBufferPointer<UInt8>) throws -> Int64? {
    if number != nil, name.count == wanted.count, name.elementsEqual(wanted) { return number }
    select.bind(1, wanted)
    number = try select.firstInteger()
    name = Array(wanted)
    return number
  }
}
