/// What a file seems to be, by its first bytes.
public enum FileKind: Sendable, CaseIterable {
  case delimitedText, json, xml, html
  case gitLFSPointer, gitAnnexPointer
  case gzip, zip, rar, sevenZip, xz, bzip2, zstd, lz4, compress, tar
  case excelWorkbook, oldExcelWorkbook, openDocument, pdf, parquet, avro, sqlite
  case png, jpeg, gif
  case unmarkedUTF16, utf32, zeros

  /// With its article, for `the file seems to be …`.
  public var name: String { facts.name }

  /// The one thing to do where such a file was not expected.
  var fix: String? { facts.fix }

  private var facts: (name: String, fix: String?) {
    switch self {
    case .delimitedText: ("delimited text (CSV)", Self.otherMapping)
    case .json: ("JSON", Self.otherMapping)
    case .xml: ("XML", Self.otherMapping)
    case .html: ("an HTML page", "it is probably an error or login page; download the export again")
    case .gitLFSPointer:
      ("a Git LFS pointer instead of the file itself", "fetch the file with 'git lfs pull'")
    case .gitAnnexPointer:
      ("a git-annex pointer instead of the file itself", "fetch the file with 'git annex get'")
    case .gzip: ("gzip data inside gzip data", "decompress it once with 'gunzip' first")
    // Where it is named as a file, it is read.
    case .zip:
      (
        "a ZIP archive in a pipe or in another archive",
        "name the archive as a file, or pipe in what is in it: 'unzip -p FILE.zip NAME | reviewferry … -'"
      )
    case .rar: ("a RAR archive", "unpack it with 'unrar' and name the file inside")
    case .sevenZip: ("a 7-Zip archive", "unpack it with '7z x' and name the file inside")
    case .xz: ("xz data", Self.pipe("xz -dc"))
    case .bzip2: ("bzip2 data", Self.pipe("bzip2 -dc"))
    case .zstd: ("Zstandard data", Self.pipe("zstd -dc"))
    case .lz4: ("LZ4 data", Self.pipe("lz4 -dc"))
    case .compress: ("data of 'compress' (.Z)", Self.pipe("gzip -dc"))
    case .tar: ("a tar archive", "unpack it with 'tar -xf' and name the files inside")
    case .excelWorkbook: ("an Excel workbook (.xlsx)", Self.saveAsCSV)
    case .oldExcelWorkbook: ("an old Excel workbook (.xls) or another OLE document", Self.saveAsCSV)
    case .openDocument: ("an OpenDocument file (.ods)", Self.saveAsCSV)
    case .pdf: ("a PDF document", Self.exportAgain)
    case .parquet: ("a Parquet file", "convert it to CSV or JSON Lines first")
    case .avro: ("an Avro file", "convert it to JSON Lines first")
    case .sqlite: ("an SQLite database", "export the table as CSV or JSON first")
    case .png: ("a PNG image", Self.exportAgain)
    case .jpeg: ("a JPEG image", Self.exportAgain)
    case .gif: ("a GIF image", Self.exportAgain)
    case .unmarkedUTF16:
      ("UTF-16 text without a byte order mark", "add 'encoding: utf-16' to the mapping's source")
    case .utf32: ("UTF-32 text", "convert it with 'iconv -f utf-32 -t utf-8'")
    case .zeros: ("nothing but NUL bytes, as a broken-off copy leaves them", "copy the file again")
    }
  }

  private static let otherMapping = "use a mapping for this format, or name another file"
  private static let saveAsCSV = "open it and save the sheet as CSV"
  private static let exportAgain = "name the export itself; this is something else"
  private static func pipe(_ command: String) -> String { "pipe it in: '\(command) FILE | reviewferry … -'" }
}
