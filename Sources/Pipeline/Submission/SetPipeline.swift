import Delivery
import Grouping
import Records

/// The way of the reviews of a converted set, from its folder to requests.
///
/// They are put together anew, because some may be unchanged: with nothing left out and the limits of the set,
/// the requests are those of the set, byte for byte.
public final class SetPipeline {
  private let set: ConvertedSet
  private let limits: RequestLimits
  private let cancellation: Cancellation

  public init(set: ConvertedSet, limits: RequestLimits, cancellation: Cancellation) {
    self.set = set
    self.limits = limits
    self.cancellation = cancellation
  }

  /// Gives all requests to the output; the summary tells how far it came, where it was stopped.
  public func run(into output: any ConvertOutput) -> (summary: RunSummary, stop: PipelineStop?) {
    var summary = RunSummary()
    summary.read = set.reviewCount
    summary.mapped = set.reviewCount
    summary.inputs = [InputSummary(name: set.path, state: .complete, read: set.reviewCount, digest: nil)]
    let assembler = AssemblingStage(limits: limits, cancellation: cancellation, output: output)
    do throws(Problem) {
      try output.inputsWereRead(summary)
      try read(into: output.stage(before: assembler))
    } catch {
      assembler.add(to: &summary)
      return (summary, PipelineStop(output: error))
    }
    assembler.add(to: &summary)
    return (summary, nil)
  }

  private func read(into stage: any GroupStage) throws(Problem) {
    try set.forEachReview { (key) throws(Problem) in
      if cancellation.isCancelled { throw PipelineStop.cancellation }
      try stage.product(key)
    } review: { (id, body) throws(Problem) in
      try stage.review(id: id, body: body)
    }
    try stage.finish()
  }
}
