import Glibc
import Records

/// A hash table from text to text that is asked with raw bytes: lookups of a mapping, and the texts of `in`.
///
/// Open addressing over one buffer of bytes, because a dictionary of strings would make a string for each
/// record. Filled before the run and then only read, so that threads may share it and nothing needs a check
/// for overlap.
final class ByteTable: @unchecked Sendable {
  private struct Entry {
    var keyOffset: Int
    var keyLength: Int
    var valueOffset: Int
    var valueLength: Int
  }

  /// Whether keys are stored in lower case; the caller asks with lower-case text then.
  let ignoresCase: Bool
  private let bytes = ByteBuffer(capacity: 1024)
  @exclusivity(unchecked) private var entries: [Entry] = []
  /// Index of an entry, or -1; the count is a power of two and at least twice the entries.
  @exclusivity(unchecked) private var buckets: UnsafeMutableBufferPointer<Int32>

  init(ignoresCase: Bool, expectedCount: Int = 8) {
    self.ignoresCase = ignoresCase
    var size = 16
    while size < expectedCount * 2 { size *= 2 }
    buckets = .allocate(capacity: size)
    buckets.initialize(repeating: -1)
  }

  deinit { buckets.deallocate() }

  var count: Int { entries.count }

  /// Adds an entry; false if the key is there already (the first entry stays).
  @discardableResult
  func insert(_ key: String, _ value: String) -> Bool {
    if (entries.count + 1) * 2 > buckets.count { grow() }
    let scratch = ByteBuffer(capacity: 64)
    scratch.append(key)
    let folded = ByteBuffer(capacity: 64)
    let isFolded = ignoresCase && TextConversion.lowercase(scratch.all, into: folded)
    let view = isFolded ? folded.all : scratch.all
    let bucket = bucket(of: view)
    guard buckets[bucket] < 0 else { return false }
    buckets[bucket] = Int32(entries.count)
    let keyOffset = bytes.count
    bytes.append(view)
    let valueOffset = bytes.count
    bytes.append(value)
    entries.append(
      Entry(
        keyOffset: keyOffset, keyLength: view.count, valueOffset: valueOffset,
        valueLength: bytes.count - valueOffset))
    return true
  }

  /// The value of a key; valid as long as the table.
  func value(of key: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
    let index = index(of: key)
    guard index >= 0 else { return nil }
    let entry = entries[index]
    return bytes.view(entry.valueOffset, entry.valueLength)
  }

  func contains(_ key: UnsafeBufferPointer<UInt8>) -> Bool { index(of: key) >= 0 }

  /// Up to that many keys are compared one by one, which is quicker than to take a hash.
  private static let listCount = 4

  /// Of the entry with this key, or -1.
  private func index(of key: UnsafeBufferPointer<UInt8>) -> Int {
    guard entries.count <= Self.listCount else { return Int(buckets[bucket(of: key)]) }
    for index in entries.indices where matches(entries[index], key) { return index }
    return -1
  }

  /// The bucket that holds the key, or the empty one where it would go.
  private func bucket(of key: UnsafeBufferPointer<UInt8>) -> Int {
    let mask = buckets.count - 1
    var bucket = Int(truncatingIfNeeded: Self.hash(key)) & mask
    while true {
      let index = buckets[bucket]
      if index < 0 || matches(entries[Int(index)], key) { return bucket }
      bucket = (bucket &+ 1) & mask
    }
  }

  private func matches(_ entry: Entry, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
    guard entry.keyLength == key.count, let base = key.baseAddress else {
      return entry.keyLength == key.count
    }
    return memcmp(bytes.base + entry.keyOffset, base, key.count) == 0
  }

  private func grow() {
    let size = buckets.count * 2
    buckets.deallocate()
    buckets = .allocate(capacity: size)
    buckets.initialize(repeating: -1)
    for (index, entry) in entries.enumerated() {
      buckets[bucket(of: bytes.view(entry.keyOffset, entry.keyLength))] = Int32(index)
    }
  }

  /// FNV-1a, 64 bits: keys are short, and a mapping is no attacker of its own run.
  private static func hash(_ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in key { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash ^ (hash >> 32)
  }
}
