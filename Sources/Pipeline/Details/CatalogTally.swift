import Catalog
import Ledger
import Requests

/// What the catalog said of the products of a run.
public struct CatalogTally: Sendable, Equatable, Codable {
  public struct Amount: Sendable, Equatable, Codable {
    /// Nil where only reviews were counted.
    public var products: Int?
    public var reviews: Int?

    public init(products: Int? = nil, reviews: Int? = nil) {
      (self.products, self.reviews) = (products, reviews)
    }
  }

  /// A product whose reviews would be lost.
  public struct Loss: Sendable, Equatable, Codable {
    public var key: String
    public var value: String
    public var reviews: Int
    /// As `matched` and its neighbours are called.
    public var why: String
    /// What was probably meant.
    public var near: String?
  }

  /// Found, by the key that found them.
  public var matched: [String: Amount] = [:]
  public var ambiguous: Amount?
  public var unknown: Amount?
  public var deleted: Amount?
  public var no_identifier: Amount?
  /// Refused when the API was asked.
  public var refused: Amount?
  /// The products with the most reviews among those that are not matched, the most first.
  public var lost: [Loss]?

  public init() {}
}

// MARK: - Where it comes from

extension CatalogTally {
  /// What `reconcile` found.
  public init(_ report: ReconciliationReport) {
    func amount(_ amount: ReconciliationReport.Amount) -> Amount? {
      amount.products > 0 ? Amount(products: amount.products, reviews: amount.reviews) : nil
    }
    for (key, found) in report.matched { matched[key.text] = amount(found) }
    ambiguous = amount(report.ambiguous)
    unknown = amount(report.unknown)
    deleted = amount(report.deleted)
    no_identifier = amount(report.noIdentifier)
    refused = amount(report.refused)
    lost = report.listed.map(Loss.init)
  }

  /// What enrichment found; it counts products only, and not those that it did not look up.
  init(_ summary: EnrichmentSummary) {
    func add(_ count: Int, _ name: String) {
      if count > 0 { matched[name] = Amount(products: count) }
    }
    func amount(_ count: Int) -> Amount? { count > 0 ? Amount(products: count) : nil }
    add(summary[.uuid], "uuid")
    add(summary[.modelCode], "model code")
    add(summary[.withoutUUID], "without a UUID")
    ambiguous = amount(summary[.ambiguous])
    unknown = amount(summary[.notFound])
  }

  /// Counts reviews that `submit` looked the product up for.
  mutating func count(_ reason: ParkedReason?, reviews: Int) {
    func add(_ amount: inout Amount?) { amount = Amount(reviews: (amount?.reviews ?? 0) + reviews) }
    switch reason {
    case nil: add(&matched["catalog"])
    case .unknown, .other: add(&unknown)
    case .deleted: add(&deleted)
    case .noIdentifier: add(&no_identifier)
    }
  }
}

extension CatalogTally.Loss {
  init(_ product: ReconciliationReport.Product) {
    let identifiers = ProductIdentifiers()
    product.identification.withUnsafeBufferPointer { identifiers.read($0) }
    (key, value) = identifiers.shown
    reviews = product.reviews
    why = Self.why(product)
    near = product.near.first.map { "\($0.found) (\($0.difference))" }
  }

  private static func why(_ product: ReconciliationReport.Product) -> String {
    if product.refusal != nil { return "refused" }
    return switch product.match {
    case .matched: "matched"
    case .ambiguous: "ambiguous"
    case .unmatched(.unknown): "unknown"
    case .unmatched(.deleted): "deleted"
    case .unmatched(.noIdentifier): "no_identifier"
    }
  }
}
