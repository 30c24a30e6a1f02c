import Records
import Requests

/// Brings the chunks of many threads into order.
///
/// ```
/// workers   claim ranges in order, fill chunks, and place each when it is its turn
/// consumer  takes the chunks in the order in which they were placed, and gives them back empty
/// ```
/// The turn is at the range that was claimed first and has not placed its last chunk. So whoever fills chunks of it
/// waits for nobody but the consumer, the others wait with the few full chunks they may keep: the memory is bounded,
/// however large a product is, and nothing stands still.
final class ChunkQueue: @unchecked Sendable {
  /// Where a chunk belongs.
  struct Place {
    /// Of its lines, in all lines.
    var offset: Int
    fileprivate var number: Int
  }

  private let monitor = Monitor(conditions: 3)
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

  // Conditions of the monitor.
  private static let canPlace = 0
  private static let canTake = 1
  private static let hasEnded = 2

  /// Stops everyone: `take` and `place` throw this from now on, if nothing else before.
  func fail(_ problem: Problem) {
    monitor.locked {
      if failure == nil { failure = problem }
      monitor.wakeEveryone()
    }
  }
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

  /// The place of a full chunk; `isLast` passes the turn on to the next range.
  ///
  /// Where it is not the range's turn, it waits for it, or returns nil.
  func place(
    _ chunk: RequestChunk, of range: Int, isLast: Bool, waits: Bool
  ) throws(Problem) -> Place? {
    let (place, failure) = monitor.locked { () -> (Place?, Problem?) in
      while self.failure == nil, turn != range || isFull {
        guard waits else { return (nil, nil) }
        monitor.wait(Self.canPlace)
      }
      return self.failure.map { (nil, $0) } ?? (occupy(chunk, isLast), nil)
    }
    if let failure { throw failure }
    return place
  }

  private var isFull: Bool { placedCount - takenCount >= limit }

  private func occupy(_ chunk: RequestChunk, _ isLast: Bool) -> Place {
    let place = Place(offset: placedBytes, number: placedCount)
    placedCount += 1
    placedBytes += chunk.lines.count
    if isLast {
      turn += 1
      monitor.wakeAll(Self.canPlace)
    }
    return place
  }

  /// Gives a placed chunk to the consumer.
  func put(_ chunk: RequestChunk, at place: Place) {
    monitor.locked {
      ready[place.number] = chunk
      if place.number == takenCount { monitor.wake(Self.canTake) }
    }
  }
}

// MARK: - Consumer

extension ChunkQueue {
  /// The next chunk in order; nil behind the last.
  func take() throws(Problem) -> RequestChunk? {
    let (chunk, failure) = monitor.locked { () -> (RequestChunk?, Problem?) in
      while true {
        if let failure = self.failure { return (nil, failure) }
        if let chunk = ready.removeValue(forKey: takenCount) { return (take(chunk), nil) }
        if turn == rangeCount && takenCount == placedCount { return (nil, nil) }
        monitor.wait(Self.canTake)
      }
    }
    if let failure { throw failure }
    return chunk
  }

  private func take(_ chunk: RequestChunk) -> RequestChunk {
    if isFull { monitor.wakeAll(Self.canPlace) }
    takenCount += 1
    return chunk
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
