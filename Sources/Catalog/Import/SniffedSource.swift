import Readers
import Records

/// Reads the first bytes of a source ahead, so that they can be looked at, and then gives all of them.
final class SniffedSource: ByteSource {
  /// Enough for the header of any export, and for some records of JSON.
  private static let length = 256 << 10

  let bytes: [UInt8]
  private let upstream: any ByteSource
  private var problem: Problem?
  private var position = 0

  init(_ upstream: any ByteSource) {
    self.upstream = upstream
    var bytes: [UInt8] = []
    var problem: Problem?
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 1)
    defer { buffer.deallocate() }
    while bytes.count < Self.length {
      do throws(Problem) {
        let count = try upstream.read(into: buffer)
        if count == 0 { break }
        bytes.append(contentsOf: buffer[..<count])
      } catch {
        problem = error
        break
      }
    }
    self.bytes = bytes
    self.problem = problem
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    guard position < bytes.count else {
      if let problem { throw problem }
      return bytes.count < Self.length ? 0 : try upstream.read(into: buffer)
    }
    let count = min(buffer.count, bytes.count - position)
    buffer.copyBytes(from: bytes[position..<position + count])
    position += count
    return count
  }
}
