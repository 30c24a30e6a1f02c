import Glibc
import Records

/// Finds how a document is encoded, as far as that must be known before it is decoded.
enum XMLEncoding {
  /// What the first bytes say: nil is UTF-8, else a name that `iconv` may know.
  ///
  /// A byte order mark goes first, then the NUL bytes of UTF-16, then the declaration. A declaration of
  /// UTF-16 in a document that is not is ignored: someone has decoded the document and left it standing.
  static func name(first bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return nil }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0x3C, 0x00]) { return "UTF-16LE" }
    if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0x00, 0x3C]) { return "UTF-16BE" }
    guard let declared = declared(bytes) else { return nil }
    let name = declared.uppercased()
    let isASCIICompatible = !name.hasPrefix("UTF-16") && !name.hasPrefix("UTF-32") && !name.contains("UCS")
    return ["UTF-8", "UTF8", "US-ASCII", "ASCII"].contains(name) || !isASCIICompatible ? nil : declared
  }

  /// The encoding named in `<?xml … encoding="…"?>`.
  private static func declared(_ bytes: [UInt8]) -> String? {
    guard let start = bytes.firstIndex(of: UInt8(ascii: "<")) else { return nil }
    let text = String(decoding: bytes[start...].prefix(1024), as: UTF8.self)
    guard text.hasPrefix("<?xml"), let end = text.firstRange(of: "?>"),
      let key = text[..<end.lowerBound].firstRange(of: "encoding")
    else { return nil }
    let value = text[key.upperBound..<end.lowerBound].drop { " \t\r\n=\"'".contains($0) }
    let name = value.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.:".contains($0)) }
    return name.isEmpty ? nil : String(name)
  }
}

/// Decodes another encoding to UTF-8 with the C library, which knows the encodings that XML feeds declare.
///
/// Bytes that are not of the encoding become U+FFFD or, where they are to be rejected, the byte FF, which
/// occurs in no UTF-8: the record concerned is then found by it.
final class IconvByteSource: ByteSource {
  private static let inputCapacity = 64 << 10

  private let upstream: any ByteSource
  private let converter: iconv_t
  private let input: UnsafeMutablePointer<CChar>
  private var start = 0
  private var end = 0
  private var hasEnded = false
  private var problem: Problem?
  private let replacement: [UInt8]
  /// Bytes of the encoding's smallest unit: how much is skipped where it is malformed.
  private let unit: Int

  /// nil where the encoding is not known.
  init?(_ upstream: any ByteSource, encoding: String, isReplacing: Bool) {
    let converter = iconv_open("UTF-8", encoding)
    guard let converter, Int(bitPattern: converter) != -1 else { return nil }
    self.upstream = upstream
    self.converter = converter
    input = .allocate(capacity: Self.inputCapacity)
    replacement = isReplacing ? [0xEF, 0xBF, 0xBD] : [0xFF]
    unit = encoding.hasPrefix("UTF-16") ? 2 : 1
  }

  deinit {
    iconv_close(converter)
    input.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    // Room for a character, so that each step comes forward.
    if buffer.count < 8 { return try readThroughSpill(buffer) }
    return try convert(into: buffer)
  }

  private var spill: [UInt8] = []

  private func readThroughSpill(_ buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    if spill.isEmpty {
      let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 8, alignment: 1)
      defer { room.deallocate() }
      spill = Array(room.prefix(try convert(into: room)))
    }
    let length = min(buffer.count, spill.count)
    buffer.copyBytes(from: spill.prefix(length))
    spill.removeFirst(length)
    return length
  }

  private func convert(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    if !spill.isEmpty { return try readThroughSpill(buffer) }
    var made = 0
    while made == 0 {
      if start == end && hasEnded {
        if let problem { throw problem }
        return 0
      }
      if start == end { refill() }
      made = step(buffer)
    }
    return made
  }

  /// Converts what fits; 0 where more input is needed.
  private func step(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard let base = buffer.baseAddress else { return 0 }
    var source: UnsafeMutablePointer<CChar>? = input + start
    var sourceLeft = end - start
    var target: UnsafeMutablePointer<CChar>? = base.assumingMemoryBound(to: CChar.self)
    var targetLeft = buffer.count
    let isWhole = iconv(converter, &source, &sourceLeft, &target, &targetLeft) != -1
    let fault = errno
    start = end - sourceLeft
    var made = buffer.count - targetLeft
    if isWhole || fault == E2BIG { return made }
    if fault == EINVAL && !hasEnded {
      if made == 0 { refill() }
      return made
    }
    if buffer.count - made < replacement.count { return made }
    start = min(start + unit, end)
    for byte in replacement {
      buffer[made] = byte
      made += 1
    }
    return made
  }

  private func refill() {
    let rest = end - start
    input.update(from: input + start, count: rest)
    start = 0
    end = rest
    do throws(Problem) {
      let length = try upstream.read(
        into: UnsafeMutableRawBufferPointer(start: input + rest, count: Self.inputCapacity - rest))
      hasEnded = length == 0
      end += length
    } catch {
      hasEnded = true
      problem = error
    }
  }
}
