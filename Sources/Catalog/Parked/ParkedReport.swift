import Ledger
import Records

/// What is parked, and what the catalog says of it now.
public struct ParkedReport: Sendable {
  /// A product with parked reviews.
  public struct Product: Sendable {
    public var product: ReconciliationReport.Product
    /// When the first of its reviews was parked and the last was met, in seconds since 1970.
    public var first: Int
    public var last: Int
    /// Who deleted it, where an event tells.
    public var author: String?
    /// Whether its reviews can be sent now.
    public var isReleasable: Bool { product.match.parkedReason == nil }
  }

  /// Counts by what the catalog says now, which may be something else than when they were parked.
  public var counts = ReconciliationReport()
  /// When the oldest review was parked, in seconds since 1970.
  public var oldest: Int?
  /// The products with the most reviews, the most first.
  public var products: [Product] = []

  public var all: ReconciliationReport.Amount { counts.all }
  /// What would be sent now.
  public var releasable: ReconciliationReport.Amount {
    counts.matched.values.reduce(counts.ambiguous, +)
  }

  /// - Parameters:
  ///   - limit: How many products are listed.
  ///   - isWanted: The products that are looked at; all without it.
  public init(
    _ ledger: LedgerReader, limit: Int, where isWanted: ((ReconciliationReport.Product) -> Bool)? = nil
  ) throws(Problem) {
    var counts = ReconciliationReport()
    var oldest: Int?
    var losses = GreatestLosses(limit: limit)
    var times: [[UInt8]: (Int, Int)] = [:]
    try ledger.forEachParked { lookup in
      let matcher = ProductMatcher(lookup)
      return { amount in
        let match = try amount.key.withUnsafeBufferPointer { try matcher.match($0) }
        let product = ReconciliationReport.Product(
          identification: amount.key, reviews: amount.reviews, match: match)
        if let isWanted, !isWanted(product) { return }
        counts.count(match, .init(products: 1, reviews: amount.reviews))
        oldest = min(oldest ?? .max, amount.first)
        guard losses.wouldKeep(reviews: amount.reviews) else { return }
        losses.add(product)
        times[amount.key] = (amount.first, amount.last)
        // What was pushed out of the list since.
        if times.count / 4 - 1024 > limit {
          let kept = Set(losses.sorted.map(\.identification))
          times = times.filter { kept.contains($0.key) }
        }
      }
    }
    (self.counts, self.oldest) = (counts, oldest)
    let authors = try ledger.authorsOfDeletions(at: Set(losses.sorted.compactMap(\.deleted)))
    for product in losses.sorted {
      let (first, last) = times[product.identification] ?? (0, 0)
      var entry = Product(product: product, first: first, last: last)
      entry.author = product.deleted.flatMap { authors[$0] }
      products.append(entry)
    }
  }
}

extension ReconciliationReport.Product {
  /// When the PIM deleted it, in milliseconds since 1970.
  fileprivate var deleted: Int64? {
    if case .unmatched(.deleted(let time)) = match { time } else { nil }
  }
}

extension ProductMatch {
  /// Nil where a review finds a product, or one of several, among which PX Insights decides.
  public var parkedReason: ParkedReason? {
    switch self {
    case .matched, .ambiguous: nil
    case .unmatched(.unknown): .unknown
    case .unmatched(.deleted(let time)): .deleted(at: time)
    case .unmatched(.noIdentifier): .noIdentifier
    }
  }
}
