import Records

/// Gives the bytes of one input, in order, once.
///
/// Sources stack: a file, then inflation, then the charset. A source knows nothing of records.
public protocol ByteSource: AnyObject {
  /// Reads at most `buffer.count` bytes into `buffer` and returns how many; 0 only at the end.
  ///
  /// Throws the problem that ends the input (`io.read`, `gzip.truncated`, …); bytes given before stay good.
  /// After 0 or an error the source is not read again.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int
}

/// Gives bytes from memory: cases of a mapping, tests.
public final class MemoryByteSource: ByteSource {
  private let bytes: [UInt8]
  private var position = 0

  public init(_ bytes: [UInt8]) { self.bytes = bytes }
  public convenience init(_ text: String) { self.init(Array(text.utf8)) }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    let length = min(buffer.count, bytes.count - position)
    buffer.copyBytes(from: bytes[position..<position + length])
    position += length
    return length
  }
}
