import Records

/// The identifiers of an item as bytes: for each its key (1 byte), its length (2 bytes, big-endian), and its text.
///
/// The form must not change, because it is stored.
enum IdentifierList {
  /// A longer value is none that a PIM has: its identifiers have 255 characters at most.
  static let maxLength = 1020

  static func append(_ key: UInt8, _ value: UnsafeBufferPointer<UInt8>, to list: ByteBuffer) {
    list.append(key)
    list.append(UInt8(truncatingIfNeeded: value.count >> 8))
    list.append(UInt8(truncatingIfNeeded: value.count))
    list.append(value)
  }

  /// Gives each identifier; a list that is cut off ends where it can be read no further.
  static func forEach(
    _ list: UnsafeBufferPointer<UInt8>, _ use: (UInt8, UnsafeBufferPointer<UInt8>) throws -> Void
  ) rethrows {
    var place = 0
    while place + 3 <= list.count {
      let length = Int(list[place + 1]) << 8 | Int(list[place + 2])
      let end = place + 3 + length
      guard end <= list.count else { return }
      try use(list[place], UnsafeBufferPointer(rebasing: list[place + 3..<end]))
      place = end
    }
  }
}
