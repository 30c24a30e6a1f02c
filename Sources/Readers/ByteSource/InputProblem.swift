import Glibc
import Records

/// The sentences about inputs that cannot be opened or read.
enum InputProblem {
  static func notOpened(_ path: String, _ error: Int32) -> Problem {
    switch error {
    case ENOENT, ENOTDIR: missing(path)
    default:
      Problem(
        "input.not-readable", at: SourcePosition(file: path),
        "the file cannot be opened: \(words(error)); nothing was read from it")
    }
  }

  /// Nothing has that name: perhaps a slip of the pen, perhaps a link to content that was never fetched.
  static func missing(_ path: String) -> Problem {
    if let target = FileSystem.linkTarget(path) { return danglingLink(path, target) }
    let (folder, name) = FileSystem.split(path)
    let neighbours = (try? FileSystem.names(in: folder)) ?? []
    let suggestion = NearestName.suggestion(for: name, among: neighbours.sorted(by: FileSystem.byteOrder))
    return Problem(
      "input.missing", at: SourcePosition(file: path), "there is no such file or folder\(suggestion)")
  }

  private static func danglingLink(_ path: String, _ target: String) -> Problem {
    let isAnnexed = target.contains("annex/objects/")
    return Problem(
      "input.missing", at: SourcePosition(file: path),
      "the file is a link to \(quoted: target), which does not exist",
      fix: isAnnexed ? "fetch its content with 'git annex get'" : nil)
  }

  static func isFolder(_ path: String) -> Problem {
    Problem(
      "input.is-folder", at: SourcePosition(file: path), "found a folder where a file was expected")
  }

  static func folderNotReadable(_ path: String, _ error: Int32) -> Problem {
    Problem(
      "input.not-readable", at: SourcePosition(file: path),
      "the folder cannot be read: \(words(error)); its files were left out")
  }

  static func notRead(_ file: String, byte: Int, _ error: Int32) -> Problem {
    Problem(
      "io.read", at: SourcePosition(file: file),
      "reading stopped at byte \(byte) of the file: \(words(error)); the records before it were kept")
  }

  static func noMatch(_ pattern: String) -> Problem {
    Problem("input.missing", at: SourcePosition(file: pattern), "no file matches this pattern")
  }

  static func noFittingFile(_ folder: String, format: FormatDescription, others: [String]) -> Problem {
    let endings = format.fileExtensions.map { ".\($0)" }.joined(separator: ", ")
    let found = others.isEmpty ? "the folder has no files" : "none of the folder's \(others.count) files fits"
    let hasArchive = others.contains { $0.lowercased().hasSuffix(".zip") }
    return Problem(
      "input.no-fitting-file", at: SourcePosition(file: folder),
      "\(found): expected names ending in \(endings), also with .gz behind; sub-folders are not searched",
      fix: hasArchive
        ? "name archives themselves, such as 'FOLDER/*.zip'"
        : others.isEmpty ? nil : "name the files themselves if they are \(format.name) under other names")
  }

  static func twice(_ path: String, sameAs first: String) -> Problem {
    Problem(
      "input.twice", .warning, at: SourcePosition(file: path),
      path == first
        ? "this input is named twice; it is read once"
        : "this is the same file as \(quoted: first); it is read once")
  }

  static func empty(_ file: String, _ what: String) -> Problem {
    Problem("input.empty", at: SourcePosition(file: file), "the file \(what); there are no records in it")
  }

  static func wrongKind(_ file: String, _ kind: FileKind, expected: String) -> Problem {
    Problem(
      "input.wrong-kind", at: SourcePosition(file: file),
      "the file seems to be \(kind.name), but \(expected) was expected; nothing was read from it",
      fix: kind.fix)
  }

  static func wrongEncoding(_ file: String, mark: TextEncoding, option: String) -> Problem {
    Problem(
      "input.wrong-encoding", at: SourcePosition(file: file),
      """
      the file begins with the byte order mark of \(mark.rawValue), but the mapping says 'encoding: \(option)'; \
      nothing was read from it
      """,
      fix: "remove 'encoding' from the mapping's source; the mark decides then")
  }

  /// The operating system's words, such as `Permission denied`.
  static func words(_ error: Int32) -> String { String(cString: strerror(error)) }
}
