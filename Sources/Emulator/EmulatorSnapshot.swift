/// What an emulator has counted since its start or the last `DELETE /_state`.
public struct EmulatorSnapshot: Sendable, Equatable {
  /// Requests that came to an end; those of the state are not counted.
  public var requests = 0
  /// By status, or `cut`, `dropped` (processed, not answered) and `aborted` (the client left).
  public var requestsByOutcome: [String: Int] = [:]
  /// Reviews in the store.
  public var stored = 0
  /// Reviews received for the first time.
  public var created = 0
  /// Reviews received again with another content or product.
  public var updated = 0
  /// Reviews received again as they were.
  public var repeated = 0
  /// Reviews received for no known product, which nobody is told and nobody sees.
  public var unmatched = 0
  /// Up to 20 of the identifications that no product fits, as JSON.
  public var unmatchedProducts: [String] = []
  /// Reviews in bodies that broke a rule.
  public var rejected = 0
  /// Up to 20 of the sentences about them.
  public var rejections: [String] = []
  /// Tokens given out, by either grant.
  public var tokensIssued = 0
  /// Most ingestion requests of a client in any window of one second, those refused included.
  public var peakPerSecond = 0
  /// How often each fault struck.
  public var faults: [String: Int] = [:]

  public init() {}

  /// As `GET /_state` answers.
  public var json: String {
    JSONValue.fields([
      ("requests", .fields([("total", .integer(requests)), ("by_outcome", Self.counts(requestsByOutcome))])),
      (
        "reviews",
        .fields([
          ("stored", .integer(stored)), ("created", .integer(created)), ("updated", .integer(updated)),
          ("repeated", .integer(repeated)), ("unmatched", .integer(unmatched)),
          ("rejected", .integer(rejected)),
        ])
      ),
      ("unmatched_products", .array(unmatchedProducts.map { .string($0) })),
      ("rejections", .array(rejections.map { .string($0) })),
      ("tokens_issued", .integer(tokensIssued)),
      ("peak_per_second", .integer(peakPerSecond)),
      ("faults", Self.counts(faults)),
    ]).json
  }

  private static func counts(_ counts: [String: Int]) -> JSONValue {
    .fields(counts.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })
  }
}
