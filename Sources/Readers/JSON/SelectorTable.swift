import Glibc

/// One step of selectors, as the record walk sees it.
struct SelectorNode {
  /// Where the member's name stands in the tree's names.
  var nameOffset: Int32 = 0
  var nameLength: Int32 = 0
  /// The name's first eight bytes, as loaded from memory, and the mask of those that it has.
  var prefix: UInt64 = 0
  var prefixMask: UInt64 = 0
  /// The name as an element number, or -1.
  var elementIndex: Int32 = -1
  /// Start of this node's buckets, or -1 where it has no children.
  var buckets: Int32 = -1
  /// The next node of the same bucket, or -1.
  var nextInBucket: Int32 = -1
  var firstChild: Int32 = -1
  var nextSibling: Int32 = -1
  /// Targets of this node: those that its value fills; then those of the nodes below.
  var targetStart: Int32 = 0
  var targetEnd: Int32 = 0
  var subtreeTargetEnd: Int32 = 0
  var hasNamedChildren = false
  var hasIndexChildren = false
  /// The object in which this node was last matched; tells a duplicate key.
  var seenInObject = 0
  /// How many hits there were before that match.
  var hitsBefore = 0
}

/// A selector tree in raw memory, as the record walk wants it.
///
/// A value, because the walk looks into it for every key and must not count references. Names lie in one
/// run of bytes; each node with children has a table of 32 buckets.
struct SelectorTable {
  static let bucketCount = 32

  let nodes: UnsafeMutablePointer<SelectorNode>
  let buckets: UnsafeMutablePointer<Int16>
  let targets: UnsafeMutablePointer<Int32>
  let names: UnsafeMutablePointer<UInt8>

  init(nodeCount: Int, parentCount: Int, targetCount: Int, nameBytes: Int) {
    nodes = .allocate(capacity: nodeCount)
    nodes.initialize(repeating: SelectorNode(), count: nodeCount)
    buckets = .allocate(capacity: parentCount * Self.bucketCount)
    buckets.initialize(repeating: -1, count: parentCount * Self.bucketCount)
    targets = .allocate(capacity: targetCount)
    names = .allocate(capacity: nameBytes + 8)  // read in words
    names.initialize(repeating: 0, count: nameBytes + 8)
  }

  func deallocate() {
    nodes.deallocate()
    buckets.deallocate()
    targets.deallocate()
    names.deallocate()
  }

  /// Spreads names over buckets by what differs most: the ends and the length.
  @inline(__always) static func bucket(_ name: UnsafePointer<UInt8>, _ length: Int) -> Int {
    guard length > 0 else { return 0 }
    return (length &+ Int(name[0]) &* 7 &+ Int(name[length &- 1]) &* 3) & (bucketCount &- 1)
  }

  /// The child of a node with this name, or -1; eight bytes from `name` on must be readable.
  @inline(__always)
  func child(of node: Int, named name: UnsafePointer<UInt8>, _ length: Int) -> Int {
    let table = Int(nodes[node].buckets)
    guard table >= 0 else { return -1 }
    let word = UnsafeRawPointer(name).loadUnaligned(as: UInt64.self)
    var child = Int(buckets[table &+ Self.bucket(name, length)])
    while child >= 0 {
      let candidate = nodes + child
      if Int(candidate.pointee.nameLength) == length,
        word & candidate.pointee.prefixMask == candidate.pointee.prefix,
        length <= 8 || memcmp(names + Int(candidate.pointee.nameOffset), name, length) == 0
      {
        return child
      }
      child = Int(candidate.pointee.nextInBucket)
    }
    return -1
  }
}
