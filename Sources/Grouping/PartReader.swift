import CMemory
import Records

/// Reads a range of the products of a sealed part, the ids of each in order, of equal ones the newest.
struct PartReader: ~Copyable {
  private let part: MemoryPart
  /// Taken out of the part, which many threads read: counting its references would make them wait for each other.
  private let products: UnsafePointer<GroupProduct>
  private let order: UnsafePointer<UInt32>
  private let items: UnsafePointer<GroupItem>
  private let starts: UnsafePointer<Int>
  private let sharedIDBytes: Int
  private var rank: Int
  private let endRank: Int
  /// Items up to this one are being fetched.
  private var fetched: Int
  private let endItem: Int
  private var sorted = RawArray<SortItem>(capacity: 256)
  private var next = 0
  /// The product being read.
  private(set) var key = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  /// Reviews passed over because a newer one of the part has their id.
  private(set) var duplicates = 0

  /// `sharedIDBytes`: how many bytes all ids begin with, in all sources that are merged.
  init(_ part: MemoryPart, ranks: Range<Int>, sharedIDBytes: Int) {
    self.part = part
    products = UnsafePointer(part.products.base)
    order = UnsafePointer(part.order.base)
    items = UnsafePointer(part.items.base)
    starts = UnsafePointer(part.starts.base)
    self.sharedIDBytes = sharedIDBytes
    rank = ranks.lowerBound
    endRank = ranks.upperBound
    fetched = starts[rank]
    endItem = starts[endRank]
  }

  /// Goes to the next product; false at the end.
  mutating func nextProduct() -> Bool {
    guard rank < endRank else { return false }
    fetchAhead(starts[rank &+ 1])
    fetchKeysAhead()
    key = products[Int(order[rank])].name
    sortIDs(starts[rank]..<starts[rank &+ 1])
    rank &+= 1
    next = 0
    return true
  }

  /// Goes to the next review of the product; false where it has no more.
  @inline(__always)
  mutating func nextReview(_ review: inout MergeReview) -> Bool {
    guard next < sorted.count else { return false }
    let place = sorted.base[next]
    let item = items[place.index]
    review.id = item.id
    review.body = item.bodyBytes
    review.idPrefix = place.prefix
    next &+= 1
    while next < sorted.count, sorted.base[next].prefix == place.prefix,
      KeyHash.isEqual(items[sorted.base[next].index].id, review.id)
    {
      next &+= 1
      duplicates &+= 1
    }
    return true
  }

  /// Texts lie scattered over the part: those of the next items are on their way while these are read.
  @inline(__always)
  private mutating func fetchAhead(_ item: Int) {
    let end = min(item &+ Self.itemsAhead, endItem)
    while fetched < end {
      let next = items[fetched]
      prefetch_bytes(next.id.baseAddress, next.id.count)
      prefetch_bytes(next.body, min(next.bodyBytes.count, Self.bytesAhead))
      fetched &+= 1
    }
  }

  /// So do products and their keys: first where a key lies must be there, then the key.
  @inline(__always)
  private func fetchKeysAhead() {
    let near = rank &+ Self.productsAhead
    guard near &+ Self.productsAhead < endRank else { return }
    prefetch_bytes(products + Int(order[near &+ Self.productsAhead]), MemoryLayout<GroupProduct>.stride)
    let product = products + Int(order[near])
    prefetch_bytes(product.pointee.key, Int(product.pointee.keyLength))
  }

  private static let productsAhead = 8

  /// Enough for the time of a fetch from memory, and few enough to stay in the first cache until they are read.
  private static let itemsAhead = 16
  private static let bytesAhead = 512

  private mutating func sortIDs(_ range: Range<Int>) {
    let items = items
    sorted.removeAll()
    sorted.reserve(range.count)
    for index in range {
      sorted.appendReserved(
        SortItem(prefix: NameOrder.prefix(items[index].id, from: sharedIDBytes), index: index))
    }
    if range.count > 1 { sorted.all.sort(names: { items[$0].id }, breaksTie: { $0 > $1 }) }
  }

  /// Writes all products.
  mutating func write(to writer: RunWriter) throws(Problem) {
    var review = MergeReview()
    while nextProduct() {
      try writer.product(key)
      while nextReview(&review) { try writer.review(id: review.id, body: review.body) }
    }
  }
}
