import Glibc

/// The order of keys and ids: by their bytes, a beginning before what it begins.
///
/// Names of one set share their beginning (`{"product_type":"product",…`, `review-0000…`): the shared part is
/// found once, and the 8 bytes behind it, as a big-endian number, then compare as the bytes do.
enum NameOrder {
  typealias Name = UnsafeBufferPointer<UInt8>

  /// Below zero, zero or above, as `memcmp`.
  @inline(__always)
  static func compare(_ first: Name, _ second: Name) -> Int {
    let common = min(first.count, second.count)
    if let a = first.baseAddress, let b = second.baseAddress {
      let order = memcmp(a, b, common)
      if order != 0 { return Int(order) }
    }
    return first.count - second.count
  }

  static func compare(_ first: Name, _ second: [UInt8]) -> Int {
    second.withUnsafeBufferPointer { compare(first, $0) }
  }

  static func compare(_ first: [UInt8], _ second: [UInt8]) -> Int {
    first.withUnsafeBufferPointer { compare($0, second) }
  }

  /// Up to 8 bytes behind `offset`, the first one highest, zeros where the name has ended.
  ///
  /// Of names that share `offset` bytes the one with the smaller number comes first; equal numbers tell nothing.
  @inline(__always)
  static func prefix(_ name: Name, from offset: Int) -> UInt64 {
    let rest = name.count &- offset
    guard rest > 0, let start = name.baseAddress else { return 0 }
    if rest >= 8 {
      return UInt64(bigEndian: UnsafeRawPointer(start + offset).loadUnaligned(as: UInt64.self))
    }
    var result: UInt64 = 0
    for index in 0..<rest { result = result << 8 | UInt64(start[offset &+ index]) }
    return result << (UInt64(8 &- rest) &* 8)
  }

  /// How many bytes both begin with, `limit` at most.
  @inline(__always)
  static func commonCount(_ first: Name, _ second: Name, limit: Int = .max) -> Int {
    let end = min(first.count, second.count, limit)
    guard let a = first.baseAddress, let b = second.baseAddress else { return 0 }
    if memcmp(a, b, end) == 0 { return end }
    var equal = 0
    while a[equal] == b[equal] { equal &+= 1 }
    return equal
  }
}

/// What all names of a set begin with; narrows as names are added.
struct SharedBeginning {
  private var bytes: [UInt8] = []
  private var isEmpty = true

  var count: Int { bytes.count }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    isEmpty = true
  }

  @inline(__always)
  mutating func add(_ name: UnsafeBufferPointer<UInt8>) {
    if bytes.isEmpty && !isEmpty { return }
    narrow(name)
  }

  mutating func add(_ other: SharedBeginning) {
    guard !other.isEmpty else { return }
    other.bytes.withUnsafeBufferPointer { add($0) }
  }

  private mutating func narrow(_ name: UnsafeBufferPointer<UInt8>) {
    if isEmpty {
      bytes.append(contentsOf: name)
      isEmpty = false
    } else {
      let common = bytes.withUnsafeBufferPointer { NameOrder.commonCount($0, name) }
      if common < bytes.count { bytes.removeLast(bytes.count - common) }
    }
  }
}

/// A name on its way to its place in the order: the part that mostly decides it, and whose it is.
struct SortItem: BitwiseCopyable {
  var prefix: UInt64
  var index: Int
}

extension UnsafeMutableBufferPointer<SortItem> {
  /// Sorts by prefix, then by name, then as `breaksTie` says (`true`: the first one comes first).
  @inline(__always)
  func sort(
    names: (Int) -> UnsafeBufferPointer<UInt8>, breaksTie: (Int, Int) -> Bool
  ) {
    var items = self
    items.sort { first, second in
      if first.prefix != second.prefix { return first.prefix < second.prefix }
      let order = NameOrder.compare(names(first.index), names(second.index))
      return order != 0 ? order < 0 : breaksTie(first.index, second.index)
    }
  }
}
