import Records

/// Unpacks one member of an archive and verifies its length and checksum.
///
/// All bytes before damage are given before it is told, as with gzip. Memory is that of `GzipByteSource`.
final class ZipMemberSource: ByteSource {
  private let upstream: GzipByteSource
  private let name: String
  private let size: Int
  private var given = 0

  /// Opens a member by its path, which begins with the archive's.
  init(archive: String, name: String, maxRatio: Int, by library: Inflater = .preferred) throws(Problem) {
    let (file, entry) = try Self.entry(archive: archive, name: name)
    let start = try Self.dataStart(entry, file, name)
    upstream = try GzipByteSource(
      upstream: ZipMemberStream(file, entry, position: start, name: name), file: name, maxRatio: maxRatio,
      isOneMember: true, by: library)
    self.name = name
    size = entry.size
  }

  /// Finds a member that can be read.
  static func entry(archive: String, name: String) throws(Problem) -> (
    file: RandomAccessFile, entry: ZipEntry
  ) {
    let file = try RandomAccessFile(path: archive)
    let path = name.utf8.dropFirst(archive.utf8.count).drop { $0 == UInt8(ascii: "/") }
    guard let (entry, isRepeated) = try ZipDirectories.shared.table(of: file).entry(named: path) else {
      throw ZipProblem.missing(name)
    }
    if let fault = entry.fault { throw ZipProblem.unsupported(name, fault) }
    if isRepeated { throw ZipProblem.unsupported(name, "is in the archive more than once") }
    return (file, entry)
  }

  /// Behind the member's own header, which must be of the same file as the table of contents says.
  private static func dataStart(_ entry: ZipEntry, _ file: RandomAccessFile, _ name: String) throws(Problem)
    -> Int
  {
    let length = ZipRecord.localHeader.length
    let header = ZipBytes(try file.bytes(at: entry.offset, count: length + entry.rawName.count))
    let isSame =
      header.begins(with: .localHeader) && header.short(8) == entry.method
      && header.short(6) & 1 == entry.flags & 1
      && header.short(26) == entry.rawName.count
      && header.bytes.dropFirst(length).elementsEqual(entry.rawName)
    let start = entry.offset + length + entry.rawName.count + header.short(28)
    guard isSame, start + entry.packedSize <= entry.limit else { throw ZipProblem.contradiction(name) }
    return start
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    let length: Int
    do throws(Problem) {
      length = try upstream.read(into: buffer)
    } catch {
      throw translated(error)
    }
    given += length
    let isWrong = given > size || (length == 0 && !buffer.isEmpty && given < size)
    if isWrong { throw ZipProblem.corrupt(name) }
    return length
  }

  /// What is wrong, in words of an archive.
  private func translated(_ problem: Problem) -> Problem {
    switch problem.code {
    case "gzip.truncated", "gzip.corrupt", "gzip.trailing-garbage": ZipProblem.corrupt(name)
    case "gzip.expansion": ZipProblem.expansion(name, given: given)
    default: problem
    }
  }
}
