import Readers
import Records
import Testing

/// Gives bytes from memory and throws a problem at a chosen byte.
final class FailingByteSource: ByteSource {
  static let problem = Problem(
    "io.read", at: SourcePosition(file: "test"), "the disk went away, for a test; reading stopped")

  private let good: ChunkedByteSource
  private var isFinished = false

  /// The first `failAt` bytes are given; the read after them throws.
  init(_ bytes: [UInt8], failAt: Int, chunks: ChunkSizes = .whole) {
    good = ChunkedByteSource(Array(bytes.prefix(failAt)), chunks: chunks)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    #expect(!isFinished, "the source was read again after its problem")
    let length = try good.read(into: buffer)
    if length > 0 || buffer.isEmpty { return length }
    isFinished = true
    throw Self.problem
  }
}
