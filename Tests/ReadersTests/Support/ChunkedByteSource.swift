import Readers
import Records
import TestSupport
import Testing

/// How a test source cuts its bytes: a reader must give the same records for each.
enum ChunkSizes: Sendable, CustomTestStringConvertible {
  /// As much as the caller has room for.
  case whole
  /// Byte by byte.
  case single
  /// Mostly a few bytes, sometimes some thousand.
  case random(seed: UInt64)

  static let all: [ChunkSizes] = [.whole, .single, .random(seed: 1), .random(seed: 2), .random(seed: 3)]

  var testDescription: String {
    switch self {
    case .whole: "whole"
    case .single: "byte by byte"
    case .random(let seed): "random chunks, seed \(seed)"
    }
  }
}

/// Gives bytes from memory in chunks of chosen sizes.
final class ChunkedByteSource: ByteSource {
  private let bytes: [UInt8]
  private let chunks: ChunkSizes
  private var random: SeededRandom
  private var position = 0
  /// Set when the source said that it is at its end; a reader must not ask again.
  private(set) var isFinished = false

  init(_ bytes: [UInt8], chunks: ChunkSizes) {
    self.bytes = bytes
    self.chunks = chunks
    if case .random(let seed) = chunks {
      random = SeededRandom(seed: seed)
    } else {
      random = SeededRandom(seed: 0)
    }
  }

  convenience init(_ text: String, chunks: ChunkSizes) { self.init(Array(text.utf8), chunks: chunks) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    #expect(!isFinished, "the source was read again after its end")
    let length = min(buffer.count, bytes.count - position, chunkLength())
    buffer.copyBytes(from: bytes[position..<position + length])
    position += length
    isFinished = length == 0
    return length
  }

  private func chunkLength() -> Int {
    switch chunks {
    case .whole: Int.max
    case .single: 1
    case .random: random.int(in: 0...9) == 0 ? random.int(in: 1...4096) : random.int(in: 1...17)
    }
  }
}
