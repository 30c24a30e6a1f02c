/// Where a range of keys begins or ends.
struct KeyBound: Sendable {
  var key: [UInt8]
  /// How many splitters are at `key` or below.
  var passed: Int
  /// Whether the last of them is at `key`.
  var isSplitter: Bool
}

/// Products with keys from `low` to below `high`; nil is no bound.
struct KeyRange: Sendable {
  var low: KeyBound?
  var high: KeyBound?
  /// How many bytes all keys of the range begin with.
  var sharedBytes = 0

  func isBefore(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
    low.map { NameOrder.compare(key, $0.key) < 0 } ?? false
  }

  func isBehind(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
    high.map { NameOrder.compare(key, $0.key) >= 0 } ?? false
  }
}
