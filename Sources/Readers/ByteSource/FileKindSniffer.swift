import Records

/// Tells what a file is by its first bytes, to refuse what cannot be what the mapping says it is.
///
/// It speaks only where it is certain: a doubtful file is left to the reader, whose problems have a line.
public enum FileKindSniffer {
  /// Bytes that stand at a fixed place of every file of a kind.
  private struct Signature {
    var kind: FileKind
    var bytes: [UInt8]
    var offset = 0

    init(_ kind: FileKind, _ bytes: [UInt8], offset: Int = 0) {
      self.kind = kind
      self.bytes = bytes
      self.offset = offset
    }

    init(_ kind: FileKind, _ text: String, offset: Int = 0) {
      self.init(kind, Array(text.utf8), offset: offset)
    }

    func matches(_ file: [UInt8]) -> Bool {
      file.count >= offset + bytes.count && file[offset...].starts(with: bytes)
    }
  }

  /// None of these begins a text that a person or a program would export as CSV, JSON or XML.
  private static let signatures: [Signature] = [
    Signature(.gzip, [0x1F, 0x8B]),
    Signature(.compress, [0x1F, 0x9D]),
    Signature(.zip, [0x50, 0x4B, 3, 4]),
    Signature(.zip, [0x50, 0x4B, 5, 6]),  // without any file
    Signature(.zip, [0x50, 0x4B, 7, 8]),  // the first part of one that was split
    Signature(.rar, [0x52, 0x61, 0x72, 0x21, 0x1A, 7]),
    Signature(.sevenZip, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
    Signature(.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
    Signature(.zstd, [0x28, 0xB5, 0x2F, 0xFD]),
    Signature(.lz4, [0x04, 0x22, 0x4D, 0x18]),
    Signature(.oldExcelWorkbook, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
    Signature(.pdf, "%PDF-"),
    Signature(.parquet, "PAR1\u{15}"),  // the mark, then the first byte of a page header
    Signature(.avro, "Obj\u{1}"),
    Signature(.sqlite, "SQLite format 3\0"),
    Signature(.png, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
    Signature(.jpeg, [0xFF, 0xD8, 0xFF]),
    Signature(.gif, "GIF87a"),
    Signature(.gif, "GIF89a"),
    Signature(.utf32, [0xFF, 0xFE, 0, 0]),
    Signature(.utf32, [0, 0, 0xFE, 0xFF]),
  ]

  /// The kind of a binary file, by its own signature.
  static func binaryKind(_ bytes: [UInt8]) -> FileKind? {
    if let signature = signatures.first(where: { $0.matches(bytes) }) {
      return signature.kind == .zip && isWorkbook(bytes) ? .excelWorkbook : signature.kind
    }
    if isBzip2(bytes) { return .bzip2 }
    if isTar(bytes) { return .tar }
    return bytes.count >= 64 && bytes.allSatisfy { $0 == 0 } ? .zeros : nil
  }

  private static func isWorkbook(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    return text.contains("[Content_Types].xml") || text.contains("xl/workbook")
  }

  /// `BZh`, the block size, then the digits of π that begin a block.
  private static func isBzip2(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: Array("BZh".utf8))
      && bytes.dropFirst(4).starts(with: [0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
  }

  /// The mark of a tar header, behind a file name that is padded with NUL to 100 bytes.
  private static func isTar(_ bytes: [UInt8]) -> Bool {
    Signature(.tar, "ustar", offset: 257).matches(bytes) && bytes[..<100].contains(0)
  }

  /// The kind of a text, given as UTF-8; nil where it is not certain.
  public static func textKind(_ bytes: [UInt8]) -> FileKind? {
    let text = TextSniffer(bytes)
    if text.begins(with: "version https://git-lfs.github.com/spec/") { return .gitLFSPointer }
    if text.begins(with: "/annex/objects/") || text.begins(with: "../.git/annex/objects/")
      || text.begins(with: ".git/annex/objects/")
    {
      return .gitAnnexPointer
    }
    if text.isHTML { return .html }
    if text.isXML { return .xml }
    if text.isJSON { return .json }
    return text.isDelimited ? .delimitedText : nil
  }

  /// Whether a text of this kind may be read as a format; formats that are not known here take any text.
  static func fits(_ kind: FileKind, format: String) -> Bool {
    // A tap's messages are JSON, and so is what a program writes.
    switch (kind, [SingerFormat.name, CommandFormat.name].contains(format) ? "json" : format) {
    case (.delimitedText, "csv"), (.json, "json"), (.xml, "xml"): true
    case (.delimitedText, "json"), (.delimitedText, "xml"): false
    case (.json, "csv"), (.json, "xml"), (.xml, "csv"), (.xml, "json"): false
    case (.delimitedText, _), (.json, _), (.xml, _): true
    default: false
    }
  }
}
