import Readers
import Records

/// The sample as UTF-8, and how it came to be that.
struct SampleText {
  /// Without a byte order mark; what is no character is U+FFFD.
  let bytes: [UInt8]
  let encoding: EncodingGuess
  let format: String

  /// Throws where the bytes are of a kind that no reader reads: an image, a workbook, an HTML page.
  init(_ sample: InputSample) throws(Problem) {
    var encoding = EncodingGuess(sample.bytes)
    if let declared = Self.declaredEncoding(sample.bytes) { encoding = declared }
    var text = try Self.decode(sample, encoding)
    format = Self.format(text)
    if format == "xml" { encoding = Self.withoutOption(encoding) }
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
    bytes = text
    self.encoding = encoding
  }

  /// The parser of XML knows encodings that the others do not; the document says which.
  private static func withoutOption(_ encoding: EncodingGuess) -> EncodingGuess {
    EncodingGuess(option: nil, name: encoding.name, doubt: encoding.doubt)
  }

  private static func declaredEncoding(_ bytes: [UInt8]) -> EncodingGuess? {
    guard let name = EncodingGuess.declared(bytes) else { return nil }
    let known = ["utf-8", "utf-16", "iso-8859-1", "windows-1252"]
    let option = known.contains(name) && name != "utf-16" && name != "utf-8" ? name : nil
    return name == "utf-8" ? EncodingGuess(name: "UTF-8") : EncodingGuess(option: option, name: name)
  }

  private static func decode(_ sample: InputSample, _ encoding: EncodingGuess) throws(Problem) -> [UInt8] {
    var options = SourceOptions(format: "guess", values: ["invalid_bytes": .text("replace")])
    options.values["encoding"] = encoding.option.map { .text($0) }
    let source = try InputOpener.open(
      MemoryByteSource(sample.bytes), file: sample.file, options: options, format: "guess", readsAhead: false)
    var text: [UInt8] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 1)
    defer { buffer.deallocate() }
    // From memory, with bytes replaced: there is nothing that it could throw but its end.
    while let count = try? source.read(into: buffer), count > 0 { text.append(contentsOf: buffer[..<count]) }
    return text
  }

  /// Whether control characters are more than what slips into texts; those that old programs put between cells do not count.
  var isBinary: Bool {
    let beginning = bytes.prefix(64 << 10)
    let controls = beginning.count {
      $0 < 0x20 && !(9...13).contains($0) && $0 != 1 && !(0x1B...0x1F).contains($0)
    }
    return controls * 50 > beginning.count
  }

  /// By the first character that is no white space: no export of CSV begins with a brace or an angle bracket.
  private static func format(_ text: [UInt8]) -> String {
    var rest = text[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    let first = rest.first { $0 > 0x20 }
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "["): return "json"
    case UInt8(ascii: "<"): return "xml"
    default: return "csv"
    }
  }
}
