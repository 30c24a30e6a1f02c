import Records
import TestSupport
import Testing

@testable import Readers

@Suite("XML encodings")
struct XMLEncodingTests {
  static let text = "<r><i><a>Prix : 5 €, žluť, 値段 😀</a></i><i><a>é</a></i></r>"
  static let values: [[XMLValue]] = [["Prix : 5 €, žluť, 値段 😀"], ["é"]]

  @Test("UTF-16 is told by its mark or by its zeros", arguments: [true, false], [true, false])
  func utf16(isBigEndian: Bool, withMark: Bool) throws {
    for declaration in ["", "<?xml version='1.0' encoding='UTF-16'?>\n"] {
      let bytes = utf16Bytes(declaration + Self.text, isBigEndian: isBigEndian, withMark: withMark)
      for chunkBytes in [XMLReader.defaultChunkBytes, 1, 5] {
        var input = XMLTestInput(bytes: bytes, "/r/i", ["a"])
        input.chunkBytes = chunkBytes
        let result = try input.read()
        #expect(result.values == Self.values && result.fileProblems.isEmpty)
        #expect(result.rows.first?.raw == "<i><a>Prix : 5 €, žluť, 値段 😀</a></i>")
        #expect(result.rows.first?.byte == (withMark ? 3 : 0) + declaration.utf8.count + 3)
      }
    }
  }

  @Test(
    "A declared encoding is decoded",
    arguments: [
      ("ISO-8859-1", [0xE9], "é"), ("iso-8859-15", [0xA4], "€"), ("windows-1252", [0x80, 0x93], "€“"),
      ("windows-1250", [0x9E, 0x9D], "žť"), ("Shift_JIS", [0x92, 0x6C], "値"), ("UTF-8", [0xC3, 0xA9], "é"),
      ("utf8", [0xC3, 0xA9], "é"), ("UTF-16", [0xC3, 0xA9], "é"), ("US-ASCII", [0x41], "A"),
    ] as [(String, [UInt8], String)])
  func declared(_ encoding: String, _ bytes: [UInt8], _ expected: String) throws {
    let head = Array("junk\n<?xml version=\"1.0\" encoding=\"\(encoding)\" ?>\n<r><i><a>".utf8)
    for chunkBytes in [XMLReader.defaultChunkBytes, 1] {
      var input = XMLTestInput(bytes: head + bytes + Array("</a></i></r>".utf8), "/r/i", ["a"])
      input.chunkBytes = chunkBytes
      let result = try input.read()
      #expect(result.values == [[.text(expected)]])
      #expect(result.rows.map(\.line) == [3] && result.rows.map(\.byte) == [head.count - 6])
      #expect(result.rows.map(\.raw) == ["<i><a>\(expected)</a></i>"])
    }
  }

  @Test("With an encoding in the mapping, the text was decoded before and the declaration is ignored")
  func decodedBefore() throws {
    let text = "<?xml version='1.0' encoding='ISO-8859-1'?>" + Self.text
    let result = try XMLTestInput(text, "/r/i", ["a"]).with("encoding", .text("windows-1252")).read()
    #expect(result.values == Self.values)
  }

  @Test(
    "What precedes the first tag is skipped",
    arguments: [
      "\u{FEFF}", "\n\n", "junk\n before ", "\u{FEFF}\n \u{0}", String(repeating: "x", count: 60_000),
    ])
  func junk(_ text: String) throws {
    let result = try XMLTestInput(text + "<r>\n<i>1</i></r>", "/r/i", ["."]).read()
    #expect(result.values == [["1"]])
    #expect(result.rows.first?.byte == text.utf8.count + 4)
    #expect(result.rows.first?.line == text.count { $0 == "\n" } + 2)
  }

