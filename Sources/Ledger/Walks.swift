import GRDB
import Records

/// Finds products one after the other, as a walk where their keys ascend.
struct ProductWalk {
  /// Products passed over before the key is sought from the root again: as dear as one search.
  private static let maxSteps = 16

  private let products: Query
  private var isAtEnd = false
  /// The key sought last; of the caller.
  private var before: UnsafeBufferPointer<UInt8>?

  init(_ database: Database) throws {
    products = try Query(database, "SELECT key, id FROM product WHERE key >= ?1 ORDER BY key")
  }

  /// The number of a product; nil for one of which nothing was accepted.
  mutating func number(of key: UnsafeBufferPointer<UInt8>) throws -> Int64? {
    if let before, compareBytes(key, before) >= 0 {} else { try seek(key) }
    before = key
    var steps = 0
    while !isAtEnd {
      let order = compareBytes(products.bytes(0), key)
      if order >= 0 { return order == 0 ? products.integer(1) : nil }
      steps += 1
      if steps == Self.maxSteps { try seek(key) } else { isAtEnd = try !products.step() }
    }
    return nil
  }

  func end() { products.reset() }

  private mutating func seek(_ key: UnsafeBufferPointer<UInt8>) throws {
    products.reset()
    products.bind(1, key)
    isAtEnd = try !products.step()
  }
}

/// Finds the reviews of a product one after the other, as a walk where their ids ascend.
struct ReviewWalk {
  /// Blocks passed over before the one of an id is sought from the root.
  private static let maxSteps = 4

  private let blocks, seek: Query
  private var product: Int64 = 0
  private var reader = BlockReader(UnsafeBufferPointer(start: nil, count: 0))
  /// The first review whose id is not below the last one sought.
  private var current: StoredReview?
  private var isOpen = false
  /// Where the id sought last is; of the caller.
  private var before: UnsafeBufferPointer<UInt8>?

  init(_ database: Database) throws {
    blocks = try Query(
      database, "SELECT reviews FROM block WHERE product = ?1 AND first >= ?2 ORDER BY first")
    seek = try Query(
      database, "SELECT first FROM block WHERE product = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1")
  }

  mutating func begin(_ product: Int64) {
    self.product = product
    isOpen = false
    before = nil
  }

  /// Nil where the product does not have the review; good until the next call.
  mutating func find(_ id: UnsafeBufferPointer<UInt8>) throws -> StoredReview? {
    if let before, compareBytes(id, before) < 0 { isOpen = false }
    before = id
    if !isOpen { try open(from: UnsafeBufferPointer(start: nil, count: 0)) }
    var steps = 0
    while let review = current {
      let order = compareBytes(review.id, id)
      if order >= 0 { return order == 0 ? review : nil }
      current = try reader.next()
      if current != nil { continue }
      steps += 1
      if steps == Self.maxSteps { try skip(to: id) } else { try nextBlock() }
    }
    return nil
  }

  func end() {
    blocks.reset()
    seek.reset()
  }

  private mutating func open(from first: UnsafeBufferPointer<UInt8>) throws {
    isOpen = true
    blocks.reset()
    blocks.bind(1, product)
    blocks.bind(2, first)
    try nextBlock()
  }

  private mutating func nextBlock() throws {
    repeat {
      guard try blocks.step() else {
        current = nil
        return
      }
      reader = BlockReader(blocks.bytes(0))
      current = try reader.next()
    } while current == nil
  }

  private mutating func skip(to id: UnsafeBufferPointer<UInt8>) throws {
    // Not reset behind: the walk is bound to what it gives.
    seek.reset()
    seek.bind(1, product)
    seek.bind(2, id)
    if try seek.step() { try open(from: seek.bytes(0)) } else { try nextBlock() }
  }
}
