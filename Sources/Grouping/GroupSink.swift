import Records

/// Takes grouped reviews: each product once, then its reviews.
///
/// The views are good only during the call.
public protocol GroupSink {
  /// Begins a product; keys come in ascending order of their bytes.
  func product(_ key: UnsafeBufferPointer<UInt8>) throws(Problem)

  /// Takes a review of the product begun last; ids come in ascending order of their bytes, each once.
  func review(id: UnsafeBufferPointer<UInt8>, body: UnsafeBufferPointer<UInt8>) throws(Problem)
}
