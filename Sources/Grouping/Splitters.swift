/// Keys chosen once, from the first run, at which ranges begin: every run knows where it comes to each of them.
///
/// So a range is entered without a search, and no run has to be read for nothing.
struct Splitters: Sendable {
  /// Ascending.
  let keys: [[UInt8]]

  init(_ keys: [[UInt8]] = []) { self.keys = keys }

  /// A bound at any key.
  func bound(at key: [UInt8]) -> KeyBound {
    let passed = keys.partitionPoint { NameOrder.compare($0, key) <= 0 }
    return KeyBound(key: key, passed: passed, isSplitter: passed > 0 && keys[passed - 1] == key)
  }

  /// A bound at a splitter.
  func bound(atSplitter number: Int) -> KeyBound {
    KeyBound(key: keys[number], passed: number + 1, isSplitter: true)
  }
}

extension Array {
  /// How many elements at the beginning fulfil a condition that none behind them fulfils.
  func partitionPoint(_ isBefore: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
