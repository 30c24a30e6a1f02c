import Foundation
import Records
import Requests
import Testing

@testable import Pipeline

@Suite struct ChunkQueueTests {
  /// Ranges make 0 to 5 chunks that are not their last; their lines say where they belong.
  private func lines(of range: Int) -> [String] {
    (0...(range * 7 % 6)).map { "\(range).\($0)" + String(repeating: "x", count: range * 13 % 29) + "\n" }
  }

  private func chunk(_ queue: ChunkQueue, _ text: String) -> RequestChunk {
    let chunk = queue.emptyChunk()
    chunk.lines.append(Array(text.utf8))
    return chunk
  }

  /// What the threads of a test write, and how they take turns.
  private final class Written: @unchecked Sendable {
    private let lock = NSLock()
    private var bytes: [UInt8] = []
    private var writers = 0
    private(set) var mostWriters = 0

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func write(_ chunk: RequestChunk, at offset: Int) {
      lock.withLock {
        writers += 1
        mostWriters = max(mostWriters, writers)
      }
      sched_yield()
      lock.withLock {
        #expect(offset == bytes.count)
        bytes += chunk.lines.all
        writers -= 1
      }
    }
  }

  private func work(_ queue: ChunkQueue, into written: Written) {
    defer { queue.didWork() }
    while let range = queue.claim() {
      let lines = lines(of: range)
      for (index, line) in lines.enumerated() {
        do throws(Problem) {
          try queue.handIn(chunk(queue, line), of: range, isLast: index == lines.count - 1)
        } catch { return }
        while let next = queue.nextToWrite() {
          written.write(next.chunk, at: next.offset)
          queue.didWrite(next.chunk)
        }
      }
    }
  }

  private func makeQueue(ranges: Int, limit: Int) -> ChunkQueue {
    ChunkQueue(rangeCount: ranges, limit: limit) { RequestChunk(capacity: 64, hasDigests: false) }
  }

  /// More threads than chunks that may wait: whoever has the turn never waits for those who have not.
  @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 5], [1, 2, 6])
  func chunksComeInOrder(threads: Int, limit: Int) throws {
    let (queue, written) = (makeQueue(ranges: 400, limit: limit), Written())
    for _ in 0..<threads {
      queue.willWork()
      Thread.detachNewThread { self.work(queue, into: written) }
    }
    var taken = ""
    while let chunk = try queue.take() {
      taken += String(decoding: chunk.lines.all, as: UTF8.self)
      queue.release(chunk)
    }
    queue.waitForWorkers()
    #expect(taken == (0..<400).flatMap(lines).joined())
    #expect(written.text == taken)
    #expect(written.mostWriters == 1)
  }

  @Test func laterRangesAreHeldBack() throws {
    let queue = makeQueue(ranges: 3, limit: 6)
    _ = (queue.claim(), queue.claim(), queue.claim())
    #expect(queue.claim() == nil)
    try queue.handIn(chunk(queue, "c"), of: 2, isLast: true)
    try queue.handIn(chunk(queue, "b"), of: 1, isLast: true)
    #expect(queue.nextToWrite() == nil)
    try queue.handIn(chunk(queue, "a"), of: 0, isLast: true)
    var text = ""
    while let next = queue.nextToWrite() {
      #expect(next.offset == text.utf8.count)
      #expect(queue.nextToWrite() == nil, "somebody writes")
      text += String(decoding: next.chunk.lines.all, as: UTF8.self)
      queue.didWrite(next.chunk)
    }
    #expect(text == "abc")
    for expected in ["a", "b", "c"] {
      #expect(try queue.take().map { String(decoding: $0.lines.all, as: UTF8.self) } == expected)
    }
    #expect(try queue.take() == nil)
  }

  @Test func noRangesAreTheEnd() throws { #expect(try makeQueue(ranges: 0, limit: 1).take() == nil) }

  /// One waits for its turn, which never comes, and the consumer for chunks.
  @Test(.timeLimit(.minutes(1))) func aFailureWakesEveryone() {
    let queue = makeQueue(ranges: 2, limit: 1)
    _ = (queue.claim(), queue.claim())
    let isFull = DispatchSemaphore(value: 0)
    queue.willWork()
    Thread.detachNewThread {
      defer { queue.didWork() }
      do throws(Problem) {
        try queue.handIn(self.chunk(queue, "b"), of: 1, isLast: false)
        isFull.signal()
        try queue.handIn(self.chunk(queue, "c"), of: 1, isLast: false)
        Issue.record("there was no place for it")
      } catch { #expect(error == PipelineStop.cancellation) }
    }
    Thread.detachNewThread {
      isFull.wait()
      for _ in 0..<10_000 { sched_yield() }  // likely that both wait
      queue.fail(PipelineStop.cancellation)
    }
    #expect(throws: PipelineStop.cancellation) { try queue.take() }
    queue.waitForWorkers()
    #expect(queue.claim() == nil && queue.nextToWrite() == nil)
  }
}
