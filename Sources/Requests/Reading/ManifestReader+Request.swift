import Records

// MARK: - Lines of requests

extension ManifestReader {
  mutating func readRequest(
    _ cursor: inout JSONCursor, _ isFirst: Bool, _ isLast: Bool
  ) throws(JSONFault) -> Entry? {
    if isFirst || isLast, cursor.takes("],") {
      part = .counts
      return nil
    }
    if isLast { throw JSONFault(offset: cursor.position, .json("],")) }
    let members = try ManifestMembers(&cursor)
    let entry = Entry(
      number: try members.count("number"), file: try members.view("file"),
      xxh128: cursor.view(try members.string("xxh128").inside), bytes: try members.count("bytes"),
      reviews: try members.count("reviews"), place: place)
    part = .request(isFirst: false, isLast: !cursor.takes(UInt8(ascii: ",")))
    return entry
  }

  /// Holds an entry against those before it and against the settings.
  mutating func check(_ entry: Entry) throws(JSONFault) {
    func fail(_ expected: StaticString) -> JSONFault { JSONFault(offset: 0, expected: expected) }
    if entry.number != requests + 1 { throw fail("the line of the next request, without a gap") }
    if hasFiles ?? (entry.file != nil) != (entry.file != nil) {
      throw fail("a file for each request or for none")
    }
    guard entry.xxh128.count == Checksum.digits, entry.xxh128.allSatisfy(Self.isHexDigit) else {
      throw fail("an xxh128 of 32 hex digits")
    }
    // As `RequestAssembler` takes it.
    let maxReviews = min(max(manifest.settings.maxReviews, 1), RequestRules.maxReviews)
    guard (1...maxReviews).contains(entry.reviews) else { throw fail("1 to 'max_reviews' reviews") }
    guard (1...max(manifest.settings.maxBytes, 1)).contains(entry.bytes) else {
      throw fail("1 to 'max_bytes' bytes")
    }
    hasFiles = entry.file != nil
    requests += 1
    reviews += entry.reviews
    requestBytes += entry.bytes
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}

/// The members of an object in a line of the manifest.
///
/// Asked by name; what nobody asks for was added by a later version.
struct ManifestMembers {
  private enum Value {
    case string(JSONStringRange)
    case count(Int)
    case other
  }

  /// An object with more is none of ours; comparing each name with each stays cheap.
  private static let maxCount = 256

  private let cursor: JSONCursor
  private let end: Int
  private var members: [(name: Range<Int>, value: Value)] = []

  /// Takes the object.
  init(_ cursor: inout JSONCursor) throws(JSONFault) {
    members.reserveCapacity(8)
    try cursor.take("{")
    repeat {
      guard members.count < Self.maxCount else { throw cursor.fault("an object of at most 256 members") }
      let name = try cursor.string("the name of a member").inside
      let isKnown = members.contains { cursor.view($0.name).elementsEqual(cursor.view(name)) }
      if isKnown { throw JSONFault(offset: name.lowerBound - 1, expected: "each member once") }
      try cursor.take(UInt8(ascii: ":"), "':'")
      members.append((name, try Self.value(&cursor)))
    } while cursor.takes(UInt8(ascii: ","))
    end = cursor.position
    try cursor.take("}")
    self.cursor = cursor
  }

  private static func value(_ cursor: inout JSONCursor) throws(JSONFault) -> Value {
    switch cursor.isAtEnd ? 0 : cursor.bytes[cursor.position] {
    case UInt8(ascii: "\""): return .string(try cursor.string())
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      let before = cursor
      let count = try cursor.count()
      if cursor.isAtEnd || ![0x2E, 0x45, 0x65].contains(cursor.bytes[cursor.position]) {
        return .count(count)
      }
      cursor = before  // a fraction, which is none of ours
      fallthrough
    default:
      try cursor.skipValue()
      return .other
    }
  }

  private func value(_ name: StaticString) -> Value? {
    members.first { cursor.isEqual($0.name, name) }?.value
  }

  private func missing(_ name: StaticString, _ type: StaticString) -> JSONFault {
    JSONFault(offset: end, .member(name, ofType: type))
  }

  func string(_ name: StaticString) throws(JSONFault) -> JSONStringRange {
    guard case .string(let string)? = value(name) else { throw missing(name, "a text") }
    return string
  }

  /// The inside of a text, still escaped, where it is there.
  func view(_ name: StaticString) throws(JSONFault) -> UnsafeBufferPointer<UInt8>? {
    guard value(name) != nil else { return nil }
    return cursor.view(try string(name).inside)
  }

  func text(_ name: StaticString) throws(JSONFault) -> String {
    let string = try string(name)
    let buffer = ByteBuffer(capacity: string.inside.count)
    buffer.appendUnescaped(cursor.view(string.inside))
    return String(decoding: buffer.all, as: UTF8.self)
  }

  func count(_ name: StaticString) throws(JSONFault) -> Int {
    guard case .count(let count)? = value(name) else { throw missing(name, "a whole number") }
    return count
  }

  /// All members that are counts, in their order.
  func counts() -> [Manifest.Count] {
    members.compactMap { member in
      guard case .count(let value) = member.value else { return nil }
      return Manifest.Count(String(decoding: cursor.view(member.name), as: UTF8.self), value)
    }
  }
}
