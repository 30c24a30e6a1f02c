import Glibc

/// Finds a product by its key: open addressing, linear probing, 16 bytes a place.
///
/// A place holds the whole 64-bit hash, so growing and nearly all misses touch no key.
struct ProductTable: ~Copyable {
  struct Place {
    var hash: UInt64
    /// The product's node; nil where the place is empty.
    var product: UnsafeMutableRawPointer?
  }

  static let leastCapacity = 256

  private(set) var places: UnsafeMutableBufferPointer<Place>
  private(set) var count = 0

  init() { places = Self.emptyPlaces(Self.leastCapacity) }

  deinit { places.deallocate() }

  var heldBytes: Int { places.count * MemoryLayout<Place>.stride }

  /// Memory needed beside the present one to take one product more.
  @inline(__always) var growth: Int { isFull ? 2 * heldBytes : 0 }

  /// Three quarters: linear probing then looks at 2.5 places on average for a hit, 8.5 for a new key.
  @inline(__always) private var isFull: Bool { (count &+ 1) &* 4 > places.count &* 3 }

  /// The product's node, or nil.
  @inline(__always)
  func find(_ key: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Node? {
    let mask = places.count &- 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while let product = places[index].product {
      let node = Node(address: product)
      if places[index].hash == hash && KeyHash.isEqual(node.name, key) { return node }
      index = (index &+ 1) & mask
    }
    return nil
  }

  /// Adds a product that `find` has not found.
  mutating func insert(_ product: Node, hash: UInt64) {
    if isFull { grow() }
    Self.put(Place(hash: hash, product: product.address), into: places)
    count += 1
  }

  /// Forgets all products; a large table becomes small again.
  mutating func removeAll() {
    places.deallocate()
    places = Self.emptyPlaces(Self.leastCapacity)
    count = 0
  }

  private mutating func grow() {
    let larger = Self.emptyPlaces(places.count * 2)
    for place in places where place.product != nil { Self.put(place, into: larger) }
    places.deallocate()
    places = larger
  }

  private static func put(_ place: Place, into places: UnsafeMutableBufferPointer<Place>) {
    let mask = places.count &- 1
    var index = Int(truncatingIfNeeded: place.hash) & mask
    while places[index].product != nil { index = (index &+ 1) & mask }
    places[index] = place
  }

  private static func emptyPlaces(_ capacity: Int) -> UnsafeMutableBufferPointer<Place> {
    let places = UnsafeMutableBufferPointer<Place>.allocate(capacity: capacity)
    places.initialize(repeating: Place(hash: 0, product: nil))
    return places
  }
}
