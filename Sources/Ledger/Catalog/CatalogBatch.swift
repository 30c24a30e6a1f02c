import Records

/// Items as a file or the PIM shows them, gathered until writing them in order is worth its while.
///
/// Flat memory, no object for an item. Used by one thread.
public final class CatalogBatch {
  struct Item {
    var key: SortKey
    var list: Range<Int>
    var line: Int
  }

  /// Items and bytes of a full batch; about 15 MiB with what is made of them.
  ///
  /// Each batch goes over the whole table, so fewer are faster; but a run waits for the end of one to write.
  static let maxItems = 1 << 16
  static let maxBytes = 8 << 20
  /// A longer identifier is none that a PIM has.
  public static let maxIdentifierBytes = IdentifierList.maxLength

  let bytes = ByteBuffer(capacity: 1 << 20)
  private(set) var items: [Item] = []
  private var name = 0
  private var list = 0
  private var line = 0
  private var kind = CatalogKind.product

  public init() {}

  public var isFull: Bool { items.count >= Self.maxItems || bytes.count >= Self.maxBytes }
  public var isEmpty: Bool { items.isEmpty }

  /// Begins an item; `line` is where the file shows it, 0 where that means nothing.
  public func begin(uuid: CatalogUUID, line: Int) {
    begin(.product, line)
    uuid.withBytes { bytes.append($0) }
    list = bytes.count
  }

  /// Begins an item that is known by a text.
  public func begin(_ kind: CatalogKind, _ text: UnsafeBufferPointer<UInt8>, line: Int) {
    begin(kind, line)
    bytes.append(text)
    list = bytes.count
  }

  private func begin(_ kind: CatalogKind, _ line: Int) {
    self.kind = kind
    self.line = line
    name = bytes.count
  }

  /// Adds an identifier of the item begun last, as the PIM shows it.
  ///
  /// - Returns: Whether it was taken; values above 1,020 bytes are none that a PIM has.
  public func identifier(_ key: CatalogKey, _ value: UnsafeBufferPointer<UInt8>) -> Bool {
    guard value.count <= IdentifierList.maxLength else { return false }
    IdentifierList.append(key.id, value, to: bytes)
    return true
  }

  public func end() {
    let end = bytes.count
    bytes.count = list
    let key = SortKey(tag: kind.rawValue, start: name, in: bytes)
    bytes.count = end
    items.append(Item(key: key, list: list..<end, line: line))
  }

  public func removeAll() {
    bytes.removeAll()
    items.removeAll(keepingCapacity: true)
  }

  /// In the order of the table, equal names in the order in which they came.
  func sort() {
    let base = bytes.base
    items.sort { first, second in
      let order = first.key.compare(second.key, base)
      return order == 0 ? first.key.start < second.key.start : order < 0
    }
  }
}
