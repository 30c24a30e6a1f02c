/// A review in memory: where it lies and whose it is.
///
/// Its text stays where it was written; only these 24 bytes are moved when reviews are put in order.
struct GroupItem: BitwiseCopyable {
  let body: UnsafePointer<UInt8>
  let bodyLength: UInt32
  let idLength: UInt32
  /// Of the id, from the start of the body.
  let idOffset: Int32
  /// The number of its product in the part.
  let product: UInt32

  @inline(__always) var id: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: body + Int(idOffset), count: Int(idLength))
  }

  @inline(__always) var bodyBytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: body, count: Int(bodyLength))
  }
}

/// A product in memory.
struct GroupProduct: BitwiseCopyable {
  let key: UnsafePointer<UInt8>
  let keyLength: UInt32
  /// Reviews, equal ids counted each.
  var count: UInt32
  /// Of the reviews' texts.
  var bytes: Int

  @inline(__always) var name: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: key, count: Int(keyLength))
  }
}
