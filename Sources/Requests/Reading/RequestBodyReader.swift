import Records

/// Finds the parts of a request body that reviewferry wrote, in either shape.
///
/// It takes exactly what `ReviewEncoder` and `RequestAssembler` write and refuses all else, so that whoever
/// sends a body, or a part of it, knows what it holds. What is found are offsets into the body, which must be
/// given again to use them. Memory is kept from body to body. One owner at a time.
public final class RequestBodyReader: @unchecked Sendable {
  /// Longer bodies are refused: no gateway takes them, and they are read whole.
  public static let maxBytes = 16 << 20

  /// A review of the body.
  public struct Review: Equatable, Sendable {
    /// The review object.
    public var range: Range<Int>
    /// Where the bytes of the id are: in the body, or, if they were escaped there, in `ids`.
    var id: Range<Int>
    var isIDUnescaped: Bool
  }

  /// The shape of the body read last.
  public internal(set) var shape = BodyShape.flat
  /// The `product_identification` object.
  public internal(set) var product = 0..<0
  /// In the order of the body.
  public internal(set) var reviews: [Review] = []
  let ids = ByteBuffer(capacity: 1 << 10)

  public init() {}

  /// Reads a body; throws `request.body` with the place of the first byte that we would not have written.
  ///
  /// - Parameters:
  ///   - place: Where the body begins: the offset in it is added, and where there is a line, the column.
  ///   - outcome: What happens to the data, for the problem.
  public func read(
    _ body: UnsafeBufferPointer<UInt8>, at place: SourcePosition? = nil,
    outcome: String = "the body was not used"
  ) throws(Problem) {
    removeAll()
    do throws(JSONFault) {
      try parse(body)
    } catch {
      removeAll()
      throw ReadingProblem.body(error, body, place, outcome)
    }
  }

  /// Finds the shape and the product of a body whose digest is that of one that was read before.
  ///
  /// Reviews are not looked at: there are none afterwards.
  public func readHead(
    _ body: UnsafeBufferPointer<UInt8>, at place: SourcePosition? = nil,
    outcome: String = "the body was not used"
  ) throws(Problem) {
    removeAll()
    do throws(JSONFault) {
      try parseHead(body)
    } catch {
      removeAll()
      throw ReadingProblem.body(error, body, place, outcome)
    }
  }

  /// The bytes of `external_id` before escaping, as the encoder gave them to the grouper.
  ///
  /// Good as long as the body is, and until the next body is read.
  public func id(_ review: Int, in body: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    let range = reviews[review].id
    if reviews[review].isIDUnescaped { return ids.view(range.lowerBound, range.count) }
    return UnsafeBufferPointer(rebasing: body[range])
  }

  /// The body that `RequestAssembler` would write for some of the reviews: the same shape and product.
  ///
  /// - Parameters:
  ///   - body: The one that was read.
  ///   - range: At least one review of it.
  public func slice(_ body: UnsafeBufferPointer<UInt8>, reviews range: Range<Int>) -> [UInt8] {
    precondition(!range.isEmpty && range.upperBound <= reviews.count, "a body needs a review")
    let key = UnsafeBufferPointer(rebasing: body[product])
    // Reviews are neighbours with one comma between them, so a run of them is copied as it is.
    let inside = reviews[range.lowerBound].range.lowerBound..<reviews[range.upperBound - 1].range.upperBound
    let buffer = ByteBuffer(capacity: shape.frameByteCount(key: key) + inside.count)
    shape.open(key: key, into: buffer)
    buffer.append(UnsafeBufferPointer(rebasing: body[inside]))
    shape.close(key: key, body: buffer, from: 0)
    return Array(buffer.all)
  }

  private func removeAll() {
    shape = .flat
    product = 0..<0
    reviews.removeAll(keepingCapacity: true)
    ids.removeAll()
  }
}

// MARK: - Arrays

extension RequestBodyReader {
  /// The same for a body in an array.
  public func read(
    _ body: [UInt8], at place: SourcePosition? = nil, outcome: String = "the body was not used"
  ) throws(Problem) {
    try body.withUnsafeBufferPointer { (bytes) throws(Problem) in
      try read(bytes, at: place, outcome: outcome)
    }
  }

  /// The same for a body in an array.
  public func slice(_ body: [UInt8], reviews range: Range<Int>) -> [UInt8] {
    body.withUnsafeBufferPointer { slice($0, reviews: range) }
  }
}
