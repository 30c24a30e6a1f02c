/// A path whose beginning is a ZIP archive on the disk, and whose rest is a place in it.
///
/// No file lies below a file, so `export.zip/reviews.csv` can mean nothing else; the system never opens such a path.
struct ArchivePath: Equatable {
  let archive: String
  /// Without a slash before it; empty for all of the archive.
  let member: String

  /// nil where the path is no archive and leads into none.
  init?(_ path: String) {
    guard let archive = Self.archive(path) else { return nil }
    self.archive = archive
    member = String(
      decoding: path.utf8.dropFirst(archive.utf8.count).drop { $0 == UInt8(ascii: "/") }, as: UTF8.self)
  }

  /// The beginning of the path that is a file, if that is an archive.
  private static func archive(_ path: String) -> String? {
    var end = path.endIndex
    while true {
      let candidate = String(path[..<end])
      if let (kind, _) = try? FileSystem.status(candidate) {
        return kind == .file && isArchive(candidate) ? candidate : nil
      }
      // Of bytes: a slash with a mark that combines with it is another character.
      guard let slash = path.utf8[..<end].lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex else {
        return nil
      }
      end = slash
    }
  }

  /// By its first bytes, or by its last: something may stand before it, and must not be taken for the data.
  private static func isArchive(_ path: String) -> Bool {
    guard let file = try? RandomAccessFile(path: path), let bytes = try? file.bytes(at: 0, count: 4) else {
      return false
    }
    return isBeginning(bytes) || ZipDirectory.hasEnd(file, withComment: isNamedZip(path))
  }

  /// A member's header, the end of an empty archive, or the mark of one that was split.
  static func isBeginning(_ bytes: [UInt8]) -> Bool {
    [[0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6], [0x50, 0x4B, 7, 8]].contains(bytes)
  }

  private static func isNamedZip(_ path: String) -> Bool {
    path.utf8.count > 4 && path.utf8.suffix(4).map { $0 | 0x20 } == Array(".zip".utf8).map { $0 | 0x20 }
  }
}
