import Delivery
import Grouping
import Mapping
import Records
import Requests

/// The way of what is sent again: rejected records from their files, then refused requests as they lie in `failed/`.
public final class RetryPipeline {
  private let plan: RetryPlan
  private let mapping: MappingPlan?
  private let settings: ConvertSettings
  private let cancellation: Cancellation
  private let report: (Problem) -> Void
  private var summary = RunSummary()

  /// `settings` have the inputs and the selection of the plan.
  public init(
    _ plan: RetryPlan, mapping: MappingPlan?, settings: ConvertSettings, cancellation: Cancellation,
    report: @escaping (Problem) -> Void
  ) {
    self.plan = plan
    self.mapping = mapping
    self.settings = settings
    self.cancellation = cancellation
    self.report = report
  }

  /// Gives all requests to the output; the summary tells how far it came, where it was stopped.
  public func run(into output: any ConvertOutput) -> (summary: RunSummary, stop: PipelineStop?) {
    if let mapping {
      let pipeline = ConvertPipeline(
        plan: mapping, settings: settings, cancellation: cancellation, report: report)
      do throws(PipelineStop) {
        summary = try pipeline.run(into: output)
      } catch {
        return (pipeline.summary, error)
      }
    }
    if mapping == nil { summary.details = settings.details.map { RunDetails(ofSet: $0) } }
    do throws(Problem) {
      try sendRefused(output)
    } catch {
      return (summary, PipelineStop(output: error))
    }
    return (summary, nil)
  }

  private func sendRefused(_ output: any ConvertOutput) throws(Problem) {
    guard var failures = plan.failures else { return }
    let assembler = AssemblingStage(limits: settings.limits, cancellation: cancellation, output: output)
    let stage = output.stage(before: assembler)
    let reader = RequestBodyReader()
    defer { add(assembler) }
    while let failure = try failures.next() {
      guard let body = body(of: failure, reader) else { continue }
      summary.read += reader.reviews.count
      summary.mapped += reader.reviews.count
      try pass(body, reader, to: stage)
    }
    try stage.finish()
  }

  /// Nil for a file that is no body any more: it is told, and the others are sent.
  private func body(of failure: FailedRequest, _ reader: RequestBodyReader) -> [UInt8]? {
    do throws(Problem) {
      let body = try failure.body()
      try reader.read(body)
      return body
    } catch {
      var problem = error
      problem.position = SourcePosition(file: failure.bodyPath)
      report(problem)
      summary.rejectsByCode[problem.code, default: 0] += 1
      summary.read += 1
      summary.rejected += 1
      return nil
    }
  }

  private func pass(
    _ body: [UInt8], _ reader: RequestBodyReader, to stage: any GroupStage
  ) throws(Problem) {
    let result = body.withUnsafeBufferPointer { body in
      Result { () throws(Problem) in
        try stage.product(UnsafeBufferPointer(rebasing: body[reader.product]))
        for (index, review) in reader.reviews.enumerated() {
          try stage.review(
            id: reader.id(index, in: body), body: UnsafeBufferPointer(rebasing: body[review.range]))
        }
      }
    }
    try result.get()
  }

  private func add(_ assembler: AssemblingStage) {
    var refused = RunSummary()
    assembler.add(to: &refused)
    summary.products += refused.products
    summary.written += refused.written
    summary.requests += refused.requests
    summary.requestBytes += refused.requestBytes
  }
}
