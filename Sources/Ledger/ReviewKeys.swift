import Records

/// What the ledger needs to know of some reviews, product by product, as flat rows over one buffer.
///
/// ```
/// bytes     [ origin 0 | key 0 | id 0 | id 1 | … | origin 1 | key 1 | id 7 | … ]
/// products  [ ranges of origin and key, first review | … ]
/// reviews   [ range of the id, content hash | … ]
/// ```
/// One owner at a time. Fastest where products come in one order from run to run and the ids of a product
/// ascend, as the grouper gives them; any order is correct.
public final class ReviewKeys: @unchecked Sendable {
  struct Range {
    var offset: Int
    var length: Int
  }

  struct Product {
    var origin: Range
    var key: Range
    var firstReview: Int
  }

  struct Review {
    var id: Range
    var content: ContentHash
  }

  private let bytes: ByteBuffer
  private(set) var products: [Product] = []
  private(set) var reviews: [Review] = []

  public init(capacity: Int = 1 << 12) { bytes = ByteBuffer(capacity: capacity) }

  /// Reviews added.
  public var count: Int { reviews.count }
  /// Bytes of names and keys held.
  public var byteCount: Int { bytes.count }

  /// Begins a product: the reviews added from here on are its own.
  ///
  /// - Parameters:
  ///   - origin: The platform the reviews come from: ids are unique within it.
  ///   - key: The `product_identification` object as it is sent. Two keys are two products.
  public func product(origin: UnsafeBufferPointer<UInt8>, key: UnsafeBufferPointer<UInt8>) {
    let origin = append(origin)
    products.append(Product(origin: origin, key: append(key), firstReview: reviews.count))
  }

  /// Adds a review of the product begun last.
  public func review(id: UnsafeBufferPointer<UInt8>, content: ContentHash) {
    precondition(!products.isEmpty, "a review needs a product")
    reviews.append(Review(id: append(id), content: content))
  }

  /// Empties all and keeps the memory.
  public func removeAll() {
    bytes.removeAll()
    products.removeAll(keepingCapacity: true)
    reviews.removeAll(keepingCapacity: true)
  }

  /// Products begun.
  public var productCount: Int { products.count }

  /// The `product_identification` object of a product; good until `removeAll`.
  public func key(of product: Int) -> UnsafeBufferPointer<UInt8> { view(products[product].key) }

  /// The reviews of a product, as indices.
  public func reviews(of product: Int) -> Swift.Range<Int> {
    let end = product + 1 < products.count ? products[product + 1].firstReview : reviews.count
    return products[product].firstReview..<end
  }

  @inline(__always) func view(_ range: Range) -> UnsafeBufferPointer<UInt8> {
    bytes.view(range.offset, range.length)
  }

  private func append(_ source: UnsafeBufferPointer<UInt8>) -> Range {
    defer { bytes.append(source) }
    return Range(offset: bytes.count, length: source.count)
  }
}
