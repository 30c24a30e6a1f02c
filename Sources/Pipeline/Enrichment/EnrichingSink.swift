import Catalog
import Grouping
import Ledger
import Records

/// Gives each product the key that the catalog has for it, and groups anew.
///
/// Another key has another place in the order, and two keys may become one: so the reviews are grouped a second time, and
/// all that comes behind sees each product once, in order, as without a catalog. Products gather until
/// one look at the catalog is worth its while. Used by one thread.
final class EnrichingSink: GroupSink {
  /// Reviews and bytes that gather.
  private static let maxReviews = 4096
  private static let maxBytes = 4 << 20

  private let catalog: CatalogReader
  private let enricher: ProductEnricher
  private let grouper: ProductGrouper
  private let cancellation: Cancellation
  private let bytes = ByteBuffer(capacity: 1 << 16)
  private var products: [(key: Range<Int>, first: Int)] = []
  private var reviews: [(id: Range<Int>, body: Range<Int>)] = []
  /// The product that the next batch may go on with, by its new key.
  private let current = ByteBuffer()
  private(set) var summary = EnrichmentSummary()

  init(_ enrichment: ProductEnrichment, into grouper: ProductGrouper, cancellation: Cancellation) {
    catalog = enrichment.catalog
    enricher = enrichment.makeEnricher()
    self.grouper = grouper
    self.cancellation = cancellation
  }

  func product(_ key: UnsafeBufferPointer<UInt8>) throws(Problem) {
    if isFull { try flush() }
    products.append((append(key), reviews.count))
  }

  func review(id: UnsafeBufferPointer<UInt8>, body: UnsafeBufferPointer<UInt8>) throws(Problem) {
    if isFull { try flush() }
    reviews.append((append(id), append(body)))
  }

  /// Returns all reviews in their new order.
  func finish() throws(Problem) -> GroupedReviews {
    try flush()
    return try grouper.finish()
  }

  private var isFull: Bool { reviews.count >= Self.maxReviews || bytes.count >= Self.maxBytes }

  private func append(_ text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    let start = bytes.count
    bytes.append(text)
    return start..<bytes.count
  }

  private func view(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    bytes.view(range.lowerBound, range.count)
  }
}

extension EnrichingSink {
  private func flush() throws(Problem) {
    if cancellation.isCancelled { throw PipelineStop.cancellation }
    let keys = ByteBuffer()
    let ends = try look(into: keys)
    var product = 0
    for (index, review) in reviews.enumerated() {
      while product < products.count && products[product].first <= index { begin(&product, keys, ends) }
      let (body, arrival) = ArrivalSuffix.split(view(review.body))
      try grouper.add(key: current.all, id: view(review.id), body: body, arrival: arrival)
    }
    // A product whose first review has not come yet.
    while product < products.count { begin(&product, keys, ends) }
    bytes.removeAll()
    products.removeAll(keepingCapacity: true)
    reviews.removeAll(keepingCapacity: true)
  }

  /// Appends the new key of each product; returns where each ends.
  private func look(into keys: ByteBuffer) throws(Problem) -> [Int] {
    guard !products.isEmpty else { return [] }
    return try catalog.read { lookup in
      try products.map { product in
        let outcome = try enricher.enrich(view(product.key), by: lookup, into: keys)
        summary.products[outcome, default: 0] += 1
        return keys.count
      }
    }
  }

  private func begin(_ product: inout Int, _ keys: ByteBuffer, _ ends: [Int]) {
    let start = product == 0 ? 0 : ends[product - 1]
    current.removeAll()
    current.append(keys.view(start, ends[product] - start))
    product += 1
  }
}
