import Glibc
import Records

/// Turns a ZIP archive, or a place in one, into the paths of the files in it that are read.
///
/// | argument | its files |
/// | --- | --- |
/// | `export.zip` | those whose names fit the format, in all folders of the archive; the only one, whatever its name |
/// | `export.zip/2026` | those of them below that folder |
/// | `export.zip/reviews.dat` | that one |
/// | `export.zip/*/re*.csv` | those that match, whatever their names |
public struct ArchiveSearch {
  /// In the archive's order.
  public private(set) var paths: [String] = []
  /// What deserves a word, though nothing is wrong.
  public private(set) var warning: Problem?

  /// Its path on the disk.
  let archive: String
  private let format: FormatDescription
  /// What somebody put into the archive, without folders.
  private let files: [ZipEntry]
  /// How many others there are.
  private let junk: Int

  /// nil where the argument is no archive and leads into none.
  public init?(_ argument: String, format: FormatDescription) throws(Problem) {
    guard let path = ArchivePath(argument) else { return nil }
    let entries = try Self.entries(path.archive, format)
    archive = path.archive
    self.format = format
    files = entries.filter { !$0.isFolder && !$0.isJunk }
    junk = entries.count { !$0.isFolder } - files.count
    if let kind = Self.document(entries) {
      throw InputProblem.wrongKind(archive, kind, expected: InputOpener.expectation(format.name))
    }
    let chosen = try choice(path.member, entries)
    try check(chosen)
    paths = chosen.map { FileSystem.join(archive, $0.name) }
  }

  private static func entries(_ archive: String, _ format: FormatDescription) throws(Problem) -> [ZipEntry] {
    let file = try RandomAccessFile(path: archive)
    do throws(Problem) {
      return try ZipDirectories.shared.table(of: file).entries
    } catch {
      // To have it whole would be no help.
      let beginning = try file.bytes(at: 0, count: PeekedByteSource.defaultLength)
      guard FileKindSniffer.binaryKind(beginning) == .excelWorkbook else { throw error }
      throw InputProblem.wrongKind(
        archive, .excelWorkbook, expected: InputOpener.expectation(format.name))
    }
  }

  /// Documents of office programs are archives, too.
  private static func document(_ entries: [ZipEntry]) -> FileKind? {
    let names = Set(entries.map(\.name))
    if names.contains("[Content_Types].xml") { return .excelWorkbook }
    return names.contains("mimetype") && names.contains("META-INF/manifest.xml") ? .openDocument : nil
  }

  private mutating func choice(_ member: String, _ entries: [ZipEntry]) throws(Problem) -> [ZipEntry] {
    if member.isEmpty { return try data(of: files, in: archive) }
    let exact = entries.filter { !$0.isFolder && $0.name.utf8.elementsEqual(member.utf8) }
    if !exact.isEmpty { return exact }
    let folder = member.hasSuffix("/") ? member : member + "/"
    // By bytes: to strings, letters that are only composed otherwise are the same.
    let below = files.filter { $0.name.utf8.starts(with: folder.utf8) }
    if !below.isEmpty { return try data(of: below, in: FileSystem.join(archive, member)) }
    // As in a shell: `*` goes no deeper than a folder.
    let matches = files.filter { fnmatch(member, $0.name, FNM_PATHNAME) == 0 }
    guard matches.isEmpty else { return matches }
    throw ZipProblem.missing(
      FileSystem.join(archive, member),
      suggestion: NearestName.suggestion(for: member, among: files.map(\.name)))
  }

  private mutating func data(of files: [ZipEntry], in place: String) throws(Problem) -> [ZipEntry] {
    let fitting = fitting(files)
    if fitting.isEmpty && files.count == 1 { return files }
    guard !fitting.isEmpty else {
      throw ZipProblem.noFittingMember(
        place, archive: archive, format: format, names: files.map(\.name), junk: junk)
    }
    let chosen = Set(fitting.map(\.offset))
    let others = files.filter { !chosen.contains($0.offset) }.map(\.name)
    if !others.isEmpty { warning = ZipProblem.leftOut(place, others, of: files.count) }
    return fitting
  }

  /// By their names.
  ///
  /// Text files count only where nothing else does: they are mostly something to read first.
  private func fitting(_ files: [ZipEntry]) -> [ZipEntry] {
    let all = files.filter { format.hasEnding($0.name) }
    let data = all.filter { !$0.name.lowercased().hasSuffix(".txt") }
    return data.isEmpty ? all : data
  }

  private func check(_ chosen: [ZipEntry]) throws(Problem) {
    var names: Set<[UInt8]> = []
    for entry in chosen {
      let path = FileSystem.join(archive, entry.name)
      if let fault = entry.fault { throw ZipProblem.unsupported(path, fault) }
      if !names.insert(Array(entry.name.utf8)).inserted {
        throw ZipProblem.unsupported(path, "is in the archive more than once")
      }
    }
  }
}

extension FormatDescription {
  /// Whether a file's name is one of this format, compressed or not.
  func hasEnding(_ path: String) -> Bool {
    let name = path.lowercased()
    return fileExtensions.contains { name.hasSuffix(".\($0)") || name.hasSuffix(".\($0).gz") }
  }
}
