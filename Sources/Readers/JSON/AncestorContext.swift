import Records

/// What is selected from one object around the records, as far as the reader has come in it.
final class AncestorContext {
  /// The next object outwards from which something is selected.
  let parent: AncestorContext?
  private let level: SelectorPlan.Level
  private let bytes = ByteBuffer(capacity: 256)
  private let slots: UnsafeMutablePointer<Slot>
  private var elements: [Slot] = []
  /// Wanted members that have not come yet.
  private var awaited: Set<Int>
  /// Set when so many records waited for this object that memory ended.
  var hasOverflowed = false

  // Where the values lie in the batch that used them last.
  private var importedBatch = -1
  private var imported: [Slot] = []

  init(_ level: SelectorPlan.Level, parent: AncestorContext?) {
    self.level = level
    self.parent = parent
    slots = .allocate(capacity: level.slots.count)
    slots.initialize(repeating: .missing, count: level.slots.count)
    awaited = Set(level.tree.children(of: SelectorTree.root))
  }

  deinit { slots.deallocate() }

  /// Whether all values are known, here and further out.
  var isSettled: Bool { awaited.isEmpty && parent?.isSettled ?? true }

  /// Whether records may no longer wait for a value that is not known.
  var isLost: Bool { hasOverflowed && !awaited.isEmpty || parent?.isLost ?? false }

  /// Says that no more members come.
  func close() { awaited.removeAll() }

  /// Marks every object whose values are awaited.
  func overflow() {
    if !awaited.isEmpty { hasOverflowed = true }
    parent?.overflow()
  }

  /// The node of a wanted member, or nil.
  func node(named name: UnsafePointer<UInt8>, _ length: Int) -> Int? {
    let node = level.tree.table.child(of: SelectorTree.root, named: name, length)
    return node < 0 ? nil : node
  }

  /// Takes a wanted member's value over.
  func capture(
    _ node: Int, _ text: UnsafeBufferPointer<UInt8>, with extractor: ValueExtractor
  ) -> ValueExtractor.Failure? {
    let source = ValueExtractor.Text(bytes: bytes, offset: bytes.count, length: text.count)
    bytes.append(text)
    bytes.reserve(InputWindow.padding)
    if let failure = extractor.index(source) { return failure }
    forget(node)
    let goal = ValueExtractor.Goal(table: level.tree.table, node: node)
    if let failure = extractor.walk(source, goal, slots) { return failure }
    // The lists of the members before this one are dealt already.
    extractor.hits.deal(to: level.tree, below: node, slots, &elements)
    awaited.remove(node)
    importedBatch = -1
    return nil
  }

  /// Makes void what a member of the same name gave before: the last one counts.
  private func forget(_ node: Int) {
    let table = level.tree.table
    for index in Int(table.nodes[node].targetStart)..<Int(table.nodes[node].subtreeTargetEnd) {
      slots[Int(table.targets[index])] = .missing
    }
  }

  /// Writes the values into a row and sees that their bytes are in the row's batch.
  func fill(_ row: UnsafeMutablePointer<Slot>, of batch: RecordBatch, number: Int) {
    if importedBatch != number { importInto(batch, number) }
    for (index, target) in level.slots.enumerated() { row[target] = imported[index] }
    parent?.fill(row, of: batch, number: number)
  }

  private func importInto(_ batch: RecordBatch, _ number: Int) {
    let byteOffset = batch.bytes.count
    let elementOffset = batch.elements.count
    batch.bytes.append(bytes.all)
    batch.elements.append(contentsOf: elements.map { $0.moved(by: byteOffset, elementOffset) })
    imported = (0..<level.slots.count).map { slots[$0].moved(by: byteOffset, elementOffset) }
    importedBatch = number
  }
}

extension Slot {
  /// The same value in another buffer.
  fileprivate func moved(by byteOffset: Int, _ elementOffset: Int) -> Slot {
    switch kind {
    case .missing, .null: self
    case .list: Slot(kind: kind, offset: start + elementOffset, length: length)
    case .string, .number, .boolean, .object: Slot(kind: kind, offset: start + byteOffset, length: length)
    }
  }
}
