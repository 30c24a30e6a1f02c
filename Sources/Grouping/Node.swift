/// A product or a review in the arena: 16 bytes of header, then its text.
///
/// ```
/// product  [ newest review | key length | reviews ] [ key ]
/// review   [ review before | id length | body length ] [ id ] [ body ]
///            8 bytes         4 bytes     4 bytes
/// ```
/// The reviews of a product are a chain from the newest to the oldest, so that adding one touches no other.
struct Node {
  static let headerBytes = 16

  let address: UnsafeMutableRawPointer

  /// The newest review (of a product) or the one added before (of a review).
  var link: UnsafeMutableRawPointer? {
    get { address.load(as: UnsafeMutableRawPointer?.self) }
    nonmutating set { address.storeBytes(of: newValue, as: UnsafeMutableRawPointer?.self) }
  }

  /// Length of the key or the id.
  var nameLength: Int {
    get { Int(address.load(fromByteOffset: 8, as: UInt32.self)) }
    nonmutating set {
      address.storeBytes(of: UInt32(truncatingIfNeeded: newValue), toByteOffset: 8, as: UInt32.self)
    }
  }

  /// Number of reviews of a product, or length of a review's body.
  var size: Int {
    get { Int(address.load(fromByteOffset: 12, as: UInt32.self)) }
    nonmutating set {
      address.storeBytes(of: UInt32(truncatingIfNeeded: newValue), toByteOffset: 12, as: UInt32.self)
    }
  }

  /// The text behind the header.
  var text: UnsafeMutablePointer<UInt8> {
    (address + Self.headerBytes).assumingMemoryBound(to: UInt8.self)
  }

  var name: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: text, count: nameLength) }
  var body: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: text + nameLength, count: size) }
}
