import Delivery
import Grouping
import Records
import Requests

/// The way of the reviews of a converted set, from its folder to requests.
///
/// They are put together anew, because some may be unchanged. Where nothing can be left out and the limits
/// are those of the set, its requests are passed on as they lie.
public final class SetPipeline {
  private let set: ConvertedSet
  private let limits: RequestLimits
  private let details: DetailChoice?
  private let cancellation: Cancellation

  /// - Parameter details: What is counted for a report: the products, for the reviews are not looked into.
  public init(
    set: ConvertedSet, limits: RequestLimits, details: DetailChoice? = nil, cancellation: Cancellation
  ) {
    self.set = set
    self.limits = limits
    self.details = details
    self.cancellation = cancellation
  }

  /// Gives all requests to the output; the summary tells how far it came, where it was stopped.
  public func run(into output: any ConvertOutput) -> (summary: RunSummary, stop: PipelineStop?) {
    var summary = RunSummary()
    summary.read = set.reviewCount
    summary.mapped = set.reviewCount
    summary.details = details.map { RunDetails(ofSet: $0) }
    summary.inputs = [InputSummary(name: set.path, state: .complete, read: set.reviewCount, digest: nil)]
    let assembler = AssemblingStage(limits: limits, cancellation: cancellation, output: output)
    do throws(Problem) {
      try output.inputsWereRead(summary)
      let stage = output.stage(before: assembler)
      if stage === assembler && isUnchanged {
        try passOn(to: output, &summary)
        return (summary, nil)
      }
      let count = details.map { _ in ProductCountStage(before: stage) }
      try read(into: count ?? stage)
      // Only of a run that came to its end: before, nobody knows which products have the most.
      summary.details?.products = count?.products
    } catch {
      if summary.requests == 0 { assembler.add(to: &summary) }
      return (summary, PipelineStop(output: error))
    }
    assembler.add(to: &summary)
    return (summary, nil)
  }

  private var isUnchanged: Bool {
    let settings = set.manifest.settings
    return limits.shape == settings.shape && limits.maxReviews == settings.maxReviews
      && limits.maxBytes == settings.maxBytes
  }

  private func passOn(to output: any ConvertOutput, _ summary: inout RunSummary) throws(Problem) {
    let key = ByteBuffer(capacity: 1024)
    var products = TopProducts()
    try set.readWhole { (request) throws(Problem) in
      if cancellation.isCancelled { throw PipelineStop.cancellation }
      if !key.all.elementsEqual(request.key) {  // no key is empty
        key.removeAll()
        key.append(request.key)
        summary.products += 1
      }
      products.add(request.key, reviews: request.reviewCount)
      summary.requests += 1
      summary.written += request.reviewCount
      summary.requestBytes += request.body.count
      try output.request(request)
    }
    products.settle()
    if details != nil { summary.details?.products = products }
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
