import Dispatch
import Records

/// Notes accepted requests from many tasks, several in one transaction.
///
/// While one transaction is written, the requests that come in gather for the next: with no load each is written
/// at once, under load a transaction holds as many as came in meanwhile. `note` returns when its request is in the
/// ledger: a task that keeps its place among the requests in flight until then makes "sent again after a crash"
/// never more than what was in flight. All of it runs on a thread of its own, since SQLite blocks.
public actor GroupCommit {
  private struct Waiting {
    var request: AcceptedRequest
    var continuation: CheckedContinuation<Result<Void, Problem>, Never>
  }

  private let ledger: Ledger
  private let now: @Sendable () -> Int
  private nonisolated let executor = QueueExecutor()
  private var waiting: [Waiting] = []
  /// Transactions written.
  public private(set) var commits = 0

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// - Parameter now: The time in seconds since 1970.
  public init(ledger: Ledger, now: @escaping @Sendable () -> Int) {
    self.ledger = ledger
    self.now = now
  }

  /// Notes a request after its 2xx, and returns when that is written.
  public func note(_ request: AcceptedRequest) async throws(Problem) {
    let result = await withCheckedContinuation { continuation in
      waiting.append(Waiting(request: request, continuation: continuation))
      // The task comes behind the calls that are queued already: these go into the same transaction.
      if waiting.count == 1 { Task { self.commit() } }
    }
    try result.get()
  }

  private func commit() {
    let group = waiting
    waiting.removeAll(keepingCapacity: true)
    var result = Result<Void, Problem>.success(())
    do throws(Problem) {
      try ledger.accepted(group.map(\.request), at: now())
    } catch {
      result = .failure(error)
    }
    commits += 1
    for one in group { one.continuation.resume(returning: result) }
  }
}

/// Runs an actor on a dispatch queue, so that waiting for the disk takes no thread from other tasks.
private final class QueueExecutor: SerialExecutor {
  private let queue = DispatchQueue(label: "ledger")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
