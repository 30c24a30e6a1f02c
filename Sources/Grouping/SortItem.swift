import Glibc

/// A node on its way to its place in the order, with the part of its name that mostly decides it.
///
/// Names of one set share their beginning (`{"product_type":"product",…`, `review-0000…`): the shared part is
/// found once, and the 8 bytes behind it, as a big-endian number, then compare as the bytes do.
struct SortItem {
  var prefix: UInt64
  var node: Node
  /// 0 is the newest; tells apart nodes of one name.
  var age: UInt32
}

enum SortOrder {
  /// Sorts by name, the newest first where names are equal.
  static func sort(_ items: UnsafeMutableBufferPointer<SortItem>) {
    guard items.count > 1 else { return }
    let shared = sharedPrefix(items)
    for index in items.indices { items[index].prefix = prefix(items[index].node.name, from: shared) }
    var items = items
    items.sort { first, second in
      if first.prefix != second.prefix { return first.prefix < second.prefix }
      let order = compare(first.node.name, second.node.name)
      return order != 0 ? order < 0 : first.age < second.age
    }
  }

  /// Below zero, zero or above, as `memcmp`; of a name and its beginning, the beginning is smaller.
  @inline(__always)
  static func compare(_ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>) -> Int {
    let common = min(first.count, second.count)
    if let a = first.baseAddress, let b = second.baseAddress {
      let order = memcmp(a, b, common)
      if order != 0 { return Int(order) }
    }
    return first.count - second.count
  }

  /// Up to 8 bytes behind `offset`, the first one highest, zeros where the name has ended.
  @inline(__always)
  static func prefix(_ name: UnsafeBufferPointer<UInt8>, from offset: Int) -> UInt64 {
    let rest = name.count &- offset
    guard rest > 0, let start = name.baseAddress else { return 0 }
    if rest >= 8 {
      return UInt64(bigEndian: UnsafeRawPointer(start + offset).loadUnaligned(as: UInt64.self))
    }
    var result: UInt64 = 0
    for index in 0..<rest { result = result << 8 | UInt64(start[offset &+ index]) }
    return result << (UInt64(8 &- rest) &* 8)
  }

  /// Bytes that all names begin with.
  private static func sharedPrefix(_ items: UnsafeMutableBufferPointer<SortItem>) -> Int {
    let first = items[0].node.name
    var shared = first.count
    for item in items.dropFirst() where shared > 0 {
      let name = item.node.name
      shared = min(shared, name.count)
      if let a = first.baseAddress, let b = name.baseAddress, memcmp(a, b, shared) == 0 { continue }
      var equal = 0
      while equal < shared && first[equal] == name[equal] { equal &+= 1 }
      shared = equal
    }
    return shared
  }
}
