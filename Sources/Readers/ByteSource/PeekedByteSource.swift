import Records

/// Reads the first bytes of a source ahead, so that they can be looked at, and then gives all of them.
///
/// It works on pipes, which cannot be read twice. Behind the peeked bytes it passes the caller's buffer on
/// to the source: nothing is copied.
final class PeekedByteSource: ByteSource {
  /// Enough for every signature that the sniffer knows and for a header line.
  static let defaultLength = 4096

  /// The first bytes: fewer than asked for only where the source ends with them.
  let bytes: [UInt8]
  /// The problem that ended the source within the peeked bytes.
  let problem: Problem?
  private let upstream: any ByteSource
  private let hasEnded: Bool
  private var position = 0

  init(_ upstream: any ByteSource, length: Int = defaultLength) {
    self.upstream = upstream
    var peeked: [UInt8] = []
    var problem: Problem?
    var hasEnded = false
    peeked.reserveCapacity(length)
    while peeked.count < length && !hasEnded {
      problem = Self.append(to: &peeked, from: upstream, atMost: length - peeked.count, &hasEnded)
    }
    bytes = peeked
    self.problem = problem
    self.hasEnded = hasEnded
  }

  /// Whether the peeked bytes are all there is.
  var isWhole: Bool { hasEnded && problem == nil }

  /// Leaves out the first bytes, such as a byte order mark.
  func skip(_ length: Int) { position += length }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    guard position < bytes.count else {
      if let problem { throw problem }
      return hasEnded ? 0 : try upstream.read(into: buffer)
    }
    let length = min(buffer.count, bytes.count - position)
    buffer.copyBytes(from: bytes[position..<position + length])
    position += length
    return length
  }

  private static func append(
    to peeked: inout [UInt8], from upstream: any ByteSource, atMost room: Int, _ hasEnded: inout Bool
  ) -> Problem? {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
    defer { buffer.deallocate() }
    do throws(Problem) {
      let length = try upstream.read(into: buffer)
      peeked.append(contentsOf: buffer[..<length])
      hasEnded = length == 0
      return nil
    } catch {
      hasEnded = true
      return error
    }
  }
}
