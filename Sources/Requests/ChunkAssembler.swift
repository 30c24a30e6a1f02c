import Records

/// Puts reviews together to requests, as `RequestAssembler` does, and gathers these in chunks.
///
/// Used by one thread.
public final class ChunkAssembler {
  /// Takes a chunk that is full; it may be emptied, or its content exchanged for that of an empty one.
  public typealias Emit = (RequestChunk) throws(Problem) -> Void

  private let assembler: RequestAssembler

  /// A chunk is given on once it has `chunkBytes`, so it has less than one request more.
  public init(
    maxReviews: Int, maxBytes: Int, shape: BodyShape, chunkBytes: Int, into chunk: RequestChunk,
    emit: @escaping Emit
  ) {
    assembler = RequestAssembler(
      maxReviews: maxReviews, maxBytes: maxBytes, shape: shape, into: chunk.lines
    ) { (request) throws(Problem) in
      chunk.append(request, shape: shape)
      if chunk.lines.count >= chunkBytes { try emit(chunk) }
    }
  }

  /// Ends the product before and begins the next.
  public func product(_ key: UnsafeBufferPointer<UInt8>) throws(Problem) { try assembler.product(key) }

  /// Adds a review of the current product.
  public func review(
    id: UnsafeBufferPointer<UInt8>, body: UnsafeBufferPointer<UInt8>
  ) throws(Problem) {
    try assembler.review(id: id, body: body)
  }

  /// Ends the last request; it is in the chunk then, or has been given on.
  public func finish() throws(Problem) { try assembler.finish() }
}
