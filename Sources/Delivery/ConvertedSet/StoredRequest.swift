import Records
import Requests

/// A request of a converted set that has been held against the manifest.
///
/// All views are good during the call that gives it.
public struct StoredRequest {
  /// From 1, in the order of the set.
  public let number: Int
  /// The `product_identification` object.
  public let key: UnsafeBufferPointer<UInt8>
  /// The whole body, as it was converted.
  public let body: UnsafeBufferPointer<UInt8>
  /// What was found in the body.
  public let reader: RequestBodyReader

  init(number: Int, body: UnsafeBufferPointer<UInt8>, reader: RequestBodyReader) {
    self.number = number
    self.body = body
    self.reader = reader
    key = UnsafeBufferPointer(rebasing: body[reader.product])
  }

  public var reviewCount: Int { reader.reviews.count }

  /// The bytes of `external_id` before escaping, equal to those that convert gives to the grouper.
  public func id(_ review: Int) -> UnsafeBufferPointer<UInt8> { reader.id(review, in: body) }

  /// The review object.
  public func review(_ review: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: body[reader.reviews[review].range])
  }

  /// As the assembler would have given it.
  public var request: Request {
    Request(number: number, key: key, body: body, reviewCount: reviewCount)
  }
}
