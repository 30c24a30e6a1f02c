import Foundation
import Records

@testable import Readers

/// Reads a file in blocks on several threads: each begins so many ahead, as a conversion may.
final class BlockReading: @unchecked Sendable {
  private let lock = NSLock()
  private let chain: any BlockVerifier
  private let blocks: [(block: RecordBlock, batch: RecordBatch)]
  private var claimed = 0
  private static let begunAhead = 3

  init(_ cutter: any BlockSource, slotCount: Int) {
    chain = cutter.chain
    var blocks: [(RecordBlock, RecordBatch)] = []
    var batch = RecordBatch(slotCount: slotCount, byteCapacity: 64)
    while let block = cutter.cut(into: batch) {
      blocks.append((block, batch))
      batch = RecordBatch(slotCount: slotCount, byteCapacity: 64)
    }
    self.blocks = blocks
  }

  /// The batches in the order of the file.
  func run(threads: Int) -> [RecordBatch] {
    let group = DispatchGroup()
    for _ in 0..<threads {
      group.enter()
      Thread.detachNewThread {
        self.work()
        group.leave()
      }
    }
    group.wait()
    return blocks.map(\.batch)
  }

  private func work() {
    var begun: [BegunBlock] = []
    while let (block, batch) = claim() {
      begun.append(chain.begin(block, in: batch))
      if begun.count == Self.begunAhead { begun.removeFirst().finish() }
    }
    for block in begun { block.finish() }
  }

  private func claim() -> (block: RecordBlock, batch: RecordBatch)? {
    lock.lock()
    defer { lock.unlock() }
    guard claimed < blocks.count else { return nil }
    claimed += 1
    return blocks[claimed - 1]
  }
}

/// How a test cuts a file.
struct BlockManner: Sendable, CustomStringConvertible {
  var bytes: ClosedRange<Int>
  var lines: Int
  var threads: Int
  var chunks: ChunkSizes

  var sizes: BlockCutter.Sizes { BlockCutter.Sizes(block: bytes, lines: lines) }
  var description: String { "blocks of \(bytes), \(threads) threads, \(chunks.testDescription)" }

  static let all: [BlockManner] = [
    BlockManner(bytes: 1...1, lines: 1, threads: 1, chunks: .whole),
    BlockManner(bytes: 7...24, lines: 2, threads: 2, chunks: .random(seed: 5)),
    BlockManner(bytes: 16...200, lines: 4, threads: 4, chunks: .whole),
    BlockManner(bytes: 40...40, lines: 1, threads: 3, chunks: .single),
    BlockManner(bytes: 1 << 14...1 << 18, lines: 768, threads: 2, chunks: .whole),
  ]
}
