/// A `summary.json`, as it is written and read.
///
/// Its properties are the keys of the file, which are never renamed or removed, because monitoring reads them; new ones
/// may come. Those about the run and its submission are there for `submit`, `run` only with a ledger, `details`
/// only where a report was asked for.
public struct SummaryDocument: Codable, Equatable, Sendable {
  public struct Input: Codable, Equatable, Sendable {
    public var file: String
    public var state: String
    public var read: Int
  }

  public struct Amount: Codable, Equatable, Sendable {
    public var requests: Int
    public var reviews: Int
  }

  public struct Submission: Codable, Equatable, Sendable {
    public var sent: Amount
    public var unchanged: Int
    public var parked: Int
    public var parked_in_ledger: Int
    public var offered: Int
    public var released: Int
    public var changed: Int
    public var moved: Int
    public var refused: Amount
    public var unsent: Amount
    public var attempts: Int
    public var failed_attempts: [String: Int]
    public var tokens: Int
  }

  public var event: String?
  public var run: Int?
  public var state: String?
  public var exit_status: Int32?
  public var started: String?
  public var ended: String?
  public var seconds: Double?
  public var mapping: String?
  public var counts: [String: Int]
  public var filtered_by: [String: Int]
  public var rejected_by: [String: Int]
  public var inputs: [Input]
  public var enrichment: [String: Int]?
  public var submission: Submission?
  public var details: SummaryDetails?
}

extension SummaryDocument {
  /// Why records were rejected, the most frequent reason first; without examples where no report was asked for.
  public var rejects: [SummaryDetails.Reject] {
    if let details { return details.rejects }
    let known = rejected_by.map { SummaryDetails.Reject(code: $0.key, count: $0.value, examples: []) }
    return known.sorted { ($1.count, $0.code) < ($0.count, $1.code) }
  }

  /// Why records were filtered; in the mapping's order, or by name where no report was asked for.
  public var filters: [SummaryDetails.Filter] {
    if let details { return details.filters }
    let known = filtered_by.map { SummaryDetails.Filter(condition: $0.key, count: $0.value, examples: []) }
    return known.sorted { $0.condition < $1.condition }
  }
}
