import Records
import TestSupport
import Testing

@testable import Readers

/// One text in an encoding, and what becomes of it.
struct CharsetCase: Sendable, CustomTestStringConvertible {
  var id: String
  var encoding: TextEncoding
  var input: [UInt8]
  var replaced: [UInt8]
  /// nil: the same, since all is well-formed.
  var rejected: [UInt8]?
  var testDescription: String { id }

  init(_ id: String, _ encoding: TextEncoding, _ input: [UInt8], _ replaced: String, rejected: [UInt8]? = nil)
  {
    self.id = id
    self.encoding = encoding
    self.input = input
    self.replaced = Array(replaced.utf8)
    self.rejected = rejected
  }

  static let all: [CharsetCase] = [
    CharsetCase("latin-1", .latin1, [0x41, 0xE9, 0x80, 0xFF, 0xA0], "Aé\u{80}ÿ\u{A0}"),
    CharsetCase("cp1252 quotes", .windows1252, [0x93, 0x61, 0x94, 0x80, 0xE9], "“a”€é"),
    CharsetCase(
      "cp1252 undefined", .windows1252, [0x61, 0x81, 0x8D, 0x8F, 0x90, 0x9D, 0x62],
      "a\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}b",
      rejected: [0x61, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x62]),
    CharsetCase(
      "utf-16le", .utf16LittleEndian, [0x41, 0, 0xE9, 0, 0xAC, 0x20, 0x3D, 0xD8, 0x00, 0xDE], "Aé€😀"),
    CharsetCase("utf-16be", .utf16BigEndian, [0, 0x41, 0, 0xE9, 0x20, 0xAC, 0xD8, 0x3D, 0xDE, 0x00], "Aé€😀"),
    CharsetCase(
      "lone high surrogate", .utf16LittleEndian, [0x3D, 0xD8, 0x41, 0], "\u{FFFD}A", rejected: [0xFF, 0x41]),
    CharsetCase(
      "lone low surrogate", .utf16LittleEndian, [0x00, 0xDE, 0x41, 0], "\u{FFFD}A", rejected: [0xFF, 0x41]),
    CharsetCase(
      "two high surrogates", .utf16BigEndian, [0xD8, 0x3D, 0xD8, 0x3D, 0xDE, 0x00], "\u{FFFD}😀",
      rejected: [0xFF] + Array("😀".utf8)),
    CharsetCase("cut pair", .utf16BigEndian, [0, 0x41, 0xD8, 0x3D], "A\u{FFFD}", rejected: [0x41, 0xFF]),
    CharsetCase("odd byte", .utf16LittleEndian, [0x41, 0, 0x42], "A\u{FFFD}", rejected: [0x41, 0xFF]),
    CharsetCase(
      "cut pair and odd byte", .utf16LittleEndian, [0x3D, 0xD8, 0x00], "\u{FFFD}\u{FFFD}",
      rejected: [0xFF, 0xFF]),
  ]
}

@Suite struct CharsetByteSourceTests {
  @Test(arguments: CharsetCase.all, ChunkSizes.all)
  func textIsDecoded(sample: CharsetCase, chunks: ChunkSizes) {
    for bufferSize in [1, 5, 100] {
      #expect(decode(sample.input, sample.encoding, true, chunks, bufferSize) == sample.replaced)
      let expected = sample.rejected ?? sample.replaced
      #expect(decode(sample.input, sample.encoding, false, chunks, bufferSize) == expected)
    }
  }

  @Test func everyByteOfLatin1IsItsScalar() {
    let bytes = (0...255).map { UInt8($0) }
    let expected = String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    #expect(decode(bytes, .latin1, false) == Array(expected.utf8))
  }

  @Test func everyByteOfWindows1252IsThatOfTheTable() {
    let high: [Character] = Array("€?‚ƒ„…†‡ˆ‰Š‹Œ?Ž??‘’“”•–—˜™š›œ?žŸ")
    for byte in UInt8.min...UInt8.max {
      let isHigh = byte >= 0x80 && byte < 0xA0
      let character = isHigh ? high[Int(byte) - 0x80] : Character(Unicode.Scalar(byte))
      let expected = isHigh && character == "?" ? [0xFF] : Array(String(character).utf8)
      #expect(decode([byte], .windows1252, false) == expected)
    }
  }

