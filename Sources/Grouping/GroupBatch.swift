import Records

/// What grouping must know of a batch of reviews, made by whichever thread made the reviews.
///
/// So the hashing is done by many threads, and the one that groups goes through memory that lies close together.
/// One owner at a time.
public final class GroupBatch: @unchecked Sendable {
  struct Entry: BitwiseCopyable {
    /// Of the key.
    var hash: UInt64
    /// In the buffers of the batch.
    var keyOffset: Int
    var bodyOffset: Int
    var keyLength: UInt32
    var bodyLength: UInt32
    var idLength: UInt32
    /// From the start of the body.
    var idOffset: Int32
  }

  private var entries = RawArray<Entry>(capacity: 512)
  private(set) var ids = SharedBeginning()

  public init() {}

  public var count: Int { entries.count }

  var all: UnsafeMutableBufferPointer<Entry> { entries.all }

  public func removeAll() {
    entries.removeAll()
    ids.removeAll()
  }

  /// Adds a review of which the key lies in `keys`, and id and body lie in `texts`, each as offset and length.
  public func append(
    keys: ByteBuffer, key: (offset: Int, length: Int), texts: ByteBuffer, id: (offset: Int, length: Int),
    body: (offset: Int, length: Int)
  ) {
    ids.add(texts.view(id.offset, id.length))
    entries.append(
      Entry(
        hash: hash(keys, key), keyOffset: key.offset, bodyOffset: body.offset,
        keyLength: UInt32(truncatingIfNeeded: key.length),
        bodyLength: UInt32(truncatingIfNeeded: body.length),
        idLength: UInt32(truncatingIfNeeded: id.length),
        idOffset: Int32(truncatingIfNeeded: id.offset - body.offset)))
  }

  /// Neighbours often share their key.
  @inline(__always)
  private func hash(_ keys: ByteBuffer, _ key: (offset: Int, length: Int)) -> UInt64 {
    if let last = entries.all.last, last.keyOffset == key.offset, Int(last.keyLength) == key.length {
      return last.hash
    }
    return KeyHash.hash(keys.view(key.offset, key.length))
  }
}
