import Records

/// An archive's table of contents: what lies at its end is all that counts.
///
/// Held to be sound before anything is read: it begins where it says, its entries are as many as it says, and no two of
/// them share a byte (as those of bombs do that are small only because they do).
struct ZipDirectory {
  /// Names and numbers are kept in memory; no export has so many files.
  static let maximumBytes = 16 << 20

  /// In the archive's order.
  private(set) var entries: [ZipEntry] = []

  init(_ file: RandomAccessFile) throws(Problem) {
    let end = try ZipEnd(file)
    guard end.size <= Self.maximumBytes else { throw ZipProblem.tooLarge(file.path, end.size) }
    let bytes = try file.bytes(at: end.offset, count: end.size)
    var rest = ZipBytes(bytes)
    while rest.count > 0 {
      guard let (entry, length) = Self.entry(rest), let next = rest.slice(length, rest.count - length) else {
        throw ZipProblem.damaged(
          file.path, "its table of contents cannot be read at entry \(entries.count + 1)")
      }
      entries.append(entry)
      rest = next
    }
    guard end.hasCount(entries.count) else {
      throw ZipProblem.damaged(file.path, "its table of contents has other entries than it says")
    }
    try setLimits(end: end.offset, file.path)
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

/// The last record of an archive, which says where the table of contents is.
private struct ZipEnd {
  /// What a comment behind it may have at most.
  private static let maximumComment = 65535

  /// Of the table of contents.
  let offset: Int
  let size: Int
  private let count: Int
  private let is64: Bool

  init(_ file: RandomAccessFile) throws(Problem) {
    let length = ZipRecord.end.length + Self.maximumComment
    let tail = try file.bytes(at: max(0, file.size - length), count: length)
    guard let (place, record) = Self.last(tail) else {
      throw ZipProblem.damaged(file.path, "it has no table of contents at its end")
    }
    var directoryEnd = file.size - tail.count + place
    var numbers: (disks: Int, count: Int, size: Int?, offset: Int?)
    numbers = (record.word(4), record.short(10), record.word(12), record.word(16))
    let locator = try file.bytes(at: max(0, directoryEnd - ZipRecord.locator64.length), count: 20)
    is64 = ZipBytes(locator).begins(with: .locator64)
    if is64 {
      let start = ZipBytes(locator).long(8) ?? file.size
      let record = ZipBytes(try file.bytes(at: min(start, file.size), count: ZipRecord.end64.length))
      guard record.begins(with: .end64) else {
        throw ZipProblem.damaged(file.path, "its Zip64 records contradict each other")
      }
      directoryEnd = start
      numbers = (
        record.long(16) ?? 1, record.long(32) ?? .max, record.long(40), record.long(48)
      )
    }
    if numbers.disks != 0 { throw ZipProblem.split(file.path) }
    guard let size = numbers.size, let offset = numbers.offset, size <= directoryEnd,
      offset == directoryEnd - size
    else { throw ZipProblem.damaged(file.path, "its table of contents is not where it should be") }
    (self.size, self.offset, count) = (size, offset, numbers.count)
  }

  /// Programs that know no Zip64 count no further than 65,535.
  func hasCount(_ found: Int) -> Bool { is64 ? found == count : found & 0xFFFF == count }

  /// The last record whose comment ends within the file.
  private static func last(_ tail: [UInt8]) -> (place: Int, record: ZipBytes)? {
    var place = tail.count - ZipRecord.end.length
    while place >= 0 {
      // `P` is rare in what archives hold.
      if tail[place] == 0x50 {
        let record = ZipBytes(tail[place...])
        if record.begins(with: .end), record.short(20) <= record.count - ZipRecord.end.length {
          return (place, record)
        }
      }
      place -= 1
    }
    return nil
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
