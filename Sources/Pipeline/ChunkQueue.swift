import Foundation
import Records
import Requests

/// Brings the chunks of many threads into order.
///
/// ```
/// workers   claim ranges in order, fill chunks, and place each when it is its turn
/// consumer  takes the chunks in the order in which they were placed, and gives them back empty
/// ```
/// The turn is at the range that was claimed first and has not placed its last chunk. So whoever fills chunks of it
/// waits for nobody but the consumer, the others wait with one full chunk each: the memory is bounded, however
/// large a product is, and nothing stands still.
final class ChunkQueue: @unchecked Sendable {
  /// Where a chunk belongs.
  struct Place {
    /// Of its lines, in all lines.
    var offset: Int
    fileprivate var number: Int
  }

  private let condition = NSCondition()
  private let rangeCount: Int
  private let limit: Int
  private let makeChunk: () -> RequestChunk
  private var claimedCount = 0
  /// The range whose turn it is.
  private var turn = 0
  private var placedCount = 0
  private var placedBytes = 0
  private var takenCount = 0
  /// Placed chunks that nobody has taken, by number.
  private var ready: [Int: RequestChunk] = [:]
  private var spare: [RequestChunk] = []
  private var runningCount = 0
  private var failure: Problem?

  /// `limit`: chunks that may wait to be taken.
  init(rangeCount: Int, limit: Int, makeChunk: @escaping () -> RequestChunk) {
    self.rangeCount = rangeCount
    self.limit = limit
    self.makeChunk = makeChunk
  }

  /// Stops everyone: `take` and `place` throw this from now on, if nothing else before.
  func fail(_ problem: Problem) {
    change { if failure == nil { failure = problem } }
  }

  private func change(_ body: () -> Void) {
    condition.lock()
    body()
    condition.broadcast()
    condition.unlock()
  }

  private func checkFailure() throws(Problem) {
    if let failure { throw failure }
  }
}

// MARK: - Workers

extension ChunkQueue {
  /// Said before a worker's thread is started.
  func willWork() { change { runningCount += 1 } }

  /// Said when a worker's thread ends.
  func didWork() { change { runningCount -= 1 } }

  /// The next range to be done; nil where there is no more.
  func claim() -> Int? {
    condition.lock()
    defer { condition.unlock() }
    guard failure == nil, claimedCount < rangeCount else { return nil }
    claimedCount += 1
    return claimedCount - 1
  }

  /// A chunk to fill.
  func emptyChunk() -> RequestChunk {
    condition.lock()
    defer { condition.unlock() }
    return spare.popLast() ?? makeChunk()
  }

  /// Waits for the turn of a full chunk; `isLast` passes the turn on to the next range.
  func place(_ chunk: RequestChunk, of range: Int, isLast: Bool) throws(Problem) -> Place {
    condition.lock()
    defer { condition.unlock() }
    while failure == nil, turn != range || placedCount - takenCount >= limit { condition.wait() }
    try checkFailure()
    let place = Place(offset: placedBytes, number: placedCount)
    placedCount += 1
    placedBytes += chunk.lines.count
    if isLast { turn += 1 }
    condition.broadcast()
    return place
  }

  /// Gives a placed chunk to the consumer.
  func put(_ chunk: RequestChunk, at place: Place) { change { ready[place.number] = chunk } }
}

// MARK: - Consumer

extension ChunkQueue {
  /// The next chunk in order; nil behind the last.
  func take() throws(Problem) -> RequestChunk? {
    condition.lock()
    defer { condition.unlock() }
    while true {
      try checkFailure()
      if let chunk = ready.removeValue(forKey: takenCount) {
        takenCount += 1
        condition.broadcast()
        return chunk
      }
      if turn == rangeCount && takenCount == placedCount { return nil }
      condition.wait()
    }
  }

  /// Gives a chunk back that was taken.
  func release(_ chunk: RequestChunk) {
    chunk.removeAll()
    condition.lock()
    defer { condition.unlock() }
    spare.append(chunk)
  }

  /// Waits until all workers have ended.
  func waitForWorkers() {
    condition.lock()
    defer { condition.unlock() }
    while runningCount > 0 { condition.wait() }
  }
}