  /// Every scalar there is, against the standard library's own encoders.
  @Test(arguments: [TextEncoding.utf16LittleEndian, .utf16BigEndian, .utf8])
  func everyScalarIsDecoded(encoding: TextEncoding) {
    let scalars = (0...0x10FFFF).compactMap { Unicode.Scalar(UInt32($0)) }
    let text = String(String.UnicodeScalarView(scalars))
    let expected = Array(text.utf8)
    #expect(decode(encode(text, encoding), encoding, true, .random(seed: 9), 65536) == expected)
  }

  /// The standard library repairs by maximal subparts too: an independent judge.
  @Test(arguments: 1...20)
  func illFormedUTF8IsRepairedAsTheStandardLibraryDoes(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let pieces: [[UInt8]] = [
      Array("plain words, more than eight".utf8), Array("é€😀".utf8), [0x80], [0xC0, 0xAF], [0xE2, 0x82],
      [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xE0, 0x80, 0x80], [0xC3],
      [0xF5],
    ]
    let bytes = (0..<400).flatMap { _ in pieces[random.int(in: 0...pieces.count - 1)] } + random.bytes(3000)
    let expected = Array(String(decoding: bytes, as: UTF8.self).utf8)
    for chunks in ChunkSizes.all {
      #expect(decode(bytes, .utf8, true, chunks, 777) == expected)
    }
    #expect(decode(bytes, .utf8, true, .whole, 3) == expected)
  }

  @Test(arguments: 1...10)
  func randomUTF16IsRepairedAsTheStandardLibraryDoes(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let units = (0..<3000).map { _ -> UInt16 in
      switch random.int(in: 0...3) {
      case 0: UInt16(random.int(in: 0xD800...0xDFFF))
      case 1: UInt16(random.int(in: 0...0xFFFF))
      default: UInt16(random.int(in: 0x20...0x7E))
      }
    }
    let expected = Array(String(decoding: units, as: UTF16.self).utf8)
    let little = units.flatMap { (unit: UInt16) -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    let big = units.flatMap { (unit: UInt16) -> [UInt8] in [UInt8(unit >> 8), UInt8(unit & 0xFF)] }
    for chunks in ChunkSizes.all {
      #expect(decode(little, .utf16LittleEndian, true, chunks, 500) == expected)
      #expect(decode(big, .utf16BigEndian, true, chunks, 500) == expected)
    }
  }

  /// A cut-off character before a read error is not taken for an ill-formed one.
  @Test(arguments: 0...8)
  func aReadErrorComesBehindTheTextBeforeIt(failAt: Int) {
    let failing = FailingByteSource([0x41, 0, 0x3D, 0xD8, 0x00, 0xDE, 0x42, 0], failAt: failAt)
    let result = readAll(
      CharsetByteSource(upstream: failing, encoding: .utf16LittleEndian, isReplacing: true))
    let expected = failAt < 2 ? "" : failAt < 6 ? "A" : failAt < 8 ? "A😀" : "A😀B"
    #expect(String(decoding: result.bytes, as: UTF8.self) == expected)
    #expect(result.problem == FailingByteSource.problem)
  }

  private func decode(
    _ bytes: [UInt8], _ encoding: TextEncoding, _ isReplacing: Bool, _ chunks: ChunkSizes = .whole,
    _ bufferSize: Int = 4096
  ) -> [UInt8] {
    let upstream = ChunkedByteSource(bytes, chunks: chunks)
    let source = CharsetByteSource(upstream: upstream, encoding: encoding, isReplacing: isReplacing)
    return readAll(source, bufferSize: bufferSize).bytes
  }

  private func encode(_ text: String, _ encoding: TextEncoding) -> [UInt8] {
    switch encoding {
    case .utf16LittleEndian: utf16Bytes(text)
    case .utf16BigEndian: utf16Bytes(text, isBigEndian: true)
    default: Array(text.utf8)
    }
  }
}

@Suite struct CharsetChoiceTests {
  static let text = "id;naïve €\n1;2\n"
  static let utf16LittleEndian = utf16Bytes(text)
  static let utf16BigEndian = utf16Bytes(text, isBigEndian: true)
  static let inputs: [(String, [UInt8])] = [
    ("no mark", Array(text.utf8)), ("utf-8", [0xEF, 0xBB, 0xBF] + Array(text.utf8)),
    ("utf-16le", [0xFF, 0xFE] + utf16LittleEndian), ("utf-16be", [0xFE, 0xFF] + utf16BigEndian),
  ]

  @Test(arguments: inputs, ChunkSizes.all)
  func aMarkDecidesAndIsLeftOut(input: (String, [UInt8]), chunks: ChunkSizes) throws {
    #expect(try open(input.1, chunks: chunks) == Self.text)
  }

