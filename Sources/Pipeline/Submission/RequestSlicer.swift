import Delivery
import Ledger
import Requests

/// Makes requests of some reviews of another, for bisecting a refused body.
public enum RequestSlicer {
  /// Nil where the body is none of ours; the keys for the ledger are made where the whole has them.
  @Sendable public static func slice(_ whole: OutgoingRequest, _ range: Range<Int>) -> OutgoingRequest? {
    let reader = RequestBodyReader()
    guard (try? reader.read(whole.body)) != nil, range.upperBound <= reader.reviews.count else { return nil }
    var part = whole
    part.body = reader.slice(whole.body, reviews: range)
    part.reviewCount = range.count
    part.reviews = whole.reviews.map { _ in keys(reader, whole, range) }
    return part
  }

  private static func keys(
    _ reader: RequestBodyReader, _ whole: OutgoingRequest, _ range: Range<Int>
  ) -> ReviewKeys {
    let outgoing = OutgoingReviews()
    whole.key.withUnsafeBufferPointer { outgoing.product($0) }
    whole.body.withUnsafeBufferPointer { body in
      for review in range {
        let bytes = UnsafeBufferPointer(rebasing: body[reader.reviews[review].range])
        outgoing.review(
          id: reader.id(review, in: body), content: Digest.withBytes(of: bytes) { ContentHash($0) })
      }
    }
    return outgoing.take() ?? ReviewKeys()
  }
}
