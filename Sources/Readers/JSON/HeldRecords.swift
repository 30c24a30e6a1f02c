import Records

/// Records that wait for a value of an object around them, in order.
struct HeldRecords {
  /// Bytes of waiting records beyond which they are given up.
  static let byteLimit = 64 << 20

  struct Item {
    var place: TextPlace
    var offset: Int
    var length: Int
    /// Nil where the record is given up anyway.
    var context: AncestorContext?
    /// Set where only the beginning of a record that is too long is kept.
    var isOversized = false
  }

  private let bytes = ByteBuffer(capacity: 4096)
  private var items: [Item] = []
  private var head = 0
  private let limit: Int

  init(limit: Int = HeldRecords.byteLimit) { self.limit = limit }

  var isEmpty: Bool { head == items.count }

  /// The first record.
  var first: Item? { isEmpty ? nil : items[head] }

  /// The first record, if its fate is decided.
  var ready: Item? {
    guard let item = first, let context = item.context else { return first }
    return context.isSettled || context.isLost ? item : nil
  }

  func text(of item: Item) -> UnsafeBufferPointer<UInt8> { bytes.view(item.offset, item.length) }

  mutating func append(
    _ text: UnsafeBufferPointer<UInt8>, at place: TextPlace, _ context: AncestorContext?,
    isOversized: Bool = false
  ) {
    items.append(
      Item(
        place: place, offset: bytes.count, length: text.count, context: context, isOversized: isOversized))
    bytes.append(text)
    // An item counts as well, so that millions of tiny records cannot fill the memory.
    if bytes.count + items.count * MemoryLayout<Item>.stride > limit { context?.overflow() }
  }

  mutating func removeFirst() {
    head += 1
    if isEmpty { removeAll() }
  }

  private mutating func removeAll() {
    bytes.removeAll()
    items.removeAll(keepingCapacity: true)
    head = 0
  }
}