  @Test(arguments: ["utf-16", "utf-16le"])
  func littleEndianTextNeedsNoMarkWhereItIsNamed(encoding: String) throws {
    #expect(try open(Self.utf16LittleEndian, encoding: encoding) == Self.text)
    #expect(try open([0xFF, 0xFE] + Self.utf16LittleEndian, encoding: encoding) == Self.text)
  }

  @Test func theNULBytesShowTheByteOrder() throws {
    let text = "id,title\n1,good enough\n"
    let bytes = utf16Bytes(text, isBigEndian: true)
    #expect(try open(bytes, encoding: "utf-16") == text)
    #expect(try open([0xFE, 0xFF] + Self.utf16BigEndian, encoding: "utf-16") == Self.text)
  }

  @Test(arguments: [("utf-8", 2), ("utf-16le", 3), ("utf-16be", 1), ("utf-16", 1), ("iso-8859-1", 2)])
  func aMarkThatContradictsTheMappingIsRefused(encoding: String, input: Int) throws {
    let problem = #expect(throws: Problem.self) {
      try open(Self.inputs[input].1, encoding: encoding)
    }
    #expect(problem?.code == "input.wrong-encoding")
    let mark = Self.inputs[input].0
    #expect(
      problem?.sentence.text(showingValues: false) == """
        the file begins with the byte order mark of \(mark), but the mapping says 'encoding: \(encoding)'; \
        nothing was read from it
        """)
  }

  /// Some exports write a UTF-8 mark before Windows-1252 text; then the bytes decide.
  @Test func aFalseUTF8MarkDoesNotHideWindows1252() throws {
    let bytes = [0xEF, 0xBB, 0xBF] + Array("id;caf".utf8) + [0xE9, 0x0A]
    #expect(try open(bytes, encoding: "windows-1252") == "id;café\n")
    #expect(throws: Problem.self) { try open(Self.inputs[1].1, encoding: "windows-1252") }
  }

  @Test func validUTF8IsPassedThroughWithoutDecoding() throws {
    let source = MemoryByteSource(Self.text)
    let opened = try InputOpener.open(source, file: "t", options: SourceOptions(format: "csv"), format: "csv")
    #expect(opened is PeekedByteSource)
  }

  @Test func invalidBytesAreKeptOrReplaced() throws {
    let bytes = Array("id,a".utf8) + [0xE2, 0x82] + Array("b\n".utf8)
    #expect(try openBytes(bytes) == bytes)
    #expect(try open(bytes, replacing: true) == "id,a\u{FFFD}b\n")
  }

  @Test func xmlIsLeftToItsParser() throws {
    let latin = Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xE9] + Array("</a>".utf8)
    #expect(try openBytes(latin, format: "xml") == latin)
    #expect(try openBytes(latin, format: "xml", replacing: true) == latin)
    let marked = utf16Bytes("<a>é</a>", withMark: true)
    #expect(try openBytes(marked, format: "xml") == marked)
    #expect(try openBytes(marked, format: "xml", replacing: true) == marked)
  }

  @Test(arguments: ["", "<?xml version='1.0'?>", "<?xml version='1.0' encoding = \"UTF-8\"?>"])
  func xmlInUTF8IsRepairedOnRequest(declaration: String) throws {
    let bytes = Array((declaration + "<a>").utf8) + [0xFF] + Array("</a>".utf8)
    #expect(try openBytes(bytes, format: "xml") == bytes)
    #expect(try open(bytes, format: "xml", replacing: true) == declaration + "<a>\u{FFFD}</a>")
  }

  private func open(
    _ bytes: [UInt8], format: String = "csv", encoding: String? = nil, replacing: Bool = false,
    chunks: ChunkSizes = .whole
  ) throws(Problem) -> String {
    String(
      decoding: try openBytes(
        bytes, format: format, encoding: encoding, replacing: replacing, chunks: chunks),
      as: UTF8.self)
  }

  private func openBytes(
    _ bytes: [UInt8], format: String = "csv", encoding: String? = nil, replacing: Bool = false,
    chunks: ChunkSizes = .whole
  ) throws(Problem) -> [UInt8] {
    var options = SourceOptions(format: format)
    options.values["encoding"] = encoding.map { .text($0) }
    options.values["invalid_bytes"] = .text(replacing ? "replace" : "reject")
    let source = try InputOpener.open(
      ChunkedByteSource(bytes, chunks: chunks), file: "test", options: options, format: format)
    return readAll(source).bytes
  }
}
