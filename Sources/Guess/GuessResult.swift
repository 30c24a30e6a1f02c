/// What a field of the mapping was guessed to be.
public struct FieldGuess: Sendable {
  /// Of the mapping: `score`, `review_date`.
  public var field: String
  public var selector: String
  public var confidence: Confidence
  public var reason: String
  /// What a person should look at.
  public var doubt: String?
}

/// What records of the sample became.
public struct GuessCounts: Sendable {
  public var read = 0
  public var mapped = 0
  public var filtered = 0
  public var rejected = 0
  /// By code, in the order of their first.
  public var rejectedBy: [(code: String, count: Int)] = []
}

/// What was found in an input, and a mapping for it.
public struct GuessResult: Sendable {
  /// What the file is, in the order in which a person asks.
  public var facts: [(name: String, text: String)]
  /// The mapping that reads it as it is, and others that would.
  public var vendor: VendorMatch?
  public var otherVendors: [VendorMatch]
  /// Empty where a vendor was found.
  public var fields: [FieldGuess]
  /// Fields of the mapping that nothing was found for.
  public var missing: [String]
  public var counts: GuessCounts
  /// The text of the mapping.
  public var mapping: String

  /// Whether the mapping can be used as it is.
  public var isUsable: Bool { missing.isEmpty && counts.mapped > 0 }
}
