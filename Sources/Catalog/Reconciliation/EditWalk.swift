import Ledger
import Records

/// Finds values of a key that differ from one by an edit or two, by look-ups alone.
///
/// What was added to the given value is found by leaving bytes out and looking up the rest; what it lacks, or has
/// otherwise, by walking the index: behind each of its prefixes only bytes are tried that some value has there.
struct EditWalk {
  private let lookup: CatalogLookup
  private let key: CatalogKey
  private let collector: NearMissCollector
  private let wanted: [UInt8]

  init(_ lookup: CatalogLookup, _ key: CatalogKey, _ collector: NearMissCollector) {
    self.lookup = lookup
    self.key = key
    self.collector = collector
    wanted = Array(key.normalisation.normalised(collector.given).utf8)
  }

  private var isWorthwhile: Bool {
    (NearMissSearch.leastLength...NearMissSearch.maxLength).contains(wanted.count)
  }

  func oneEdit() throws {
    guard isWorthwhile else { return }
    for value in Self.without(wanted) + swapped { try collector.add(value, key, .oneEdit) }
    for place in 0...wanted.count where !collector.isDone { try walk(place) }
  }

  /// Two bytes too many.
  func twoEdits() throws {
    guard isWorthwhile, wanted.count >= NearMissSearch.leastLength + 2 else { return }
    var seen: Set<[UInt8]> = []
    for value in Self.without(wanted) where !collector.isDone {
      for shorter in Self.without(value) where seen.insert(shorter).inserted {
        try collector.add(shorter, key, .twoEdits)
      }
    }
  }

  /// Tries the bytes that stand at a place behind the same beginning: one more, or one for another.
  private func walk(_ place: Int) throws {
    let head = Array(wanted[..<place])
    var from = head
    while !collector.isDone, let byte = try nextByte(behind: head, from: from) {
      try collector.add(head + [byte] + wanted[place...], key, .oneEdit)
      if place < wanted.count, byte != wanted[place], !Self.isOfSeries(byte, wanted[place], key) {
        try collector.add(head + [byte] + wanted[(place + 1)...], key, .oneEdit)
      }
      guard byte < 255 else { return }
      from = head + [byte + 1]
    }
  }

  /// The next byte behind a beginning that some value has there; nil where there is none.
  private func nextByte(behind head: [UInt8], from: [UInt8]) throws -> UInt8? {
    var start = from
    while true {
      collector.countLookup()
      var byte: UInt8?
      var isHead = false
      let isThere = try start.withUnsafeBufferPointer { bytes in
        try lookup.next(key, from: bytes) { value in
          guard value.starts(with: head) else { return }
          if value.count > head.count { byte = value[head.count] } else { isHead = true }
        }
      }
      guard isThere, isHead else { return byte }
      start = head + [0]
    }
  }

  /// Numbers of a series differ by a digit and mean different products; trade item numbers do not, by their check digit.
  private static func isOfSeries(_ first: UInt8, _ second: UInt8, _ key: CatalogKey) -> Bool {
    let isDigit = { (byte: UInt8) in byte &- UInt8(ascii: "0") < 10 }
    return isDigit(first) && isDigit(second) && !key.normalisation.contains(.gtin)
  }

  /// The value with each byte left out.
  private static func without(_ value: [UInt8]) -> [[UInt8]] {
    value.indices.map { index in
      var shorter = value
      shorter.remove(at: index)
      return shorter
    }
  }

  /// The wanted value with each two neighbours exchanged.
  private var swapped: [[UInt8]] {
    wanted.indices.dropLast().compactMap { index in
      let (first, second) = (wanted[index], wanted[index + 1])
      guard first != second, !Self.isOfSeries(first, second, key) else { return nil }
      var other = wanted
      other.swapAt(index, index + 1)
      return other
    }
  }
}
