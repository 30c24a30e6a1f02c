import Ledger

/// By what a review's product is found.
public enum MatchKey: Hashable, Sendable {
  case uuid
  case modelCode
  /// A member of `metadata`.
  case metadata(String)
  /// The API said so.
  case probe

  /// As tables and JSON call it.
  public var text: String {
    switch self {
    case .uuid: "uuid"
    case .modelCode: "model code"
    case .metadata(let name): name
    case .probe: "the API"
    }
  }
}

/// Whether a `product_identification` finds a product in the catalog.
public enum ProductMatch: Equatable, Sendable {
  public enum Reason: Hashable, Sendable {
    /// Nothing in the catalog bears any of its identifiers.
    case unknown
    /// The PIM had it; milliseconds since 1970.
    case deleted(at: Int64)
    /// It has nothing that the catalog is indexed by.
    case noIdentifier
  }

  case matched(by: MatchKey, name: CatalogName)
  /// Several items bear the identifier; at most `CatalogLookup.maxHits` of them.
  case ambiguous(by: MatchKey, names: [CatalogName])
  case unmatched(Reason)

  public var isMatched: Bool { if case .matched = self { true } else { false } }
}
