import Ledger
import Records
import Requests

/// Gathers what the ledger must know of the reviews in the request that is being assembled.
///
/// Fed behind the assembler: when a request is emitted, exactly its reviews are here. Used by one thread.
final class OutgoingReviews {
  private var product: [UInt8] = []
  private var keys: ReviewKeys?

  func product(_ key: UnsafeBufferPointer<UInt8>) {
    product.removeAll(keepingCapacity: true)
    product.append(contentsOf: key)
  }

  func review(id: UnsafeBufferPointer<UInt8>, content: ContentHash) {
    let keys = keys ?? begin()
    keys.review(id: id, content: content)
  }

  /// The reviews since the last call.
  func take() -> ReviewKeys? {
    defer { keys = nil }
    return keys
  }

  private func begin() -> ReviewKeys {
    let keys = ReviewKeys(capacity: 1 << 10)
    product.withUnsafeBufferPointer { key in
      keys.product(key: key)
    }
    self.keys = keys
    return keys
  }
}

extension ReviewKeys {
  /// Begins a product by its `product_identification` object.
  func product(key: UnsafeBufferPointer<UInt8>) {
    ProductKey(key).withOrigin { product(origin: $0, key: key) }
  }
}
