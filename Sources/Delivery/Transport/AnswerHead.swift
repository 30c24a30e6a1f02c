import Glibc

/// The status line and the headers of an answer, as far as they matter.
struct AnswerHead {
  /// How the end of a body is found (RFC 9112 §6.3).
  enum Framing: Equatable {
    case none
    case length(Int)
    case chunked
    /// It ends with the connection.
    case untilEnd
  }

  private(set) var status = 0
  /// Of HTTP/1.
  private var minorVersion: UInt8 = 1
  private var length: Int?
  private var codings: [UInt8]?
  private var closes = false
  private var keepsAlive = false
  private var location: String?
  private var retryAfter: String?
  /// Whether the server's clock is wanted, which a million posts need not read.
  var wantsDate = false
  private var date: String?

  init() {}

  /// Whether a status line may begin like this.
  static func canBegin(_ bytes: [UInt8]) -> Bool {
    bytes.prefix(7).elementsEqual("HTTP/1.".utf8.prefix(bytes.count))
  }

  /// Reads `HTTP/1.1 202 Accepted`.
  init(_ line: UnsafeRawBufferPointer) throws(AnswerParser.Fault) {
    guard line.count >= 12, line.starts(with: "HTTP/1.".utf8), line[7] == 0x30 || line[7] == 0x31,
      line[8] == 0x20
    else { throw AnswerParser.Fault() }
    minorVersion = line[7] - 0x30
    for digit in line[9..<12] {
      guard (0x30...0x39).contains(digit) else { throw AnswerParser.Fault() }
      status = status * 10 + Int(digit - 0x30)
    }
    // HTTP/1.0 has no interim answers.
    guard status >= (minorVersion == 1 ? 100 : 200), line.count == 12 || line[12] == 0x20,
      line.dropFirst(12).allSatisfy(Self.isText)
    else { throw AnswerParser.Fault() }
  }

  /// Reads `Name: value`.
  mutating func add(_ line: UnsafeRawBufferPointer) throws(AnswerParser.Fault) {
    let (name, value) = try Self.field(line)
    switch name.count {
    case 4 where wantsDate && Self.isEqual(name, "date"):
      date = date ?? String(decoding: value, as: UTF8.self)
    case 8 where Self.isEqual(name, "location"):
      location = location ?? String(decoding: value, as: UTF8.self)
    case 10 where Self.isEqual(name, "connection"): addConnection(value)
    case 11 where Self.isEqual(name, "retry-after"):
      retryAfter = retryAfter ?? String(decoding: value, as: UTF8.self)
    case 14 where Self.isEqual(name, "content-length"): try addLength(value)
    case 17 where Self.isEqual(name, "transfer-encoding"):
      codings = (codings.map { $0 + [UInt8(ascii: ",")] } ?? []) + value.map(Self.lowered)
    default: break
    }
  }

  var answer: Answer {
    var answer = Answer(status: status, location: location)
    if let retryAfter { answer.retryAfter = RetryAfter(retryAfter, now: Int64(time(nil))) }
    answer.date = date.flatMap { HTTPDate.seconds($0.utf8[...], now: Int64(time(nil))) }
    return answer
  }

  /// Throws where both a length and a coding say where the body ends: one of them is wrong.
  func framing() throws(AnswerParser.Fault) -> Framing {
    if codings != nil && length != nil { throw AnswerParser.Fault() }
    if status == 204 || status == 304 { return .none }
    if let codings {
      let last = codings.split(separator: UInt8(ascii: ",")).last.map(Self.trimmed)
      return last?.elementsEqual("chunked".utf8) == true ? .chunked : .untilEnd
    }
    return length.map(Framing.length) ?? .untilEnd
  }

  /// Whether the server will take another request on the connection (RFC 9112 §9.3).
  ///
  /// Not where an answer without a body declares one: what a sloppy gateway sends behind it would be the next answer.
  var keepsConnection: Bool {
    if status == 204 || status == 304, codings != nil || (length ?? 0) > 0 { return false }
    return !closes && (minorVersion == 1 ? true : keepsAlive && codings == nil)
  }
}