  @Test("Bytes that are not UTF-8 cost the record that holds them")
  func invalidBytes() throws {
    let bytes = Array("<r>\n<i><a>caf".utf8) + [0xE9] + Array("</a></i>\n<i><a>2</a></i></r>".utf8)
    for chunkBytes in [XMLReader.defaultChunkBytes, 1, 6] {
      var input = XMLTestInput(bytes: bytes, "/r/i", ["a"])
      input.chunkBytes = chunkBytes
      let result = try input.read()
      #expect(result.values == [["2"]])
      let reject = try #require(result.rejects.first)
      #expect(reject.code == "xml.encoding" && reject.raw == "<i><a>caf\u{FFFD}</a></i>")
      #expect(reject.problem.position?.byte == 13 && reject.problem.position?.line == 2)
      #expect(
        reject.problem.sentence.text(showingValues: false)
          == "found the byte 0xE9, which is not UTF-8 here; record rejected")
      #expect(reject.problem.fix?.contains("invalid_bytes: replace") == true)
    }
  }

  @Test("Bytes that are not UTF-8 matter only in values that are taken")
  func invalidBytesElsewhere() throws {
    let bytes =
      Array("<r><!-- ".utf8) + [0xFF] + Array(" --><i><b>".utf8) + [0xE9] + Array("</b><a>1</a></i></r>".utf8)
    let result = try XMLTestInput(bytes: bytes, "/r/i", ["a"]).read()
    #expect(result.values == [["1"]] && result.rejects.isEmpty)
    #expect(result.rows.first?.raw == "<i><b>\u{FFFD}</b><a>1</a></i>")
  }

  @Test("Bytes that are not UTF-8 in a tag end the document there")
  func invalidBytesInMarkup() throws {
    let bytes = Array("<r><i><a>1</a></i><x".utf8) + [0xE9] + Array("/></r>".utf8)
    let result = try XMLTestInput(bytes: bytes, "/r/i", ["a"]).read()
    #expect(result.values == [["1"]] && result.fileCodes == ["xml.encoding"])
    #expect(result.fileProblems.first?.position?.byte == 20)
  }

  @Test("Bytes that are not UTF-8 in an ancestor's value cost all its records")
  func invalidBytesInAncestor() throws {
    let bytes =
      Array("<r><g><n>".utf8) + [0xE9] + Array("</n><i/><i/></g><g><n>2</n><i/></g></r>".utf8)
    let result = try XMLTestInput(bytes: bytes, "/r/g/i", ["../n"]).read()
    #expect(result.values == [["2"]] && result.codes == ["xml.encoding", "xml.encoding"])
  }

  @Test(
    "Bytes are replaced on request",
    arguments: [
      ("", [0x63, 0xE9, 0x64], "c\u{FFFD}d"), ("", [0x0B, 0x0C], "\u{FFFD}\u{FFFD}"),
      ("", [0xE2, 0x82], "\u{FFFD}\u{FFFD}"),
      ("<?xml version='1.0' encoding='windows-1252'?>", [0x81, 0x80], "\u{FFFD}€"),
      ("<?xml version='1.0' encoding='iso-8859-1'?>", [0x0B, 0xE9], "\u{FFFD}é"),
    ] as [(String, [UInt8], String)])
  func replaced(_ declaration: String, _ bytes: [UInt8], _ expected: String) throws {
    let document = Array((declaration + "<r><i><a>").utf8) + bytes + Array("</a></i><i><a>2</a></i></r>".utf8)
    for chunkBytes in [XMLReader.defaultChunkBytes, 1, 7] {
      var input = XMLTestInput(bytes: document, "/r/i", ["a"]).with("invalid_bytes", .text("replace"))
      input.chunkBytes = chunkBytes
      let result = try input.read()
      #expect(result.values == [[.text(expected)], ["2"]] && result.rejects.isEmpty)
    }
  }

  @Test("Bytes that are not of a declared encoding cost the record")
  func undefinedBytes() throws {
    let bytes = Array("<?xml version='1.0' encoding='windows-1252'?><r><i>".utf8) + [0x81]
    let result = try XMLTestInput(bytes: bytes + Array("</i><i>2</i></r>".utf8), "/r/i", ["."]).read()
    #expect(result.values == [["2"]] && result.codes == ["xml.encoding"])
  }

  @Test("The scan agrees with the standard library on random bytes", arguments: UInt64(0)..<8)
  func scan(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<2000 {
      var bytes = Array("0123456789abcdefghijklmnopqrstuvwxyz é€😀\n\r\t".utf8)
      for _ in 0..<random.int(in: 0...2) {
        bytes[random.int(in: 0...bytes.count - 1)] = random.bytes(1)[0]
      }
      let legal =
        String(validating: bytes, as: UTF8.self) != nil
        && bytes.allSatisfy { $0 >= 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
      let outcome = bytes.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map { XMLCharacterScan.next($0, from: 0, to: buffer.count) }
      }
      #expect((outcome == .clean) == legal, "\(bytes)")
    }
  }
}
