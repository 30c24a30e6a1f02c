/// Guesses how many records a block has: by the tags in its beginning that have the record's name.
///
/// It decides of sizes only, so tags in comments and names in other places do no harm.
struct XMLRecordDensity {
  /// Bytes that are looked at.
  private static let sample = 16 << 10

  /// The local name; nil where every element may be a record.
  private let name: [UInt8]?

  init(of record: XMLPathStep) {
    if case .name(let name) = record { self.name = Array(name.utf8) } else { name = nil }
  }

  func count(in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    let sample = UnsafeBufferPointer(rebasing: bytes.prefix(Self.sample))
    var found = 0
    for index in sample.indices where sample[index] == UInt8(ascii: "<") && isRecord(sample, index + 1) {
      found += 1
    }
    return sample.isEmpty ? 0 : found * bytes.count / sample.count
  }

  private func isRecord(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
    guard let name else { return start < bytes.count && bytes[start] != UInt8(ascii: "/") }
    if holds(name, bytes, start) { return true }
    let end = bytes[start...].firstIndex { XMLBlockBase.endsName($0) || $0 == UInt8(ascii: ":") }
    return end.map { bytes[$0] == UInt8(ascii: ":") && holds(name, bytes, $0 + 1) } ?? false
  }

  private func holds(_ name: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
    let end = start + name.count
    return end < bytes.count && XMLBlockBase.endsName(bytes[end]) && bytes[start...].starts(with: name)
  }
}
