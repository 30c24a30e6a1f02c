import Foundation
import Readers
import Records
import Requests

/// What a conversion is told besides the mapping.
public struct ConvertSettings: Sendable {
  /// Paths in reading order; `-` is standard input.
  public var inputs: [String]
  public var shape: BodyShape
  /// Reviews in a request, 1…500.
  public var maxReviews: Int
  /// Bytes in a request body.
  public var maxBytes: Int
  /// Bytes of memory for batches and grouping together.
  public var memoryBytes: Int
  public var temporaryFolder: String
  /// Threads that parse, map and encode; reading bytes and collecting have their own.
  public var workerCount: Int
  /// Inflated bytes for each compressed byte, at most; nil for the default.
  public var maxExpansionRatio: Int?
  /// The moment that `newer_than` counts from, in seconds since 1970.
  public var now: Int64
  /// Which records of each input are taken, in the order of `inputs`; nil, or nothing at all, takes all.
  ///
  /// Other records are passed over and counted nowhere.
  public var selection: [RecordSelection?] = []
  /// Whether programs of the mapping may run; nil for no.
  public var commands: CommandRunning?
  /// What is looked up for each product; nil leaves products as they are mapped.
  public var enrichment: ProductEnrichment?
  /// What is counted for a report; nil for nothing.
  public var details: DetailChoice?
  /// Is told how far the run is.
  public var progress: ProgressCounters?

  public init(
    inputs: [String], shape: BodyShape = .flat, maxReviews: Int = RequestRules.defaultReviews,
    maxBytes: Int = RequestRules.defaultMaxBytes, memoryBytes: Int = 256 << 20,
    temporaryFolder: String = "/tmp", workerCount: Int = 1, maxExpansionRatio: Int? = nil, now: Int64
  ) {
    self.inputs = inputs
    self.shape = shape
    self.maxReviews = maxReviews
    self.maxBytes = maxBytes
    self.memoryBytes = memoryBytes
    self.temporaryFolder = temporaryFolder
    self.workerCount = workerCount
    self.maxExpansionRatio = maxExpansionRatio
    self.now = now
  }

  var limits: RequestLimits { RequestLimits(shape: shape, maxReviews: maxReviews, maxBytes: maxBytes) }

  func selection(of input: Int) -> RecordSelection? {
    selection.indices.contains(input) ? selection[input] : nil
  }

  /// Batches between the stages: one for each thread and one waiting at each side.
  var ringLength: Int { workerCount + 4 }

  /// Inputs that are read at the same time; each has two batches at least.
  var laneCount: Int { max(1, min(inputs.count, workerCount, ringLength / 2)) }

  /// Threads that make requests at the end, when those that map are done.
  ///
  /// Two at least where there are two cores, for the calling thread has little to do then; no more than cores, for
  /// each has a chunk of requests in memory.
  var finishThreadCount: Int {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    return min(max(workerCount, 2), max(cores, 1), 8)
  }

  /// What is left of `memoryBytes` for grouping when the batches have theirs (about 5 MiB each:
  /// records, reviews, encoded reviews), the process its own, and the allocator its slack.
  var groupingBytes: Int { max(8 << 20, memoryBytes - (ringLength * 5 << 20) - (16 << 20)) }
}
