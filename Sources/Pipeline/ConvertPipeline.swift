import Foundation
import Grouping
import Mapping
import Readers
import Records
import Requests

/// Where a conversion puts what it makes.
public protocol ConvertOutput: AnyObject {
  /// Called once, when all inputs are read and before the first request; what came of grouping is not known.
  func inputsWereRead(_ summary: RunSummary) throws(Problem)
  /// Takes a finished request; its bytes are valid during the call only.
  func request(_ request: Request) throws(Problem)
  /// Called for finished requests before `requests` is, by many threads: what can be written so early is.
  ///
  /// - Parameter offset: Of the chunk's lines in all lines.
  func write(_ chunk: RequestChunk, at offset: Int) throws(Problem)
  /// Takes finished requests that follow each other, the first of which has this number.
  ///
  /// Called instead of `request`, and from the same thread, where `stage` puts nothing in between.
  func requests(_ chunk: RequestChunk, firstNumber: Int) throws(Problem)
  /// Whether chunks have the digests of their bodies.
  var wantsDigests: Bool { get }
  func reject(_ record: RejectedRecord) throws(Problem)
  /// The step that the grouped reviews take first; `next` makes requests of them.
  func stage(before next: any GroupStage) -> any GroupStage
}

extension ConvertOutput {
  public func stage(before next: any GroupStage) -> any GroupStage { next }

  public var wantsDigests: Bool { false }

  public func write(_ chunk: RequestChunk, at offset: Int) {}

  public func requests(_ chunk: RequestChunk, firstNumber: Int) throws(Problem) {
    for entry in chunk.entries.indices {
      try request(chunk.request(entry, number: firstNumber + entry))
    }
  }
}

/// The way of a review, from input files to requests.
///
/// ```
/// feeder threads       InputOpener → BlockCutter, or RecordReader ─┐
/// worker threads       BlockChain → MappingExecutor → ReviewEncoder    (BatchRing keeps the order)
/// the calling thread   ProductGrouper, which spills on a thread of its own
/// at the end           merging and RequestAssembler on several threads → ConvertOutput on the calling one
/// ```
public final class ConvertPipeline {
  private let plan: MappingPlan
  private let settings: ConvertSettings
  private let cancellation: Cancellation
  private let report: (Problem) -> Void
  /// What is known when a run has ended, or was stopped.
  public private(set) var summary = RunSummary()

  /// `report` is called on the thread that calls `run`.
  public init(
    plan: MappingPlan, settings: ConvertSettings, cancellation: Cancellation,
    report: @escaping (Problem) -> Void
  ) {
    self.plan = plan
    self.settings = settings
    self.cancellation = cancellation
    self.report = report
  }

  /// Runs to the end of the inputs; one input that cannot be read does not stop the others.
  public func run(into output: any ConvertOutput) throws(PipelineStop) -> RunSummary {
    try checkHeaders()
    let ring = BatchRing(
      length: settings.ringLength, lanes: settings.laneCount, inputs: settings.inputs.count, plan: plan)
    // First: once the ring is cancelled, this process may be gone before the next call.
    if let commands = settings.commands { cancellation.onCancel { commands.endAll() } }
    cancellation.onCancel { ring.cancel() }
    // Threads that read are not waited for, and this process may end once the run has.
    defer { settings.commands?.endAllForGood() }
    startThreads(ring)
    let collector = BatchCollector(
      plan: plan, settings: settings, cancellation: cancellation, output: output, report: report)
    defer { summary = collector.summary }
    do throws(PipelineStop) {
      while let item = ring.take() {
        try collector.collect(item)
        ring.release(item)
      }
      if cancellation.isCancelled { throw .cancelled }
      try collector.finish()
      return collector.summary
    } catch {
      ring.cancel()
      throw error
    }
  }

  /// Looks at every file's header before the first record is read.
  ///
  /// So a missing column stops the run before anything is written. Standard input can be read only
  /// once and is checked later.
  private func checkHeaders() throws(PipelineStop) {
    // A program runs once.
    guard plan.source.format != CommandFormat.name else { return }
    let reading = InputReading(plan: plan, maxExpansionRatio: settings.maxExpansionRatio)
    var refusals: [Problem] = []
    for path in settings.inputs where InputPlace(path).isRereadable {
      // A file that cannot be opened is reported when its turn comes.
      if let opened = try? reading.open(path) { refusals += opened.problems.filter { $0.severity == .error } }
    }
    if !refusals.isEmpty { throw .mapping(refusals) }
  }

  private func startThreads(_ ring: BatchRing) {
    let feeder = InputFeeder(plan: plan, settings: settings, ring: ring)
    for lane in 0..<ring.laneCount { Thread.detachNewThread { feeder.run(lane: lane) } }
    let worker = BatchWorker(plan: plan, settings: settings, ring: ring)
    for _ in 0..<settings.workerCount { Thread.detachNewThread { worker.run() } }
  }
}
