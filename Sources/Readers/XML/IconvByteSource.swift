import Glibc
import Records

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
