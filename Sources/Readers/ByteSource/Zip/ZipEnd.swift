import Records

/// The last record of an archive, which says where the table of contents is.
struct ZipEnd {
  /// What a comment behind it may have at most.
  static let maximumComment = 65535

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
  static func last(_ tail: [UInt8]) -> (place: Int, record: ZipBytes)? {
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
