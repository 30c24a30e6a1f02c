/// Products with keys from `low` to below `high`; nil is no bound.
struct KeyRange: Sendable {
  var low: [UInt8]?
  var high: [UInt8]?
  /// How many bytes all keys of the range begin with.
  var sharedBytes = 0

  func isBefore(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
    low.map { NameOrder.compare(key, $0) < 0 } ?? false
  }

  func isBehind(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
    high.map { NameOrder.compare(key, $0) >= 0 } ?? false
  }
}
