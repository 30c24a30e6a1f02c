import Records

/// An archive's table of contents: what lies at its end is all that counts.
///
/// Held to be sound before anything is read: it begins where it says, its entries are as many as it says, and no two of
/// them share a byte (as those of bombs do that are small only because they do).
struct ZipDirectory: Sendable {
  /// Names and numbers are kept in memory; no export has so many files.
  static let maximumBytes = 16 << 20
  static let maximumEntries = 100_000

  /// In the archive's order.
  private(set) var entries: [ZipEntry] = []
  /// Where each name stands first; by its bytes, for a string equals another that is only composed otherwise.
  private var places: [[UInt8]: Int] = [:]
  private var repeated: Set<[UInt8]> = []

  init(_ file: RandomAccessFile) throws(Problem) {
    guard ArchivePath.isBeginning(try file.bytes(at: 0, count: 4)) else {
      throw ZipProblem.prefixed(file.path)
    }
    let end = try ZipEnd(file)
    guard end.size <= Self.maximumBytes else { throw ZipProblem.tooLarge(file.path, end.size) }
    let bytes = try file.bytes(at: end.offset, count: end.size)
    var rest = ZipBytes(bytes)
    while rest.count > 0 {
      guard let (entry, length) = Self.entry(rest), let next = rest.slice(length, rest.count - length) else {
        throw ZipProblem.damaged(
          file.path, "its table of contents cannot be read at entry \(entries.count + 1)")
      }
      guard entries.count < Self.maximumEntries else { throw ZipProblem.tooMany(file.path) }
      add(entry)
      rest = next
    }
    guard end.hasCount(entries.count) else {
      throw ZipProblem.damaged(file.path, "its table of contents has other entries than it says")
    }
    try setLimits(end: end.offset, file.path)
  }

  /// The entry of a name, and whether there are others of the same name.
  func entry(named name: some Sequence<UInt8>) -> (entry: ZipEntry, isRepeated: Bool)? {
    let name = Array(name)
    return places[name].map { (entries[$0], repeated.contains(name)) }
  }

  /// Whether a file ends as archives do; a comment behind that is looked for only where one is likely.
  static func hasEnd(_ file: RandomAccessFile, withComment: Bool) -> Bool {
    let length = ZipRecord.end.length + (withComment ? ZipEnd.maximumComment : 0)
    guard let tail = try? file.bytes(at: max(0, file.size - length), count: length) else { return false }
    return ZipEnd.last(tail) != nil
  }

  private mutating func add(_ entry: ZipEntry) {
    let name = Array(entry.name.utf8)
    if places[name] == nil { places[name] = entries.count } else { repeated.insert(name) }
    entries.append(entry)
  }

  /// The entry that bytes begin with, and its length.
  private static func entry(_ bytes: ZipBytes) -> (entry: ZipEntry, length: Int)? {
    guard bytes.begins(with: .entry) else { return nil }
    let nameLength = bytes.short(28)
    guard let name = bytes.slice(46, nameLength), let extra = bytes.slice(46 + nameLength, bytes.short(30))
    else { return nil }
    var numbers = [bytes.word(24), bytes.word(20), bytes.word(42)]
    guard ZipExtra(extra)?.complete(&numbers) == true else { return nil }
    let isUnix = bytes.short(4) >> 8 == 3
    let entry = ZipEntry(
      rawName: Array(name.bytes), name: ZipName.text(name.bytes), flags: bytes.short(8),
      method: bytes.short(10),
      checksum: UInt32(bytes.word(16)), packedSize: numbers[1], size: numbers[0], offset: numbers[2],
      // The mode of a Unix file is in the upper half of its attributes.
      isLink: isUnix && bytes.word(38) >> 28 == 0xA)
    return (entry, 46 + nameLength + extra.count + bytes.short(32))
  }

  /// Finds where each member ends at the latest; two that overlap are refused.
  private mutating func setLimits(end: Int, _ path: String) throws(Problem) {
    var limit = end
    for index in entries.indices.sorted(by: { entries[$0].offset > entries[$1].offset }) {
      let entry = entries[index]
      let room = limit - entry.offset - ZipRecord.localHeader.length - entry.rawName.count
      guard room >= 0, entry.packedSize <= room else {
        throw ZipProblem.damaged(path, "the places of its files overlap, or lie outside of it")
      }
      entries[index].limit = limit
      limit = entry.offset
    }
  }
}

/// What stands behind a name: among it, the numbers that need more than 32 bits.
private struct ZipExtra {
  private var numbers: ZipBytes?

  /// nil where its fields are longer than it is.
  init?(_ bytes: ZipBytes) {
    var place = 0
    while let head = bytes.slice(place, 4) {
      guard let field = bytes.slice(place + 4, head.short(2)) else { return nil }
      if head.short(0) == 1 { numbers = field }
      place += 4 + field.count
    }
  }

  /// Puts in those that stand elsewhere as FFFFFFFF, in their fixed order; false where one is missing.
  func complete(_ values: inout [Int]) -> Bool {
    var place = 0
    for index in values.indices where values[index] == 0xFFFF_FFFF {
      guard let number = numbers?.slice(place, 8)?.long(0) else { return false }
      values[index] = number
      place += 8
    }
    return true
  }
}
