/// What a summary holds for the run's report, in its `details`.
public struct SummaryDetails: Codable, Equatable, Sendable {
  /// Of this part of the file; a later one would have another meaning, not only more keys.
  public static let version = 1

  /// What the reviews' dates are.
  public struct Dates: Codable, Equatable, Sendable {
    /// By month, as `2024-01`.
    public var months: [String: Int]
    /// Before and after the years that are counted by month.
    public var earlier: Int
    public var later: Int
    public var undated: Int
  }

  public struct Product: Codable, Equatable, Sendable {
    /// The name of the identifier that is shown, as `sku`.
    public var key: String
    public var value: String
    public var reviews: Int
  }

  /// A condition of `where`, in the mapping's order.
  public struct Filter: Codable, Equatable, Sendable {
    public var condition: String
    public var count: Int
    public var examples: [RecordExample]
  }

  public struct Reject: Codable, Equatable, Sendable {
    public var code: String
    public var count: Int
    public var examples: [RecordExample]
  }

  public var version: Int
  public var command: String
  public var tool: String
  public var pim: String?
  public var rehearsal: Bool?
  public var shows_values: Bool
  /// Reviews by score, `1` to `5`.
  public var scores: [String: Int]?
  public var dates: Dates?
  /// The most reviews first; exact.
  public var top_products: [Product]?
  /// The most rejected records first.
  public var rejects: [Reject]
  public var filters: [Filter]
  public var catalog: CatalogTally?
  public var delivery: SummaryDelivery?
}

/// How a submission went over time, in milliseconds.
public struct SummaryDelivery: Codable, Equatable, Sendable {
  public struct Latency: Codable, Equatable, Sendable {
    public var p50: Double
    public var p90: Double
    public var p99: Double
    public var longest: Double
  }

  /// What ended in one of the slices, which follow each other.
  public struct Slice: Codable, Equatable, Sendable {
    public var accepted: Int
    public var throttled: Int
    public var failed: Int
    /// Missing where nothing was answered.
    public var p50: Double?
    public var p99: Double?
  }

  /// The length of each slice.
  public var slice: Double
  public var slices: [Slice]
  /// Of all answers; missing where there were none.
  public var latency: Latency?
  /// Attempts of a body that had been tried before.
  public var repeated: Int
}
