import Records

/// Gives on, of reviews with one id, the one that arrived last; takes them with an `ArrivalStamp`, in its order.
///
/// It keeps each until the next one shows whether it was the last.
final class NewestReviews<Sink: GroupSink>: GroupSink {
  private let sink: Sink
  private let id = ByteBuffer(capacity: 256)
  private let body = ByteBuffer(capacity: 4096)
  private let plain = ByteBuffer(capacity: 256)
  private var isHolding = false
  private(set) var duplicates = 0

  init(into sink: Sink) { self.sink = sink }

  func product(_ key: UnsafeBufferPointer<UInt8>) throws(Problem) {
    try finish()
    try sink.product(key)
  }

  func review(id name: UnsafeBufferPointer<UInt8>, body text: UnsafeBufferPointer<UInt8>) throws(Problem) {
    let written = ArrivalStamp.written(name)
    if isHolding, KeyHash.isEqual(id.all, written) { duplicates += 1 } else { try finish() }
    isHolding = true
    id.removeAll()
    id.append(written)
    body.removeAll()
    body.append(text)
  }

  /// Gives on what is still kept.
  func finish() throws(Problem) {
    guard isHolding else { return }
    isHolding = false
    ArrivalStamp.read(id.all, to: plain)
    try sink.review(id: plain.all, body: body.all)
  }
}
