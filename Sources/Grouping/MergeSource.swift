import Records

/// A sorted sequence of products and their reviews, read once from front to back.
class MergeSource {
  /// A review; good until the next one of its source is asked for.
  struct Review {
    var id = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    var body = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    /// The first bytes of `id` behind what all ids begin with.
    var idPrefix: UInt64 = 0
  }

  /// The product being read.
  final var key = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  /// Reviews passed over because a newer one of the same source has their id.
  final var duplicates = 0

  /// Goes to the next product; false at the end.
  ///
  /// All reviews of the one before must have been read.
  func nextProduct() throws(Problem) -> Bool { false }

  /// Goes to the next review of the product; false where it has no more.
  func nextReview(_ review: inout Review) throws(Problem) -> Bool { false }

  /// Gives all reviews of the product; returns how many.
  final func giveReviews(to sink: some GroupSink) throws(Problem) -> Int {
    var review = Review()
    var count = 0
    while try nextReview(&review) {
      count &+= 1
      try sink.review(id: review.id, body: review.body)
    }
    return count
  }
}
