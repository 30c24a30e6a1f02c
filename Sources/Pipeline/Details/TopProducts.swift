import Foundation
import Grouping
import Records
import Requests

/// The products with the most reviews, counted exactly: it is fed in the order of the products.
///
/// Of equals, the one that comes first in the order of the output. Memory is bounded by the limit.
public struct TopProducts: Sendable, Equatable {
  public static let limit = 20

  /// A product by its `product_identification` object.
  struct Product: Sendable, Equatable {
    var key: [UInt8]
    var reviews: Int
  }

  /// The most reviews first.
  private(set) var kept: [Product] = []
  /// Products that had a review.
  public private(set) var count = 0
  private var current = Product(key: [], reviews: 0)

  public init() {}

  /// Counts reviews; those of one product come one behind the other.
  mutating func add(_ key: UnsafeBufferPointer<UInt8>, reviews: Int) {
    if !isCurrent(key) {
      settle()
      current.key.removeAll(keepingCapacity: true)
      current.key.append(contentsOf: key)
    }
    current.reviews += reviews
  }

  private func isCurrent(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
    guard current.key.count == key.count, let start = key.baseAddress else { return false }
    return current.key.withUnsafeBufferPointer { own in
      own.baseAddress.map { memcmp($0, start, key.count) == 0 } ?? false
    }
  }

  /// Counts the last product; called once there are no more.
  mutating func settle() {
    defer { current.reviews = 0 }
    guard current.reviews > 0 else { return }
    count += 1
    if kept.count == Self.limit, let least = kept.last, current.reviews <= least.reviews { return }
    let place = kept.firstIndex { $0.reviews < current.reviews } ?? kept.count
    kept.insert(current, at: place)
    if kept.count > Self.limit { kept.removeLast() }
  }

  /// What people know the products by: the name of the identifier and its value.
  public var named: [(key: String, value: String, reviews: Int)] {
    let identifiers = ProductIdentifiers()
    return kept.map { product in
      product.key.withUnsafeBufferPointer { identifiers.read($0) }
      let (key, value) = identifiers.shown
      return (key, value, product.reviews)
    }
  }
}

extension ProductIdentifiers {
  /// The SKU where there is one, for people know it best; else the code of a model, another key, or the UUID.
  var shown: (key: String, value: String) {
    let all = (0..<metadataCount).map { (Self.text(metadataName($0)), Self.text(metadataValue($0))) }
    if let sku = all.first(where: { $0.0 == "sku" }) { return sku }
    if let code = modelCode { return ("product_model_code", Self.text(code)) }
    if let first = all.first { return first }
    return ("product_uuid", uuid.map(Self.text) ?? "")
  }

  private static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}

/// Counts the reviews of each product on their way to the next step.
final class ProductCountStage: GroupStage {
  private let next: any GroupStage
  private(set) var products = TopProducts()
  private var key: [UInt8] = []
  /// Of this product.
  private var reviews = 0

  init(before next: any GroupStage) { self.next = next }

  func product(_ key: UnsafeBufferPointer<UInt8>) throws(Problem) {
    count()
    self.key.removeAll(keepingCapacity: true)
    self.key.append(contentsOf: key)
    try next.product(key)
  }

  func review(id: UnsafeBufferPointer<UInt8>, body: UnsafeBufferPointer<UInt8>) throws(Problem) {
    reviews += 1
    try next.review(id: id, body: body)
  }

  func finish() throws(Problem) {
    count()
    products.settle()
    try next.finish()
  }

  private func count() {
    if reviews > 0 { key.withUnsafeBufferPointer { products.add($0, reviews: reviews) } }
    reviews = 0
  }
}
