import Records

/// The reviews of a batch as JSON bytes, ready to be grouped.
///
/// ```
/// keys     [ key 0 | key 2 (another product) | … ]
/// bytes    [ body 0 | id 0 | body 1 | id 1 | … ]
/// entries  [ ranges of key, id and body | … ]
/// ```
/// One owner at a time, like the batches it is made from.
public final class EncodedReviews: @unchecked Sendable {
  /// A range of `bytes`, or of `keys`.
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

  /// Apart from `bytes`: whoever groups keeps the bytes as they are, but each key once.
  public let keys = ByteBuffer(capacity: 1 << 16)
  public private(set) var bytes = ByteBuffer(capacity: 1 << 18)
  public internal(set) var entries: [Entry] = []
  /// Reviews that cannot be sent.
  public internal(set) var rejected: [(review: Int, problem: Problem)] = []

  public init() {}

  /// Empties all and keeps the memory.
  public func removeAll() {
    keys.removeAll(keeping: Self.keptBytes)
    bytes.removeAll(keeping: Self.keptBytes)
    entries.removeAll(keepingCapacity: true)
    rejected.removeAll(keepingCapacity: true)
  }

  /// Puts an empty buffer in the place of `bytes`, which somebody keeps; all is empty then.
  public func exchangeBytes(for empty: ByteBuffer) {
    bytes = empty
    removeAll()
  }

  /// The bytes of a key; valid until the next `encode` or `removeAll`.
  public func key(of entry: Entry) -> UnsafeBufferPointer<UInt8> {
    keys.view(entry.key.offset, entry.key.length)
  }

  /// The bytes of an id or a body; valid until the next `encode` or `removeAll`.
  public func view(_ range: Range) -> UnsafeBufferPointer<UInt8> { bytes.view(range.offset, range.length) }
}
