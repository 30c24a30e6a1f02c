import CMemory
import Foundation
import Records

/// Seals full parts and writes the oldest ones to a temporary file, on a thread of its own.
///
/// ```
/// closed by the collector ─► [ part | part | part | part | part ] ─► run   once there are 5, the oldest ones
///                              sealed, oldest first
/// ```
/// What is still in memory at the end stays there. What is written depends on the parts alone, not on how fast
/// they come. The thread begins with the first part and ends with `finish`
/// or `stop`; a problem of its is thrown by the next call.
final class Spiller: @unchecked Sendable {
  private let budget: MemoryBudget
  private let pool: BufferPool
  private let condition = NSCondition()

  // Guarded by the condition.
  private var parts: [MemoryPart] = []
  private var sealedCount = 0
  private var runs: [SpillRun] = []
  private var (writtenRuns, runBytes) = (0, 0)
  private var failure: Problem?
  /// Reviews that were dropped while runs were written.
  private var duplicates = 0
  private var isRunning = false
  private var isEnding = false
  private var isStopped = false
  /// Bytes of closed parts.
  private var partBytes = 0

  /// Used by the thread alone, until it has ended.
  private let writer: PartWriter

  init(budget: MemoryBudget, folder: String, calls: SpillCalls, pool: BufferPool) {
    self.budget = budget
    self.pool = pool
    writer = PartWriter(budget: budget, folder: folder, calls: calls)
  }

  /// What stays when all parts are sealed or written.
  struct Result {
    var runs: [SpillRun]
    var parts: [MemoryPart]
    /// The keys that are in the indexes of all runs.
    var splitters: Splitters
    /// Reviews that were dropped while runs were written.
    var duplicates: Int
  }

  /// Takes a full part; waits while there is no memory for another one.
  func close(_ part: MemoryPart) throws(Problem) {
    condition.lock()
    defer { condition.unlock() }
    parts.append(part)
    partBytes += part.heldBytes
    startThread()
    condition.broadcast()
    while failure == nil && !isStopped && isAbove(MemoryBudget.partCount) {
      condition.wait()
    }
    try throwFailure()
  }

  /// Waits until the thread has done all that is to be done; what stays has no other owner then.
  func finish() throws(Problem) -> Result {
    condition.lock()
    defer { condition.unlock() }
    isEnding = true
    condition.broadcast()
    while isRunning { condition.wait() }
    try throwFailure()
    defer { (runs, parts, partBytes) = ([], [], 0) }
    writer.letGo()
    return Result(runs: runs, parts: parts, splitters: writer.splitters, duplicates: duplicates)
  }

  /// Ends the thread soon; who waits is woken.
  func stop() {
    condition.lock()
    defer { condition.unlock() }
    isStopped = true
    condition.broadcast()
  }

  var isCancelled: Bool { locked { isStopped } }
  var heldBytes: Int { locked { partBytes } }
  var runCount: Int { locked { writtenRuns } }
  var writtenBytes: Int { locked { runBytes } }

  private func locked<Value>(_ value: () -> Value) -> Value {
    condition.lock()
    defer { condition.unlock() }
    return value()
  }

  /// Whether closed parts take the memory of `count` ordinary ones; a part with a very long review takes more.
  private func isAbove(_ count: Int) -> Bool {
    parts.count >= count || partBytes > count * budget.partBytes
  }

  private func throwFailure() throws(Problem) {
    if let failure { throw failure }
    if isStopped { throw GroupingProblem.cancelled }
  }
}

// MARK: - The thread

extension Spiller {
  private enum Job {
    case seal(MemoryPart)
    /// Of all parts as many, the oldest ones.
    case write(Int)
  }

  private func startThread() {
    guard !isRunning else { return }
    isRunning = true
    Thread.detachNewThread { self.run() }
  }

  private func run() {
    while let job = nextJob() {
      do throws(Problem) {
        switch job {
        case .seal(let part):
          part.seal()
          locked { sealedCount += 1 }
        case .write(let count): try write(Array(locked { parts[..<count] }))
        }
      } catch {
        locked { if failure == nil { failure = error } }
      }
    }
    condition.lock()
    isRunning = false
    condition.broadcast()
    condition.unlock()
  }

  /// Writing goes before sealing, except that the oldest parts must be sealed first.
  private func nextJob() -> Job? {
    condition.lock()
    defer { condition.unlock() }
    while !isStopped && failure == nil {
      if isAbove(MemoryBudget.partCount - 1) {
        let count = min(MemoryBudget.partsTogether(runs: runs.count), parts.count)
        if sealedCount >= count { return .write(count) }
      }
      if sealedCount < parts.count { return .seal(parts[sealedCount]) }
      if isEnding { return nil }
      condition.wait()
    }
    return nil
  }

  private func write(_ oldest: [MemoryPart]) throws(Problem) {
    let (run, dropped) = try writer.write(oldest) { self.isCancelled }
    let held = oldest.reduce(0) { $0 + $1.heldBytes }
    for part in oldest { pool.give(part.releaseBuffers()) }
    // A twentieth of the memory gathers between the pieces of many parts; a few are not worth the page faults.
    if oldest.count > 1 { give_back_freed_memory() }
    locked {
      runs.append(run)
      writtenRuns += 1
      runBytes += run.byteCount
      duplicates += dropped
      parts.removeFirst(oldest.count)
      partBytes -= held
      sealedCount -= oldest.count
      condition.broadcast()
    }
  }
}
