import Ledger
import Records

/// What of an export finds a product, and what does not.
public struct ReconciliationReport: Sendable {
  public struct Amount: Sendable, Equatable {
    public var products = 0
    public var reviews = 0

    public init(products: Int = 0, reviews: Int = 0) {
      self.products = products
      self.reviews = reviews
    }

    public static func + (first: Amount, second: Amount) -> Amount {
      Amount(products: first.products + second.products, reviews: first.reviews + second.reviews)
    }
  }

  /// A product that is not found, or not clearly.
  public struct Product: Sendable {
    /// The `product_identification` object.
    public var identification: [UInt8]
    public var reviews: Int
    public var match: ProductMatch
    /// What was probably meant.
    public var near: [NearMiss] = []
    /// What the API said of a review that it refused: whether it has the product is not known.
    public var refusal: String?
  }

  public var matched: [MatchKey: Amount] = [:]
  public var ambiguous = Amount()
  public var unknown = Amount()
  public var deleted = Amount()
  public var noIdentifier = Amount()
  /// Refused when the API was asked.
  public var refused = Amount()
  /// The products with the most reviews among those that are not matched, the most first.
  public var listed: [Product] = []

  public var unmatched: Amount { unknown + deleted + noIdentifier + refused }
  /// What may be lost: without a product, or with one of several.
  public var lost: Amount { unmatched + ambiguous }
  public var all: Amount { matched.values.reduce(lost, +) }

  public init() {}

  /// Counts a product that the API was asked for.
  public mutating func probed(_ identification: [UInt8], reviews: Int, isFound: Bool) {
    let amount = Amount(products: 1, reviews: reviews)
    if isFound {
      matched[.probe] = matched[.probe, default: Amount()] + amount
    } else {
      unknown = unknown + amount
      listed.append(
        Product(identification: identification, reviews: reviews, match: .unmatched(.unknown)))
    }
  }

  /// Counts a product whose review the API refused.
  public mutating func refused(_ identification: [UInt8], reviews: Int, saying words: String) {
    refused = refused + Amount(products: 1, reviews: reviews)
    listed.append(
      Product(
        identification: identification, reviews: reviews, match: .unmatched(.unknown), refusal: words))
  }

  /// With what was probably meant, as far as a catalog knows.
  public func withNearMisses(of catalog: CatalogReader) throws(Problem) -> ReconciliationReport {
    var report = self
    report.listed = try catalog.read { lookup in
      let search = NearMissSearch(lookup)
      return try listed.map { product in
        var product = product
        if product.refusal != nil { return product }
        product.near = try search.near(product)
        return product
      }
    }
    return report
  }

  mutating func count(_ match: ProductMatch, _ amount: Amount) {
    switch match {
    case .matched(let key, _): matched[key] = matched[key, default: Amount()] + amount
    case .ambiguous: ambiguous = ambiguous + amount
    case .unmatched(.unknown): unknown = unknown + amount
    case .unmatched(.deleted): deleted = deleted + amount
    case .unmatched(.noIdentifier): noIdentifier = noIdentifier + amount
    }
  }
}
