import Records

/// Which of the two published body shapes is written; this is the only place that knows them.
///
/// - `flat`: `{"product_identification":{…},"raw_reviews":[…]}`, the reference page
/// - `envelope`: `{"sync_id":"…","origin":"…","review":` the flat object `}`, a later version of the guide
///
/// The bytes must not change between releases: whoever sends a dump twice relies on equal digests.
public enum BodyShape: String, CaseIterable, Sendable {
  case flat
  case envelope

  /// Bytes of a body around its reviews and the commas between them.
  func frameByteCount(key: UnsafeBufferPointer<UInt8>) -> Int {
    let inner = Self.innerStart.utf8CodeUnitCount + key.count + Self.reviewsStart.utf8CodeUnitCount + 2
    guard self == .envelope else { return inner }
    let origin = ProductKey(key).origin.map { Self.origin.utf8CodeUnitCount + $0.count } ?? 0
    return inner + Self.syncStart.utf8CodeUnitCount + SyncID.length + Self.syncEnd.utf8CodeUnitCount
      + origin + Self.review.utf8CodeUnitCount + 1
  }

  /// Where in a body its product stands.
  func keyOffset(key: UnsafeBufferPointer<UInt8>) -> Int {
    Self.innerStart.utf8CodeUnitCount + (self == .envelope ? innerOffset(key: key) : 0)
  }

  /// Appends everything that stands before the first review.
  func open(key: UnsafeBufferPointer<UInt8>, into body: ByteBuffer) {
    if self == .envelope { openEnvelope(key: key, into: body) }
    body.append(Self.innerStart)
    body.append(key)
    body.append(Self.reviewsStart)
  }

  /// Appends everything that stands behind the last review of the body that begins at `start`.
  func close(key: UnsafeBufferPointer<UInt8>, body: ByteBuffer, from start: Int) {
    body.append("]}")
    guard self == .envelope else { return }
    let inner = start + innerOffset(key: key)
    let syncID = SyncID.of(body.view(inner, body.count - inner))
    for (index, byte) in syncID.enumerated() {
      body.base[start + Self.syncStart.utf8CodeUnitCount + index] = byte
    }
    body.append("}")
  }

  private func openEnvelope(key: UnsafeBufferPointer<UInt8>, into body: ByteBuffer) {
    body.append(Self.syncStart)
    body.append(SyncID.placeholder)  // known when the reviews are: filled in by `close`
    body.append(Self.syncEnd)
    if let origin = ProductKey(key).origin {
      body.append(Self.origin)
      body.append(origin)
    }
    body.append(Self.review)
  }

  /// Where the flat object begins in an envelope.
  private func innerOffset(key: UnsafeBufferPointer<UInt8>) -> Int {
    let flat = BodyShape.flat.frameByteCount(key: key)
    return frameByteCount(key: key) - flat - 1
  }

  static let innerStart: StaticString = #"{"product_identification":"#
  static let reviewsStart: StaticString = #","raw_reviews":["#
  static let syncStart: StaticString = #"{"sync_id":""#
  static let syncEnd: StaticString = #"""#
  static let origin: StaticString = #","origin":"#
  static let review: StaticString = #","review":"#
}
