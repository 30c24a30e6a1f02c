import Records

/// The sentences about ZIP archives.
enum ZipProblem {
  static func damaged(_ archive: String, _ what: String) -> Problem {
    Problem(
      "zip.damaged", at: SourcePosition(file: archive),
      "the ZIP archive is damaged or cut off: \(what); nothing was read from it",
      fix: "copy or download it again; 'unzip -t' tells whether it is whole")
  }

  static func prefixed(_ archive: String) -> Problem {
    Problem(
      "zip.damaged", at: SourcePosition(file: archive),
      """
      something stands before the archive in this file: it unpacks itself, or was put behind another; nothing was \
      read from it
      """, fix: "unpack it with 'unzip' and name the files")
  }

  static func corrupt(_ member: String) -> Problem {
    Problem(
      "zip.corrupt", at: SourcePosition(file: member),
      """
      the data of this file of the archive is damaged: it does not unpack to the length and the checksum that \
      the archive has of it; the records before the damage were kept
      """,
      fix: "copy or download the archive again; 'unzip -t' tells whether it is whole")
  }

  /// The archive became shorter while it was read.
  static func cut(_ member: String) -> Problem {
    Problem(
      "zip.corrupt", at: SourcePosition(file: member),
      "the archive ends inside the data of this file; the records before it were kept",
      fix: "run again when nobody writes to the archive any more")
  }

  static func contradiction(_ member: String) -> Problem {
    Problem(
      "zip.damaged", at: SourcePosition(file: member),
      "what stands before the data of this file is not what the archive's table of contents says; nothing was read from it",
      fix: "copy or download the archive again; 'unzip -t' tells whether it is whole")
  }

  static func unsupported(_ member: String, _ fault: String) -> Problem {
    Problem(
      "zip.unsupported", at: SourcePosition(file: member),
      "this file of the archive \(fault), which is not read; nothing was read from it",
      fix:
        "unpack the archive and name the files, or have it made again as a usual ZIP (deflate, no password)")
  }

  static func split(_ archive: String) -> Problem {
    Problem(
      "zip.unsupported", at: SourcePosition(file: archive),
      "this is one part of a ZIP archive that was split into several; nothing was read from it",
      fix: "join the parts with 'zip -s 0 PART.zip --out WHOLE.zip' and name the whole")
  }

  static func tooLarge(_ archive: String, _ size: Int) -> Problem {
    Problem(
      "zip.unsupported", at: SourcePosition(file: archive),
      """
      the archive's table of contents has \(size) bytes, and no more than \(ZipDirectory.maximumBytes) are read; \
      nothing was read from it
      """, fix: "unpack the archive and name the files")
  }

  static func tooMany(_ archive: String) -> Problem {
    Problem(
      "zip.unsupported", at: SourcePosition(file: archive),
      "the archive has more than \(ZipDirectory.maximumEntries) files, which is not read; nothing was read from it",
      fix: "unpack the archive and name the files or their folder")
  }

  static func expansion(_ member: String, given: Int) -> Problem {
    Problem(
      "zip.expansion", at: SourcePosition(file: member),
      """
      after \(given) bytes this file of the archive has grown to more than '--max-expansion' times what it is \
      packed; reading stopped, the records before it were kept
      """,
      fix: "if the file is genuine, allow more with '--max-expansion'")
  }

  static func missing(_ path: String, suggestion: String = "") -> Problem {
    Problem(
      "input.missing", at: SourcePosition(file: path), "there is no such file in the archive\(suggestion)")
  }

  /// None of several files has a name of the format, and which one is meant nobody said.
  static func noFittingMember(
    _ place: String, archive: String, format: FormatDescription, names: [String], junk: Int
  ) -> Problem {
    let endings = format.fileExtensions.map { ".\($0)" }.joined(separator: ", ")
    let found =
      names.isEmpty ? nothing(junk: junk) : "none of the archive's \(names.count) files fits"
    return Problem(
      "input.no-fitting-file", at: SourcePosition(file: place),
      "\(found): expected names ending in \(endings), also with .gz behind",
      fix: names.first.map {
        "name the one you mean, such as '\(Quotation.escape(FileSystem.join(archive, $0)))'"
      })
  }

  private static func nothing(junk: Int) -> String {
    switch junk {
    case 0: "the archive has no files"
    case 1: "the archive's only file is hidden, or one that systems leave behind (such as '__MACOSX/…')"
    default: "the archive's \(junk) files are all hidden, or such as systems leave behind ('__MACOSX/…')"
    }
  }

  static func leftOut(_ place: String, _ names: [String], of count: Int) -> Problem {
    let shown = names.prefix(3).map { Quotation.quote($0) }.joined(separator: ", ")
    return Problem(
      "zip.left-out", .warning, at: SourcePosition(file: place),
      """
      \(names.count) of the archive's \(count) files \(names.count == 1 ? "is" : "are") not read, since by \
      \(names.count == 1 ? "its name it holds" : "their names they hold") something else: \
      \(shown)\(names.count > 3 ? ", …" : "")
      """,
      fix: "name the files you mean, such as '\(Quotation.escape(FileSystem.join(place, "FILE")))'")
  }
}