// MARK: - Values

extension AnswerHead {
  private mutating func addConnection(_ value: Slice<UnsafeRawBufferPointer>) {
    for option in value.split(separator: UInt8(ascii: ",")) {
      let name = UnsafeRawBufferPointer(rebasing: Self.trimmed(option))
      if Self.isEqual(name, "close") { closes = true }
      if Self.isEqual(name, "keep-alive") { keepsAlive = true }
    }
  }

  private mutating func addLength(_ value: Slice<UnsafeRawBufferPointer>) throws(AnswerParser.Fault) {
    // 18 digits are less than 2⁶³.
    guard (1...18).contains(value.count), length == nil else { throw AnswerParser.Fault() }
    var length = 0
    for digit in value {
      guard (0x30...0x39).contains(digit) else { throw AnswerParser.Fault() }
      length = length * 10 + Int(digit - 0x30)
    }
    self.length = length
  }
}

// MARK: - Fields

extension AnswerHead {
  static func checkField(_ line: UnsafeRawBufferPointer) throws(AnswerParser.Fault) { _ = try field(line) }

  /// A name without blanks, a colon, and a value, whose blanks at both ends are not part of it.
  private static func field(
    _ line: UnsafeRawBufferPointer
  ) throws(AnswerParser.Fault) -> (name: UnsafeRawBufferPointer, value: Slice<UnsafeRawBufferPointer>) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { throw AnswerParser.Fault() }
    let name = UnsafeRawBufferPointer(rebasing: line[..<colon])
    let value = trimmed(line[(colon + 1)...])
    guard name.allSatisfy(isToken), value.allSatisfy(isText) else { throw AnswerParser.Fault() }
    return (name, value)
  }

  private static func trimmed<Bytes: BidirectionalCollection<UInt8>>(_ bytes: Bytes) -> Bytes.SubSequence
  where Bytes.SubSequence == Bytes {
    var bytes = bytes
    while let first = bytes.first, first == 0x20 || first == 0x09 { bytes = bytes.dropFirst() }
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes = bytes.dropLast() }
    return bytes
  }

  private static func isEqual(_ bytes: UnsafeRawBufferPointer, _ lowered: StaticString) -> Bool {
    guard bytes.count == lowered.utf8CodeUnitCount else { return false }
    for index in 0..<bytes.count where Self.lowered(bytes[index]) != lowered.utf8Start[index] { return false }
    return true
  }

  private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

  /// Blanks, visible characters and bytes beyond ASCII.
  static func isText(_ byte: UInt8) -> Bool { byte >= 0x20 ? byte != 0x7F : byte == 0x09 }

  /// RFC 9110 §5.6.2.
  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
      UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
      true
    default: false
    }
  }
}

/// The size of a chunk in hexadecimal digits, with extensions that are passed over (RFC 9112 §7.1).
enum ChunkSize {
  static func read(_ line: UnsafeRawBufferPointer) throws(AnswerParser.Fault) -> Int {
    var size = 0
    var count = 0
    for byte in line {
      guard let digit = digit(byte) else { break }
      size = size << 4 | digit
      count += 1
      // 15 digits are less than 2⁶³.
      if count > 15 { throw AnswerParser.Fault() }
    }
    let extensions = line.dropFirst(count).drop { $0 == 0x20 || $0 == 0x09 }
    guard count > 0, extensions.isEmpty || extensions.first == UInt8(ascii: ";"),
      extensions.allSatisfy(AnswerHead.isText)
    else {
      throw AnswerParser.Fault()
    }
    return size
  }

  private static func digit(_ byte: UInt8) -> Int? {
    switch byte {
    case 0x30...0x39: Int(byte) - 0x30
    case 0x41...0x46: Int(byte) - 0x41 + 10
    case 0x61...0x66: Int(byte) - 0x61 + 10
    default: nil
    }
  }
}
