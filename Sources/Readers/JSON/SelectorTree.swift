/// Selectors merged by their first steps, so that one walk over a record serves all of them.
///
/// Owns the memory of its table.
final class SelectorTree {
  static let root = 0

  let targetCount: Int
  /// What the walk uses.
  let table: SelectorTable

  /// Each branch leads to a target: the number of a slot.
  init(_ branches: [(steps: [String], target: Int)]) {
    let draft = TreeDraft(branches)
    targetCount = branches.count
    table = SelectorTable(
      nodeCount: draft.nodes.count, parentCount: draft.nodes.count { !$0.children.isEmpty },
      targetCount: targetCount, nameBytes: draft.nameBytes)
    var cursor = Cursor()
    place(Self.root, of: draft, &cursor)
  }

  deinit { table.deallocate() }

  /// How far the memory has been filled.
  private struct Cursor {
    var target = 0
    var bucket = 0
    var name = 0
  }

  /// Writes a node and, in depth-first order, those below it: so a subtree's targets lie together.
  private func place(_ index: Int, of draft: TreeDraft, _ cursor: inout Cursor) {
    let source = draft.nodes[index]
    table.nodes[index].targetStart = Int32(cursor.target)
    for target in source.targets {
      table.targets[cursor.target] = Int32(target)
      cursor.target += 1
    }
    table.nodes[index].targetEnd = Int32(cursor.target)
    if !source.children.isEmpty {
      table.nodes[index].buckets = Int32(cursor.bucket)
      cursor.bucket += SelectorTable.bucketCount
    }
    for child in source.children.reversed() {
      adopt(child, named: draft.nodes[child].name, by: index, &cursor)
    }
    for child in source.children { place(child, of: draft, &cursor) }
    table.nodes[index].subtreeTargetEnd = Int32(cursor.target)
  }

  private func adopt(_ child: Int, named name: String, by parent: Int, _ cursor: inout Cursor) {
    let start = table.names + cursor.name
    var length = 0
    for byte in name.utf8 {
      start[length] = byte
      length += 1
    }
    table.nodes[child].prefixMask = length >= 8 ? .max : UInt64(littleEndian: 1 << (length * 8) - 1)
    table.nodes[child].prefix =
      UnsafeRawPointer(start).loadUnaligned(as: UInt64.self) & table.nodes[child].prefixMask
    table.nodes[child].nameOffset = Int32(cursor.name)
    table.nodes[child].nameLength = Int32(length)
    cursor.name += length
    table.nodes[child].elementIndex = Self.elementIndex(name)
    table.nodes[child].nextSibling = table.nodes[parent].firstChild
    table.nodes[parent].firstChild = Int32(child)
    if table.nodes[child].elementIndex >= 0 {
      table.nodes[parent].hasIndexChildren = true
    } else {
      table.nodes[parent].hasNamedChildren = true
    }
    let bucket = Int(table.nodes[parent].buckets) + SelectorTable.bucket(start, length)
    table.nodes[child].nextInBucket = Int32(table.buckets[bucket])
    table.buckets[bucket] = Int16(child)
  }

  private static func elementIndex(_ name: String) -> Int32 {
    guard name.utf8.allSatisfy({ JSONByte.isDigit($0) }), let index = Int32(name) else { return -1 }
    return name == "0" || !name.hasPrefix("0") ? index : -1
  }

  /// The children of a node, in the order of the selectors.
  func children(of node: Int) -> [Int] {
    var children: [Int] = []
    var child = Int(table.nodes[node].firstChild)
    while child >= 0 {
      children.append(child)
      child = Int(table.nodes[child].nextSibling)
    }
    return children
  }
}

/// The same tree while it is built.
private struct TreeDraft {
  struct Node {
    var name: String
    var children: [Int] = []
    var targets: [Int] = []
  }

  var nodes = [Node(name: "")]
  var nameBytes: Int { nodes.reduce(0) { $0 + $1.name.utf8.count } }

  init(_ branches: [(steps: [String], target: Int)]) {
    for branch in branches {
      var node = SelectorTree.root
      for step in branch.steps { node = child(of: node, named: step) }
      nodes[node].targets.append(branch.target)
    }
  }

  private mutating func child(of node: Int, named name: String) -> Int {
    // Names are compared as bytes, as in the file: String's == would unite canonical equivalents.
    if let known = nodes[node].children.first(where: { nodes[$0].name.utf8.elementsEqual(name.utf8) }) {
      return known
    }
    nodes.append(Node(name: name))
    nodes[node].children.append(nodes.count - 1)
    return nodes.count - 1
  }
}
