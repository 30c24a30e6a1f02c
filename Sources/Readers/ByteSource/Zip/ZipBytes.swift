/// Numbers of an archive's records: little-endian, at a fixed place of a record.
struct ZipBytes {
  let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }
  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  var count: Int { bytes.count }

  /// Whether a record of at least this length begins here: `PK` and two more bytes.
  func begins(with kind: ZipRecord) -> Bool {
    count >= kind.length && bytes.prefix(4).elementsEqual([0x50, 0x4B, kind.mark.0, kind.mark.1])
  }

  /// What lies behind the end counts as 0: whoever asks has looked at the length.
  func number(at offset: Int, bytes length: Int) -> UInt64 {
    let start = bytes.startIndex + offset
    guard offset + length <= count else { return 0 }
    return bytes[start..<start + length].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  func short(_ offset: Int) -> Int { Int(number(at: offset, bytes: 2)) }
  func word(_ offset: Int) -> Int { Int(number(at: offset, bytes: 4)) }
  /// nil where it is more than any file has.
  func long(_ offset: Int) -> Int? { Int(exactly: number(at: offset, bytes: 8)) }

  func slice(_ offset: Int, _ length: Int) -> ZipBytes? {
    guard offset >= 0, length >= 0, offset + length <= count else { return nil }
    return ZipBytes(bytes[(bytes.startIndex + offset)..<(bytes.startIndex + offset + length)])
  }
}

/// The records of an archive, by the two bytes behind `PK`, and the length that each has at least.
///
/// APPNOTE.TXT 6.3.10, 4.3.7 to 4.3.16.
enum ZipRecord {
  case localHeader, entry, end64, locator64, end

  var mark: (UInt8, UInt8) {
    switch self {
    case .localHeader: (3, 4)
    case .entry: (1, 2)
    case .end64: (6, 6)
    case .locator64: (6, 7)
    case .end: (5, 6)
    }
  }

  var length: Int {
    switch self {
    case .localHeader: 30
    case .entry: 46
    case .end64: 56
    case .locator64: 20
    case .end: 22
    }
  }
}
