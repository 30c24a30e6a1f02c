import Ledger
import Records

/// Looks up each product of an export, in the order in which the grouping gives them.
///
/// Products gather until one look at the catalog is worth its while; memory is bounded at any number. Used by one thread.
public final class Reconciliation {
  /// Products that gather, and bytes of their keys.
  private static let maxProducts = 4096
  private static let maxBytes = 4 << 20

  private let catalog: CatalogReader
  private var losses: GreatestLosses
  private var report = ReconciliationReport()
  private let bytes = ByteBuffer()
  private var products: [(key: Range<Int>, reviews: Int)] = []

  /// - Parameter limit: How many of the products that are not matched are listed.
  public init(catalog: CatalogReader, limit: Int) {
    self.catalog = catalog
    losses = GreatestLosses(limit: limit)
  }

  /// Begins a product; `key` is its `product_identification` object.
  public func product(_ key: UnsafeBufferPointer<UInt8>) throws(Problem) {
    if products.count >= Self.maxProducts || bytes.count >= Self.maxBytes { try flush() }
    let start = bytes.count
    bytes.append(key)
    products.append((start..<bytes.count, 0))
  }

  /// Counts a review of the product begun last.
  public func review() { products[products.count - 1].reviews += 1 }

  public func finish() throws(Problem) -> ReconciliationReport {
    try flush()
    report.listed = losses.sorted
    return try report.withNearMisses(of: catalog)
  }

  private func flush() throws(Problem) {
    try catalog.read { lookup in
      let matcher = ProductMatcher(lookup)
      for product in products {
        let key = bytes.view(product.key.lowerBound, product.key.count)
        let match = try matcher.match(key)
        report.count(match, .init(products: 1, reviews: product.reviews))
        if match.isMatched || !losses.wouldKeep(reviews: product.reviews) { continue }
        losses.add(.init(identification: Array(key), reviews: product.reviews, match: match))
      }
    }
    bytes.removeAll()
    products.removeAll(keepingCapacity: true)
  }
}
