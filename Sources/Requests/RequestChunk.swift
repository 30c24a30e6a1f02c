import Records

/// Some finished requests that follow each other, not numbered yet.
///
/// Their bodies stand one behind the other, each with a line break: as `requests.jsonl` has them. One owner at a
/// time.
public final class RequestChunk: @unchecked Sendable {
  /// A request.
  public struct Entry: Sendable {
    /// Of the body, in `lines`.
    public var offset: Int
    public var length: Int
    /// Of the product's object, from the start of the body.
    var keyOffset: Int
    var keyLength: Int
    public var reviewCount: Int
  }

  /// The bodies.
  public let lines: ByteBuffer
  public private(set) var entries: [Entry] = []
  /// The digests of the bodies in hex, one behind the other; empty where nobody wants them.
  private let digests = ByteBuffer()
  private let hasDigests: Bool

  public init(capacity: Int, hasDigests: Bool) {
    lines = ByteBuffer(capacity: capacity)
    self.hasDigests = hasDigests
  }

  /// Empties all and keeps the memory.
  public func removeAll() {
    lines.removeAll()
    digests.removeAll()
    entries.removeAll(keepingCapacity: true)
  }

  /// Gives its requests and memory for those of another.
  public func exchange(with other: RequestChunk) {
    lines.exchange(with: other.lines)
    digests.exchange(with: other.digests)
    swap(&entries, &other.entries)
  }

  /// Notes the request whose body was written last.
  func append(_ request: Request, shape: BodyShape) {
    entries.append(
      Entry(
        offset: lines.count - request.body.count, length: request.body.count,
        keyOffset: shape.keyOffset(key: request.key), keyLength: request.key.count,
        reviewCount: request.reviewCount))
    if hasDigests { digests.append(Checksum.hex(request.body)) }
    lines.append(UInt8(ascii: "\n"))
  }

  /// The digest of a body in hex; empty where nobody wanted digests.
  public func digest(of entry: Int) -> UnsafeBufferPointer<UInt8> {
    let length = digests.count / max(entries.count, 1)
    return digests.view(entry * length, length)
  }

  /// An entry as a request of its own; its views are good as long as the chunk is not emptied.
  public func request(_ entry: Int, number: Int) -> Request {
    let place = entries[entry]
    return Request(
      number: number, key: lines.view(place.offset + place.keyOffset, place.keyLength),
      body: lines.view(place.offset, place.length), reviewCount: place.reviewCount)
  }
}
