import Foundation
import Grouping
import Records
import Requests

/// Makes the requests out of grouped reviews, with several threads, and gives them to an output in order.
///
/// ```
/// workers            merge a range of keys → requests → digests → the file, in order ──────┐
/// the calling thread                          numbers → manifest ◄────────── ChunkQueue ────┘
/// ```
/// Workers write, one at a time, mostly what they have made themselves: to hand all bodies to another core costs more than to
/// make them.
/// The ranges are the same for any number of threads, and requests never hold two products: the output does not
/// depend on how the reviews were divided.
final class ParallelFinish: @unchecked Sendable {
  private let groups: GroupedReviews
  private let limits: RequestLimits
  private let threadCount: Int
  /// Is told of the reviews that the output has taken; set before `run`.
  var progress: ProgressCounters?
  /// Where the products with the most reviews are wanted; set before `run`.
  var products: TopProducts?
  private let queue: ChunkQueue
  private let lock = NSLock()
  private var mergeCounts = GroupCounts()
  private var requests = 0
  private var written = 0
  private var requestBytes = 0

  /// `threadCount` workers are started by `run`.
  init(groups: GroupedReviews, limits: RequestLimits, threadCount: Int, wantsDigests: Bool) {
    self.groups = groups
    self.limits = limits
    self.threadCount = threadCount
    mergeCounts.duplicates = groups.duplicates
    let capacity = groups.chunkBytes + groups.chunkBytes / 4
    queue = ChunkQueue(rangeCount: groups.rangeCount, limit: max(6, 2 * threadCount)) {
      RequestChunk(capacity: capacity, hasDigests: wantsDigests)
    }
  }

  /// Gives all requests to the output; returns when all is done, or nothing more is.
  func run(into output: any ConvertOutput, cancellation: Cancellation) throws(Problem) {
    cancellation.onCancel { [queue] in queue.fail(PipelineStop.cancellation) }
    let write: FinishWorker.Write = { [output = Unshared(output)] (chunk, offset) throws(Problem) in
      try output.value.write(chunk, at: offset)
    }
    for _ in 0..<min(threadCount, groups.rangeCount) {
      queue.willWork()
      Thread.detachNewThread { self.work(write) }
    }
    defer {
      queue.fail(PipelineStop.cancellation)
      queue.waitForWorkers()
      Thread.detachNewThread { [groups] in groups.discardFile() }
      Thread.detachNewThread { [groups] in groups.discardMemory() }
    }
    while let chunk = try queue.take() {
      try output.requests(chunk, firstNumber: requests + 1)
      requests += chunk.entries.count
      progress?.wrote(reviews: chunk.entries.reduce(0) { $0 + $1.reviewCount })
      if products != nil { countProducts(of: chunk) }
      for entry in chunk.entries {
        written += entry.reviewCount
        requestBytes += entry.length
      }
      queue.release(chunk)
    }
  }

  private func countProducts(of chunk: RequestChunk) {
    for entry in chunk.entries.indices {
      let request = chunk.request(entry, number: 0)
      products?.add(request.key, reviews: request.reviewCount)
    }
  }

  func add(to summary: inout RunSummary) {
    lock.lock()
    defer { lock.unlock() }
    summary.products = mergeCounts.products
    summary.duplicates = mergeCounts.duplicates
    summary.written = written
    summary.requests = requests
    summary.requestBytes = requestBytes
  }
}

extension ParallelFinish {
  /// Lets the workers call `ConvertOutput.write`, which is made for that, and nothing else of an output.
  private struct Unshared: @unchecked Sendable {
    let value: any ConvertOutput
    init(_ value: any ConvertOutput) { self.value = value }
  }

  private func work(_ write: @escaping FinishWorker.Write) {
    let worker = FinishWorker(groups: groups, limits: limits, queue: queue, write: write)
    do throws(Problem) { try worker.run() } catch { queue.fail(error) }
    lock.lock()
    mergeCounts += worker.counts
    lock.unlock()
    queue.didWork()
  }
}
