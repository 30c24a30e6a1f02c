import CMemory
import Records

/// A part of the reviews, in memory: filled by one thread, then sealed, then read by many.
///
/// ```
/// texts     the buffers that the encoder filled, taken over as they are; small ones are copied together
/// items     24 bytes a review, in the order of arrival
/// products  24 bytes each, their keys in an arena
/// ```
final class MemoryPart: @unchecked Sendable {
  private let copyBytes: Int
  private var copies: Arena
  private var adopted: [ByteBuffer] = []
  /// Of all reviews: what a buffer or an arena holds beyond them depends on who was faster, and must not count.
  private var textBytes = 0
  private var keys: Arena
  private var table = ProductTable()
  private var lastNumber: UInt32 = 0
  var items = RawArray<GroupItem>(capacity: 64)
  var products = RawArray<GroupProduct>(capacity: 64)
  /// What all ids begin with.
  private(set) var ids = SharedBeginning()

  /// Numbers of products in the order of their keys; empty until `seal`.
  var order = RawArray<UInt32>(capacity: 1)
  /// Where the items of each product of `order` begin, and the end.
  var starts = RawArray<Int>(capacity: 1)

  /// `chunkBytes` is what memory for copies and keys is taken in.
  init(chunkBytes: Int) {
    copyBytes = chunkBytes
    copies = Arena(chunkBytes: chunkBytes)
    keys = Arena(chunkBytes: max(chunkBytes / 4, 256))
  }

  var isEmpty: Bool { items.count == 0 }

  /// All memory held; what putting one part in order takes besides is no part of it.
  var heldBytes: Int {
    textBytes + keys.heldBytes + table.heldBytes + items.count * Self.itemBytes
      + products.count * Self.productBytes
  }

  private static let itemBytes = MemoryLayout<GroupItem>.stride
  /// With its rank, and where its items begin.
  private static let productBytes = MemoryLayout<GroupProduct>.stride + 12

  /// An upper bound of `heldBytes` once such a review is added.
  func heldBytes(addingKey key: Int, id: Int, body: Int) -> Int {
    heldBytes + keys.growth(for: key) + id + body + table.growth + Self.itemBytes
      + Self.productBytes
  }

  /// An upper bound of `heldBytes` once a batch is added with so many bytes of keys and of texts.
  func heldBytes(adding batch: GroupBatch, keys keyCount: Int, texts: Int) -> Int {
    heldBytes + keys.growth(for: keyCount) + texts + table.growth
      + batch.count * (Self.itemBytes + Self.productBytes)
  }

  /// Takes over a buffer that items are going to point to.
  func adopt(_ texts: ByteBuffer) {
    adopted.append(texts)
    textBytes += texts.count
  }

  /// Copies texts in that are too few to keep their buffer for them.
  func copy(_ texts: ByteBuffer) -> UnsafePointer<UInt8> {
    textBytes += texts.count
    return copies.copy(texts.all)
  }

  /// The buffers taken over, for others to fill; nothing may be read from the part any more.
  func releaseBuffers() -> [ByteBuffer] {
    defer { adopted.removeAll() }
    return adopted
  }

  /// Adds the reviews of a batch whose texts lie at `texts`, here to stay, and whose keys lie in `keyBytes`.
  ///
  /// What is looked up lies scattered over megabytes. So each step is done for the whole batch before the next:
  /// the processor then waits for many places of memory at once, instead of for one after the other.
  func add(_ batch: GroupBatch, keys keyBytes: ByteBuffer, texts: UnsafePointer<UInt8>) {
    ids.add(batch.ids)
    items.reserve(batch.count)
    withUnsafeTemporaryAllocation(of: Candidate.self, capacity: batch.count) { candidates in
      for (index, entry) in batch.all.enumerated() {
        candidates[index].place = table.firstPlace(entry.hash)
      }
      for (index, entry) in batch.all.enumerated() {
        let number = ProductTable.number(candidates[index].place, hash: entry.hash)
        candidates[index].number = number ?? .max
        if let number { prefetch_bytes(products.base[Int(number)].key, Int(entry.keyLength)) }
      }
      for (index, entry) in batch.all.enumerated() {
        let key = keyBytes.view(entry.keyOffset, Int(entry.keyLength))
        let number = number(key, entry.hash, candidates[index])
        append(entry, product: number, body: texts + entry.bodyOffset)
      }
    }
  }

  /// Copies one review in.
  func add(
    key: UnsafeBufferPointer<UInt8>, id: UnsafeBufferPointer<UInt8>, body: UnsafeBufferPointer<UInt8>
  ) {
    ids.add(id)
    textBytes += body.count + id.count
    let text = copies.allocate(body.count + id.count)
    if let start = body.baseAddress { text.update(from: start, count: body.count) }
    if let start = id.baseAddress { (text + body.count).update(from: start, count: id.count) }
    let entry = GroupBatch.Entry(
      hash: KeyHash.hash(key), keyOffset: 0, bodyOffset: 0, keyLength: UInt32(truncatingIfNeeded: key.count),
      bodyLength: UInt32(truncatingIfNeeded: body.count), idLength: UInt32(truncatingIfNeeded: id.count),
      idOffset: Int32(truncatingIfNeeded: body.count))
    append(entry, product: number(key, entry.hash, Candidate()), body: UnsafePointer(text))
  }
}

extension MemoryPart {
  /// What is known of a key's product before the key is compared.
  private struct Candidate: BitwiseCopyable {
    var place: ProductTable.Place = 0
    var number = UInt32.max
  }

  @inline(__always)
  private func append(_ entry: GroupBatch.Entry, product: UInt32, body: UnsafePointer<UInt8>) {
    items.append(
      GroupItem(
        body: body, bodyLength: entry.bodyLength, idLength: entry.idLength, idOffset: entry.idOffset,
        product: product))
    products.base[Int(product)].count &+= 1
    products.base[Int(product)].bytes &+= Int(entry.bodyLength) &+ Int(entry.idLength)
  }

  @inline(__always)
  private func number(
    _ key: UnsafeBufferPointer<UInt8>, _ hash: UInt64, _ candidate: Candidate
  ) -> UInt32 {
    if candidate.number != .max, KeyHash.isEqual(products.base[Int(candidate.number)].name, key) {
      return candidate.number
    }
    return findOrAdd(key, hash)
  }

  @inline(never)
  private func findOrAdd(_ key: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> UInt32 {
    if let number = table.find(hash, isWanted: { KeyHash.isEqual(products.base[Int($0)].name, key) }) {
      return number
    }
    let number = UInt32(truncatingIfNeeded: products.count)
    products.append(
      GroupProduct(
        key: keys.copy(key), keyLength: UInt32(truncatingIfNeeded: key.count), count: 0, bytes: 0))
    table.insert(number, hash: hash)
    return number
  }
}
