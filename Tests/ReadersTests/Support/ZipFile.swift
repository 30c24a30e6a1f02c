import TestSupport

/// Makes ZIP archives for tests, also wrong ones.
struct ZipFile {
  /// One member, and what its headers say of it.
  struct Member {
    var name: [UInt8]
    /// As it lies in the archive.
    var packed: [UInt8]
    var size: Int
    var checksum: UInt32
    var method: Int
    var flags = 0
    /// The mode of a Unix file.
    var mode = 0o100644
    /// Whether the sizes stand behind the data instead of before it.
    var hasDescriptor = false
    var is64 = false
    /// What the header before the data says, where that is something else.
    var localName: [UInt8]?

    init(_ name: String, _ bytes: [UInt8], isStored: Bool = false) throws {
      let compressed = try gzip(bytes)
      self.name = Array(name.utf8)
      packed = isStored ? bytes : Array(compressed[10..<compressed.count - 8])
      size = bytes.count
      checksum = compressed.suffix(8).prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
      method = isStored ? 0 : 8
    }

    init(_ name: String, _ text: String = "id,score\n1,5\n", isStored: Bool = false) throws {
      try self.init(name, Array(text.utf8), isStored: isStored)
    }
  }

  var members: [Member]
  var comment: [UInt8] = []
  var is64 = false
  /// The number of this part and of the one with the table of contents.
  var disk = 0
  /// What is added to the place of the table of contents.
  var directoryShift = 0
  /// What is added to the number of entries.
  var countShift = 0

  init(_ members: [Member]) { self.members = members }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    var entries: [UInt8] = []
    for member in members {
      entries += Self.entry(member, offset: bytes.count)
      bytes += Self.local(member) + member.packed
      if member.hasDescriptor {
        bytes += [0x50, 0x4B, 7, 8] + Self.number(Int(member.checksum), 4)
        bytes += Self.number(member.packed.count, member.is64 ? 8 : 4)
        bytes += Self.number(member.size, member.is64 ? 8 : 4)
      }
    }
    let offset = bytes.count
    bytes += entries
    if is64 { bytes += end64(directory: offset, size: entries.count) }
    let count = members.count + countShift
    bytes += [0x50, 0x4B, 5, 6] + Self.number(disk, 2) + Self.number(disk, 2)
    bytes += Self.number(is64 ? 0xFFFF : count, 2) + Self.number(is64 ? 0xFFFF : count, 2)
    bytes += Self.number(is64 ? 0xFFFF_FFFF : entries.count, 4)
    bytes += Self.number(is64 ? 0xFFFF_FFFF : offset + directoryShift, 4)
    return bytes + Self.number(comment.count, 2) + comment
  }

  private func end64(directory: Int, size: Int) -> [UInt8] {
    let count = Self.number(members.count + countShift, 8)
    return [0x50, 0x4B, 6, 6] + Self.number(44, 8) + Self.number(45, 2) + Self.number(45, 2)
      + Self.number(disk, 4) + Self.number(disk, 4) + count + count + Self.number(size, 8)
      + Self.number(directory + directoryShift, 8)
      + [0x50, 0x4B, 6, 7] + Self.number(0, 4) + Self.number(directory + size, 8) + Self.number(1, 4)
  }

  private static func entry(_ member: Member, offset: Int) -> [UInt8] {
    let extra = member.is64 ? extra([member.size, member.packed.count, offset]) : []
    return [0x50, 0x4B, 1, 2] + number(0x031E, 2) + number(20, 2) + head(member)
      + sizes(member, isKnown: true) + number(member.name.count, 2) + number(extra.count, 2) + number(0, 2)
      + number(0, 2) + number(0, 2) + number(member.mode << 16, 4)
      + number(member.is64 ? 0xFFFF_FFFF : offset, 4) + member.name + extra
  }

  private static func local(_ member: Member) -> [UInt8] {
    let name = member.localName ?? member.name
    let extra = member.is64 ? extra([member.size, member.packed.count]) : []
    return [0x50, 0x4B, 3, 4] + number(20, 2) + head(member) + sizes(member, isKnown: !member.hasDescriptor)
      + number(name.count, 2) + number(extra.count, 2) + name + extra
  }

  /// Flags, method, time, day.
  private static func head(_ member: Member) -> [UInt8] {
    number(member.flags | (member.hasDescriptor ? 8 : 0), 2) + number(member.method, 2) + number(0, 2)
      + number(0x21, 2)
  }

  private static func sizes(_ member: Member, isKnown: Bool) -> [UInt8] {
    if !isKnown { return number(0, 12) }
    let sizes =
      member.is64
      ? number(0xFFFF_FFFF, 4) + number(0xFFFF_FFFF, 4)
      : number(member.packed.count, 4) + number(member.size, 4)
    return number(Int(member.checksum), 4) + sizes
  }

  /// An unknown field, then that of Zip64.
  private static func extra(_ numbers: [Int]) -> [UInt8] {
    number(0x5455, 2) + number(1, 2) + [0] + number(1, 2) + number(numbers.count * 8, 2)
      + numbers.flatMap { number($0, 8) }
  }

  private static func number(_ value: Int, _ length: Int) -> [UInt8] {
    (0..<length).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
  }
}
