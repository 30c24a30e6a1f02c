import Records

/// What is known of the streams of one tap.
struct SingerStreams {
  /// Streams that are counted by name; a hostile tap may invent any number.
  static let maxNames = 100
  static let others = "other streams"

  let wanted: [String]
  private let wantedBytes: [[UInt8]]
  /// Streams that anything came of, in order.
  private(set) var seen: [String] = []
  private var seenSet: Set<String> = []
  private var schemas: [Int: [UInt8]] = [:]
  private var activated: Set<Int> = []
  private var unknownTypes: Set<String> = []

  init(wanted: [String]) {
    self.wanted = wanted
    wantedBytes = wanted.map { Array($0.utf8) }
  }

  /// The number of a wanted stream.
  func number(_ name: UnsafeBufferPointer<UInt8>) -> Int? {
    wantedBytes.firstIndex { $0.elementsEqual(name) }
  }

  /// The wanted streams of which nothing came, where anything came of others: their names may be misspelled.
  var missing: [String] {
    let missing = wanted.filter { !seenSet.contains($0) }
    return seen.allSatisfy(wanted.contains) ? [] : missing
  }

  mutating func sawWanted(_ number: Int) { note(wanted[number]) }

  /// The name under which records of a stream that nobody wants are counted.
  mutating func label(_ name: UnsafeBufferPointer<UInt8>) -> String {
    let text = String(decoding: name, as: UTF8.self)
    if !seenSet.contains(text), seen.count >= Self.maxNames { return Self.others }
    note(text)
    return "stream " + Quotation.quote(text)
  }

  private mutating func note(_ name: String) {
    if seenSet.insert(name).inserted { seen.append(name) }
  }

  /// Whether the schema of a wanted stream is another than before.
  mutating func changed(_ number: Int, schema: UnsafeBufferPointer<UInt8>) -> Bool {
    if let known = schemas[number], known.elementsEqual(schema) { return false }
    schemas[number] = Array(schema)
    return true
  }

  /// Whether this is the first time.
  mutating func activated(_ number: Int) -> Bool { activated.insert(number).inserted }

  /// Whether a type is met for the first time; of endless many, nothing is said.
  mutating func isNew(type: String) -> Bool {
    unknownTypes.count < Self.maxNames && unknownTypes.insert(type).inserted
  }
}
