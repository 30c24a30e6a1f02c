/// Finds the number of a product by the hash of its key: open addressing, linear probing, 8 bytes a place.
///
/// A place holds 32 bits of the hash, which tell its index too, so growing and nearly all misses touch no key.
struct ProductTable: ~Copyable {
  /// 0 where it is empty; else the high half of the hash, and in the low half the product's number and one more.
  typealias Place = UInt64

  static let leastCapacity = 256

  private var places: UnsafeMutablePointer<Place>
  private var capacity: Int
  private var shift: UInt64
  private(set) var count = 0

  init() {
    capacity = Self.leastCapacity
    shift = Self.shift(capacity)
    places = Self.emptyPlaces(capacity)
  }

  deinit { places.deallocate() }

  var heldBytes: Int { capacity * MemoryLayout<Place>.stride }

  /// Memory needed beside the present one to take one product more.
  var growth: Int { isFull ? 2 * heldBytes : 0 }

  /// Three quarters: linear probing then looks at 2.5 places on average for a hit, 8.5 for a new key.
  @inline(__always) private var isFull: Bool { (count &+ 1) &* 4 > capacity &* 3 }

  /// The place where the search begins: mostly the right one, and fetched early for many keys at once.
  @inline(__always) func firstPlace(_ hash: UInt64) -> Place { places[Int(hash >> shift)] }

  /// The number in a place, if it can be a product with this hash.
  @inline(__always) static func number(_ place: Place, hash: UInt64) -> UInt32? {
    let low = UInt32(truncatingIfNeeded: place)
    return low != 0 && (place ^ hash) >> 32 == 0 ? low &- 1 : nil
  }

  /// The first number with this hash of which `isWanted` holds.
  @inline(__always)
  func find(_ hash: UInt64, isWanted: (UInt32) -> Bool) -> UInt32? {
    var index = Int(hash >> shift)
    while places[index] != 0 {
      if let number = Self.number(places[index], hash: hash), isWanted(number) { return number }
      index = (index &+ 1) & (capacity &- 1)
    }
    return nil
  }

  /// Adds a product that `find` has not found.
  mutating func insert(_ number: UInt32, hash: UInt64) {
    if isFull { grow() }
    put(hash & ~0xFFFF_FFFF | UInt64(number &+ 1))
    count += 1
  }

  private mutating func grow() {
    let (old, oldCapacity) = (places, capacity)
    capacity *= 2
    shift = Self.shift(capacity)
    places = Self.emptyPlaces(capacity)
    for index in 0..<oldCapacity where old[index] != 0 { put(old[index]) }
    old.deallocate()
  }

  private func put(_ place: Place) {
    var index = Int(place >> shift)
    while places[index] != 0 { index = (index &+ 1) & (capacity &- 1) }
    places[index] = place
  }

  /// The highest bits of the hash are the index; there are at most 2^32 places.
  private static func shift(_ capacity: Int) -> UInt64 { UInt64(64 - capacity.trailingZeroBitCount) }

  private static func emptyPlaces(_ capacity: Int) -> UnsafeMutablePointer<Place> {
    let places = UnsafeMutablePointer<Place>.allocate(capacity: capacity)
    places.initialize(repeating: 0, count: capacity)
    return places
  }
}
