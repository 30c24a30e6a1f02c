/// A review that a sorted source has come to; good until the next one of the source is asked for.
struct MergeReview: BitwiseCopyable {
  var id = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  var body = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  /// The first bytes of `id` behind what all ids begin with.
  var idPrefix: UInt64 = 0
}
