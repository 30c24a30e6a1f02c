import Records

/// The reviews of a batch as JSON bytes, ready to be grouped.
///
/// ```
/// bytes    [ key 0 | body 0 | body 1 (same product) | key 2 | body 2 | … ]
/// entries  [ ranges of key, id and body | … ]
/// ```
/// One owner at a time, like the batches it is made from.
public final class EncodedReviews: @unchecked Sendable {
  /// A range of `bytes`.
  public struct Range: Equatable, Sendable {
    public var offset: Int
    public var length: Int
  }

  /// One review.
  public struct Entry: Equatable, Sendable {
    /// The whole `product_identification` object; neighbours of one product share it.
    public var key: Range
    /// The bytes of `external_id` before escaping.
    public var id: Range
    /// The review object.
    public var body: Range
    /// Which review of the batch, from 0.
    public var review: Int
  }

  /// Memory that an emptied object keeps.
  private static let keptBytes = 4 << 20

  public let bytes = ByteBuffer(capacity: 1 << 18)
  public internal(set) var entries: [Entry] = []
  /// Reviews that cannot be sent.
  public internal(set) var rejected: [(review: Int, problem: Problem)] = []

  public init() {}

  /// Empties all and keeps the memory.
  public func removeAll() {
    bytes.removeAll(keeping: Self.keptBytes)
    entries.removeAll(keepingCapacity: true)
    rejected.removeAll(keepingCapacity: true)
  }

  /// The bytes of a range; valid until the next `encode` or `removeAll`.
  public func view(_ range: Range) -> UnsafeBufferPointer<UInt8> { bytes.view(range.offset, range.length) }
}
