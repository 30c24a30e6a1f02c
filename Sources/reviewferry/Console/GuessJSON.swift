import Guess

/// What a guess says to programs.
enum GuessJSON {
  private struct Document: Encodable {
    var found: [String: String]
    var vendor: Vendor?
    var other_vendors: [Vendor]
    var fields: [Field]
    var missing: [String]
    var counts: [String: Int]
    var rejected_by: [String: Int]
    var usable: Bool
    var mapping: String
  }

  private struct Vendor: Encodable {
    var mapping: String
    var description: String
    var fields_seen: Int
    var fields: Int
    var reviews: Int

    init(_ match: VendorMatch) {
      mapping = match.name
      description = match.description
      fields_seen = match.selectorsSeen
      fields = match.selectors
      reviews = match.mapped
    }
  }

  private struct Field: Encodable {
    var field: String
    var selector: String
    var confidence: String
    var reason: String
    var doubt: String?
  }

  static func text(_ result: GuessResult) -> String {
    let counts = result.counts
    return DocumentJSON.text(
      Document(
        found: Dictionary(result.facts.map { ($0.name, $0.text) }) { $1 },
        vendor: result.vendor.map(Vendor.init),
        other_vendors: result.otherVendors.map(Vendor.init),
        fields: result.fields.map {
          Field(
            field: $0.field, selector: $0.selector, confidence: $0.confidence.rawValue, reason: $0.reason,
            doubt: $0.doubt)
        }, missing: result.missing,
        counts: [
          "read": counts.read, "mapped": counts.mapped, "filtered": counts.filtered,
          "rejected": counts.rejected,
        ],
        rejected_by: Dictionary(counts.rejectedBy.map { ($0.code, $0.count) }) { $0 + $1 },
        usable: result.isUsable,
        mapping: result.mapping))
  }
}
