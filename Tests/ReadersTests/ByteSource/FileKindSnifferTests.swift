import Records
import Testing

@testable import Readers

@Suite struct FileKindSnifferTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var id: String
    var kind: FileKind
    var bytes: [UInt8]
    var testDescription: String { id }

    init(_ kind: FileKind, _ bytes: [UInt8], _ id: String? = nil) {
      self.id = id ?? "\(kind)"
      self.kind = kind
      self.bytes = bytes
    }

    init(_ kind: FileKind, _ text: String) {
      self.init(kind, Array(text.utf8), "\(kind): \(text.prefix(40))")
    }
  }

  static let binaries: [Sample] = [
    Sample(.gzip, [0x1F, 0x8B, 8, 0]), Sample(.compress, [0x1F, 0x9D, 0x90]),
    Sample(.zip, [0x50, 0x4B, 3, 4] + Array("reviews.csv".utf8)),
    Sample(.zip, [0x50, 0x4B, 5, 6], "empty zip"),
    Sample(.excelWorkbook, [0x50, 0x4B, 3, 4] + Array("....[Content_Types].xml".utf8)),
    Sample(.oldExcelWorkbook, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
    Sample(.rar, Array("Rar!".utf8) + [0x1A, 7, 1, 0]),
    Sample(.sevenZip, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]), Sample(.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
    Sample(.bzip2, Array("BZh9".utf8) + [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]),
    Sample(.zstd, [0x28, 0xB5, 0x2F, 0xFD]), Sample(.lz4, [0x04, 0x22, 0x4D, 0x18]),
    Sample(.pdf, Array("%PDF-1.7".utf8)), Sample(.parquet, Array("PAR1".utf8) + [0x15, 4]),
    Sample(.avro, Array("Obj".utf8) + [1, 4]), Sample(.sqlite, Array("SQLite format 3\0".utf8)),
    Sample(.png, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), Sample(.jpeg, [0xFF, 0xD8, 0xFF, 0xE0]),
    Sample(.gif, Array("GIF89a".utf8)), Sample(.gif, Array("GIF87a".utf8)),
    Sample(.utf32, [0xFF, 0xFE, 0, 0, 0x41, 0, 0, 0]), Sample(.utf32, [0, 0, 0xFE, 0xFF]),
    Sample(.zeros, [UInt8](repeating: 0, count: 100)),
    Sample(
      .tar, Array("a.csv".utf8) + [UInt8](repeating: 0, count: 252) + Array("ustar".utf8) + [0, 0x30, 0x30]),
  ]

  static let texts: [Sample] = [
    Sample(.gitLFSPointer, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n"),
    Sample(.gitAnnexPointer, "/annex/objects/SHA256E-s31390--f50d7ac4\n"),
    Sample(.html, "<!DOCTYPE html>\n<html>"), Sample(.html, "\n  <HTML lang=en>"),
    Sample(.html, "<?xml version='1.0'?>\n<!-- saved -->\n<!DOCTYPE html PUBLIC \"x\"><html xmlns='x'>"),
    Sample(.xml, "<?xml version='1.0'?><Feed/>"), Sample(.xml, "\u{FEFF}<?xml version='1.0'?><Feed/>"),
    Sample(.json, "{\"reviews\": []}"), Sample(.json, " [\n { \"id\" : 1"), Sample(.json, "[]"),
    Sample(.json, "{ }\n"),
    Sample(.delimitedText, "review_id,Title,\"Review Text\"\n1,a,b\n"),
    Sample(.delimitedText, "id;score\r\n"), Sample(.delimitedText, ",Age,Review Text\n0,3,x\n"),
    Sample(.delimitedText, "Überschrift\tText\n"), Sample(.delimitedText, "\u{FEFF}a|b\n"),
  ]

  /// Nothing certain can be said of these: they are left to the reader.
  static let doubtful: [String] = [
    "", "\n", "<3,love it\n", "<p>text</p>,5\n", "<Feed><Product/></Feed>", "{curly,words\n", "[1,2]\n",
    "[tag] text,1\n",
    "{\"a\\\"b\",c\n", "stray, line\n{\"id\": 1}\n", "Warning, stray\n<?xml version='1.0'?>", "id\n1\n",
    "1,2,3\n", ",a,1\n", "I agree,\n", "a,b",
    "{\"cell\",1\n",
    "{}, {}\n", "version, https:\n,1\n", "true,false but broken", "I liked it, truly: yes\n",
    "\"open, quote\n",
  ]

  @Test(arguments: binaries) func aBinaryFileIsKnownByItsSignature(sample: Sample) {
    #expect(FileKindSniffer.binaryKind(sample.bytes) == sample.kind)
    for format in ["csv", "json", "xml", "other"] {
      #expect(!FileKindSniffer.fits(sample.kind, format: format))
    }
  }

  @Test(arguments: texts) func aTextIsKnownByItsBeginning(sample: Sample) {
    #expect(FileKindSniffer.textKind(sample.bytes) == sample.kind)
    #expect(FileKindSniffer.binaryKind(sample.bytes) == nil)
  }

  @Test(arguments: [
    "PAR1,PAR2\n", "BZh9,x\n", "Obj,x\n", "GIF8,x\n", "Rar!,x\n", "PK,x\n", "SQLite format 3,x\n",
  ])
  func textIsNotTakenForABinaryFile(text: String) {
    #expect(FileKindSniffer.binaryKind(Array(text.utf8)) == nil)
  }

  @Test(arguments: doubtful) func aDoubtfulTextIsLeftToTheReader(text: String) {
    #expect(FileKindSniffer.textKind(Array(text.utf8)) == nil)
    #expect(FileKindSniffer.binaryKind(Array(text.utf8)) == nil)
  }

  /// No sniffer may read past the end of a short file.
  @Test(arguments: binaries + texts) func everyBeginningOfAFileCanBeLookedAt(sample: Sample) {
    for length in 0...sample.bytes.count {
      _ = FileKindSniffer.binaryKind(Array(sample.bytes.prefix(length)))
      _ = FileKindSniffer.textKind(Array(sample.bytes.prefix(length)))
    }
  }

  @Test(arguments: FileKind.allCases) func everyKindHasANameAndAFix(kind: FileKind) {
    #expect(!kind.name.isEmpty)
    #expect(kind.fix?.isEmpty == false)
  }

  @Test func eachTextFormatTakesItsOwnKindOnly() {
    let kinds: [FileKind] = [.delimitedText, .json, .xml]
    for (kind, own) in zip(kinds, ["csv", "json", "xml"]) {
      for format in ["csv", "json", "xml"] {
        #expect(FileKindSniffer.fits(kind, format: format) == (format == own))
      }
      for format in ["singer", "command"] {
        #expect(FileKindSniffer.fits(kind, format: format) == (own == "json"))
      }
      #expect(FileKindSniffer.fits(kind, format: "other"))
    }
    #expect(!FileKindSniffer.fits(.html, format: "xml"))
    #expect(!FileKindSniffer.fits(.gitLFSPointer, format: "csv"))
  }
}
