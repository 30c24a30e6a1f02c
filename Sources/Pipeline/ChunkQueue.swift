import Records
import Requests

/// Brings the chunks of many threads into order.
///
/// ```
/// workers   claim ranges in order, fill chunks and hand them in; one of them at a time writes what is in order
/// consumer  takes the written chunks in order, and gives them back empty
/// ```
/// The turn is at the range that was claimed first and whose last chunk has not been handed in. Chunks of later ranges
/// are held back until their turn has come, as many as memory permits. Whoever fills chunks of the turn's range waits
/// for nobody but the consumer: the memory is bounded, however large a product is, and nothing stands still.
final class ChunkQueue: @unchecked Sendable {
  private let monitor = Monitor(conditions: 3)
  private let rangeCount: Int
  private let limit: Int
  private let makeChunk: () -> RequestChunk
  private var claimedCount = 0
  /// The range whose turn it is.
  private var turn = 0
  /// Chunks of later ranges, by range and in their order.
  private var held: [Int: [Handed]] = [:]
  private var heldCount = 0
  /// Chunks in order that nobody has begun to write.
  private var ordered: [RequestChunk] = []
  private var isWriting = false
  /// Of the lines of all chunks that were written.
  private var writtenBytes = 0
  /// Written chunks that nobody has taken.
  private var written: [RequestChunk] = []
  private var spare: [RequestChunk] = []
  private var runningCount = 0
  private var failure: Problem?

  private typealias Handed = (chunk: RequestChunk, isLast: Bool)

  /// `limit`: chunks that may wait to be taken, and once more as many that may wait for their turn.
  init(rangeCount: Int, limit: Int, makeChunk: @escaping () -> RequestChunk) {
    self.rangeCount = rangeCount
    self.limit = limit
    self.makeChunk = makeChunk
  }

  // Conditions of the monitor.
  private static let canHandIn = 0
  private static let canTake = 1
  private static let hasEnded = 2

  /// Stops everyone: `take` and `handIn` throw this from now on, if nothing else before.
  func fail(_ problem: Problem) {
    monitor.locked {
      if failure == nil { failure = problem }
      monitor.wakeEveryone()
    }
  }

  /// What was handed in, is in order, and was not taken.
  private var inOrder: Int { ordered.count + (isWriting ? 1 : 0) + written.count }
}

// MARK: - Workers

extension ChunkQueue {
  /// Said before a worker's thread is started.
  func willWork() { monitor.locked { runningCount += 1 } }

  /// Said when a worker's thread ends.
  func didWork() {
    monitor.locked {
      runningCount -= 1
      monitor.wake(Self.hasEnded)
    }
  }

  /// The next range to be done; nil where there is no more.
  func claim() -> Int? {
    monitor.locked {
      guard failure == nil, claimedCount < rangeCount else { return nil }
      claimedCount += 1
      return claimedCount - 1
    }
  }

  /// A chunk to fill.
  func emptyChunk() -> RequestChunk { monitor.locked { spare.popLast() } ?? makeChunk() }

  /// Takes a full chunk; `isLast` passes the turn on to the next range.
  func handIn(_ chunk: RequestChunk, of range: Int, isLast: Bool) throws(Problem) {
    let failure = monitor.locked { () -> Problem? in
      while self.failure == nil, inOrder + (range == turn ? 0 : heldCount) >= limit {
        monitor.wait(Self.canHandIn)
      }
      guard self.failure == nil else { return self.failure }
      hold((chunk, isLast), of: range)
      return nil
    }
    if let failure { throw failure }
  }

  private func hold(_ chunk: Handed, of range: Int) {
    held[range, default: []].append(chunk)
    heldCount += 1
    guard range == turn else { return }
    while let chunks = held.removeValue(forKey: turn) {
      heldCount -= chunks.count
      ordered += chunks.lazy.map(\.chunk)
      guard chunks.last?.isLast == true else { return }
      turn += 1
      monitor.wakeAll(Self.canHandIn)
    }
  }

  /// The next chunk in order, and the place of its lines in all lines; nil where there is none, or somebody writes.
  ///
  /// Whoever has it is the one who writes until `didWrite`.
  func nextToWrite() -> (chunk: RequestChunk, offset: Int)? {
    monitor.locked {
      guard failure == nil, !isWriting, !ordered.isEmpty else { return nil }
      isWriting = true
      return (ordered.removeFirst(), writtenBytes)
    }
  }

  /// Gives a written chunk to the consumer.
  func didWrite(_ chunk: RequestChunk) {
    monitor.locked {
      isWriting = false
      writtenBytes += chunk.lines.count
      written.append(chunk)
      if written.count == min(Self.takenAtOnce, limit) || isAtEnd { monitor.wake(Self.canTake) }
    }
  }

  /// To wake the consumer for each keeps a worker from its core each time, though it mostly has little to do.
  private static let takenAtOnce = 3

  /// Whether all is written.
  private var isAtEnd: Bool { turn == rangeCount && ordered.isEmpty && !isWriting }
}

// MARK: - Consumer

extension ChunkQueue {
  /// The next chunk in order; nil behind the last.
  func take() throws(Problem) -> RequestChunk? {
    let (chunk, failure) = monitor.locked { () -> (RequestChunk?, Problem?) in
      while true {
        if let failure = self.failure { return (nil, failure) }
        if !written.isEmpty { return (takeFirst(), nil) }
        if isAtEnd { return (nil, nil) }
        monitor.wait(Self.canTake)
      }
    }
    if let failure { throw failure }
    return chunk
  }

  private func takeFirst() -> RequestChunk {
    if inOrder + heldCount >= limit { monitor.wakeAll(Self.canHandIn) }
    return written.removeFirst()
  }

  /// Gives a chunk back that was taken.
  func release(_ chunk: RequestChunk) {
    chunk.removeAll()
    monitor.locked { spare.append(chunk) }
  }

  /// Waits until all workers have ended.
  func waitForWorkers() {
    monitor.locked { while runningCount > 0 { monitor.wait(Self.hasEnded) } }
  }
}
