import GRDB
import Records

/// A review that was accepted; its bytes belong to somebody else.
struct AcceptedReview {
  var id: UnsafeBufferPointer<UInt8>
  var content: ContentHash
}

/// Changes the blocks of products, inside a transaction.
///
/// A block stands under its first id, the first one of a product under the empty id; it holds what is below
/// the first id of the next one.
final class ReviewBlocks {
  private let seek, after, put, delete: Query
  /// The block that is being changed: where it stands, and what it held.
  private let first = ByteBuffer(capacity: 64)
  private let old = ByteBuffer(capacity: 1 << 10)
  /// The id at which the next block begins.
  private let limit = ByteBuffer(capacity: 64)
  private var hasLimit = false
  private let new = ByteBuffer(capacity: 1 << 14)
  /// Where each review of `new` begins.
  private var starts: [Int] = []
  /// Where the id of each lies in `new`.
  private var ids: [(offset: Int, count: Int)] = []

  init(_ database: Database) throws {
    seek = try Query(
      database,
      "SELECT first, reviews FROM block WHERE product = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1")
    after = try Query(
      database, "SELECT first FROM block WHERE product = ?1 AND first > ?2 ORDER BY first LIMIT 1")
    put = try Query(
      database, "INSERT OR REPLACE INTO block (product, first, reviews) VALUES (?1, ?2, ?3)")
    delete = try Query(database, "DELETE FROM block WHERE product = ?1 AND first = ?2")
  }

  /// Notes accepted reviews, whose ids ascend and differ; tells of those that the product did not have.
  func merge(
    _ reviews: ArraySlice<AcceptedReview>, product: Int64, isNew: Bool, run: Int64,
    inserted: (UnsafeBufferPointer<UInt8>) -> Void
  ) throws {
    var rest = reviews
    var isEmpty = isNew
    while let review = rest.first {
      try isEmpty ? loadNothing() : load(product, review.id)
      isEmpty = false
      let end = rest.firstIndex { hasLimit && compareBytes($0.id, limit.all) >= 0 } ?? rest.endIndex
      try combine(rest[..<end], run, inserted)
      try write(product)
      rest = rest[end...]
    }
  }

  /// Changes one review, or takes it out where `change` returns false; whether it is there.
  func edit(
    _ id: UnsafeBufferPointer<UInt8>, product: Int64, _ change: (inout StoredReview) -> Bool
  ) throws -> Bool {
    try load(product, id)
    var reader = BlockReader(old.all)
    var isFound = false
    startAgain()
    while var review = try reader.next() {
      if compareBytes(review.id, id) == 0 {
        isFound = true
        if !change(&review) { continue }
      }
      append(review)
    }
    if isFound { try write(product) }
    return isFound
  }

  /// The run that a review was accepted in; nil where the product does not have it.
  func run(of id: UnsafeBufferPointer<UInt8>, product: Int64) throws -> Int64? {
    seek.bind(1, product)
    seek.bind(2, id)
    defer { seek.reset() }
    guard try seek.step() else { return nil }
    var reader = BlockReader(seek.bytes(1))
    while let review = try reader.next() {
      let order = compareBytes(review.id, id)
      if order >= 0 { return order == 0 ? review.run : nil }
    }
    return nil
  }

  private func loadNothing() {
    first.removeAll()
    old.removeAll()
    hasLimit = false
  }

  /// The block in which an id belongs.
  private func load(_ product: Int64, _ id: UnsafeBufferPointer<UInt8>) throws {
    loadNothing()
    seek.bind(1, product)
    seek.bind(2, id)
    if try seek.step() {
      first.append(seek.bytes(0))
      old.append(seek.bytes(1))
    }
    seek.reset()
    after.bind(1, product)
    after.bind(2, first.all)
    hasLimit = try after.step()
    limit.removeAll()
    if hasLimit { limit.append(after.bytes(0)) }
    after.reset()
  }

  private func startAgain() {
    new.removeAll()
    starts.removeAll(keepingCapacity: true)
    ids.removeAll(keepingCapacity: true)
  }

  private func append(_ review: StoredReview) {
    starts.append(new.count)
    ReviewBlock.append(review, to: new)
    ids.append((new.count - review.content.count - review.id.count, review.id.count))
  }

  private func append(_ review: AcceptedReview, _ run: Int64, isShared: Bool) {
    review.content.withBytes {
      append(StoredReview(id: review.id, content: $0, run: run, isShared: isShared))
    }
  }

  private func combine(
    _ reviews: ArraySlice<AcceptedReview>, _ run: Int64, _ inserted: (UnsafeBufferPointer<UInt8>) -> Void
  ) throws {
    startAgain()
    var reader = BlockReader(old.all)
    var before = try reader.next()
    for review in reviews {
      while let known = before, compareBytes(known.id, review.id) < 0 {
        append(known)
        before = try reader.next()
      }
      if let known = before, compareBytes(known.id, review.id) == 0 {
        append(review, run, isShared: known.isShared)
        before = try reader.next()
      } else {
        append(review, run, isShared: false)
        inserted(review.id)
      }
    }
    while let known = before {
      append(known)
      before = try reader.next()
    }
  }

  /// Writes `new` in place of the block, in several where it has become too large.
  private func write(_ product: Int64) throws {
    guard !starts.isEmpty else {
      delete.bind(1, product)
      delete.bind(2, first.all)
      try delete.run()
      return
    }
    // Behind the last one a run goes on to append; in the middle the next ids fall anywhere.
    let parts = (new.count + ReviewBlock.maxBytes - 1) / ReviewBlock.maxBytes
    let target = hasLimit ? (new.count + parts - 1) / parts : ReviewBlock.maxBytes
    var begin = 0
    for index in starts.indices {
      let end = index + 1 < starts.count ? starts[index + 1] : new.count
      if end - starts[begin] > target, begin < index {
        try write(product, begin, starts[index])
        begin = index
      }
    }
    try write(product, begin, new.count)
  }

  private func write(_ product: Int64, _ begin: Int, _ end: Int) throws {
    put.bind(1, product)
    put.bind(2, begin == 0 ? first.all : new.view(ids[begin].offset, ids[begin].count))
    put.bind(3, new.view(starts[begin], end - starts[begin]))
    try put.run()
  }
}
