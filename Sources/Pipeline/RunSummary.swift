import Records

/// What became of the records of a run.
///
/// The counts add up: `read + fannedOut = mapped + filtered + rejected`, and `mapped = written + duplicates`.
public struct RunSummary: Sendable, Equatable {
  /// Records found in the inputs, unreadable ones included.
  public var read = 0
  /// Reviews made beyond one for each record (`each`).
  public var fannedOut = 0
  public var mapped = 0
  public var filtered = 0
  /// Those of `filtered` that the mapping never asked for: records of a tap's other streams.
  public var passedOver = 0
  public var rejected = 0
  /// Mapped reviews that a later one with the same product and external_id replaced.
  public var duplicates = 0
  public var products = 0
  public var requests = 0
  /// Reviews in the requests.
  public var written = 0
  /// Bytes of all request bodies.
  public var requestBytes = 0
  /// Records filtered by each condition of `where`, in the mapping's order.
  public var filteredBy: [(label: String, count: Int)] = []
  /// Rejected records by the code of their problem.
  public var rejectsByCode: [ProblemCode: Int] = [:]
  public var inputs: [InputSummary] = []
  /// Bytes written to the temporary folder because `--memory` was too small for the input.
  public var spilledBytes = 0
  /// What a Singer tap said last of how far it had come; it may have it back when all is done.
  public var state: [UInt8]?
  /// The inputs that had one, by their place among the inputs.
  public var inputsWithState: Set<Int> = []
  /// Whether records were passed over that the mapping may have wanted, so that no state is safe.
  public var lacksStream = false
  /// What became of the products, where the mapping enriches them.
  public var enrichment: EnrichmentSummary?
  /// What was counted for a report, where one was asked for.
  public var details: RunDetails?
  /// What became of `written`, where it was to be sent.
  public var submission: SubmissionSummary?

  public init() {}

  /// Whether an input could not be opened or is not what the mapping expects.
  public var hasUnreadableInput: Bool { inputs.contains { $0.state == .unreadable } }
  /// Whether an input broke off before its end.
  public var hasBrokenInput: Bool { inputs.contains { $0.state == .broken } }

  public static func == (first: RunSummary, second: RunSummary) -> Bool {
    first.counts.elementsEqual(second.counts) { $0 == $1 } && first.rejectsByCode == second.rejectsByCode
      && first.inputs == second.inputs
      && first.filteredBy.elementsEqual(second.filteredBy) { $0 == $1 }
  }

  /// The counts by the names they have in `summary.json`.
  public var counts: [(name: String, value: Int)] {
    [
      ("read", read), ("fanned_out", fannedOut), ("mapped", mapped), ("filtered", filtered),
      ("rejected", rejected), ("duplicates", duplicates), ("products", products), ("written", written),
      ("requests", requests), ("request_bytes", requestBytes), ("spilled_bytes", spilledBytes),
    ]
  }
}

/// What became of one input.
public struct InputSummary: Sendable, Equatable {
  public enum State: String, Sendable {
    case complete
    /// Read up to a place where it is cut off or broken; the records before it were used.
    case broken
    /// Not read at all.
    case unreadable
  }
  public var name: String
  public var state: State
  public var read: Int
  public var digest: InputDigest?
}

/// How many rejected records a run may have and still count as a success.
public enum RejectBudget: Sendable, Equatable {
  case count(Int)
  case percent(Double)

  /// Reads `12` or `0.5%`; nil for anything else.
  public init?(_ text: String) {
    if text.hasSuffix("%") {
      guard let value = Double(text.dropLast()), (0...100).contains(value) else { return nil }
      self = .percent(value)
    } else {
      guard let value = Int(text), value >= 0 else { return nil }
      self = .count(value)
    }
  }

  public func isExceeded(by summary: RunSummary) -> Bool {
    switch self {
    case .count(let limit): summary.rejected > limit
    case .percent(let limit):
      // A tap's other streams are no reviews, and may be any number of records.
      Double(summary.rejected) * 100 > limit * Double(summary.read + summary.fannedOut - summary.passedOver)
    }
  }
}
