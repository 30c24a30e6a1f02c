import Delivery
import Records

/// What is to be sent again of a run.
public struct RetryPlan: Sendable {
  public struct Input: Equatable, Sendable {
    /// As the run called it.
    public var name: String
    /// What is read now: `-`, or the path of the run or of `--input`.
    public var path: String
    public var selection: RecordSelection
  }

  /// Inputs with rejected records, in the order of the run.
  public var inputs: [Input]
  /// The run's refused requests; nil where they are to be left alone.
  public var failures: FailedRequests?
  /// Lines of `rejects.jsonl` that could not be read, so that their records are not in the plan.
  public var brokenLines: Int

  /// Records to be read.
  public var recordCount: Int { inputs.reduce(0) { $0 + $1.selection.count } }

  /// Sets what a conversion reads.
  public func apply(to settings: inout ConvertSettings) {
    settings.inputs = inputs.map(\.path)
    settings.selection = inputs.map(\.selection)
  }

  /// Says how many reviews of the run were left as a later run has sent them.
  public static func supersededReviews(_ summary: RunSummary, ofRun run: Int?) -> [Problem] {
    guard let submission = summary.submission else { return [] }
    let (parked, all) = (submission.supersededByParked, submission.superseded)
    var problems: [Problem] = []
    if all > parked { problems.append(RetryProblem.superseded(all - parked, run: run)) }
    if parked > 0 { problems.append(RetryProblem.supersededByParked(parked, run: run)) }
    return problems
  }

  /// Says of inputs that were read to their end which of them have fewer records than were asked for.
  public func missingRecords(in summary: RunSummary) -> [Problem] {
    zip(inputs, summary.inputs).compactMap { input, found in
      let missing = input.selection.count - found.read
      guard missing > 0, found.state == .complete else { return nil }
      return RetryProblem.missingRecords(input.path, missing)
    }
  }
}
