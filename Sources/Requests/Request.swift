import Records

/// One request body, ready to be written or sent.
///
/// The views are good only during the call that gives the request: the assembler builds the next body in the
/// same memory.
public struct Request {
  /// From 1, in the order of the output.
  public let number: Int
  /// The `product_identification` object.
  public let key: UnsafeBufferPointer<UInt8>
  /// The whole body.
  public let body: UnsafeBufferPointer<UInt8>
  public let reviewCount: Int

  public init(
    number: Int, key: UnsafeBufferPointer<UInt8>, body: UnsafeBufferPointer<UInt8>, reviewCount: Int
  ) {
    self.number = number
    self.key = key
    self.body = body
    self.reviewCount = reviewCount
  }
}
