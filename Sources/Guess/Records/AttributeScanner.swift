/// Takes the inside of a tag apart.
struct AttributeScanner {
  private let bytes: ArraySlice<UInt8>
  private var index: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  mutating func name() -> String {
    let start = index
    while index < bytes.endIndex, bytes[index] > 0x20, bytes[index] != UInt8(ascii: "=") { index += 1 }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  /// Names without prefix, and values; declarations of namespaces are no attributes.
  mutating func attributes() -> [(String, String)] {
    var found: [(String, String)] = []
    while true {
      while index < bytes.endIndex, bytes[index] <= 0x20 { index += 1 }
      let name = name()
      guard !name.isEmpty, let value = value() else { return found }
      let isNamespace = name == "xmlns" || name.hasPrefix("xmlns:") || name.hasPrefix("xsi:")
      if !isNamespace { found.append((XMLSampleParser.localName(name), value)) }
    }
  }

  private mutating func value() -> String? {
    while index < bytes.endIndex, bytes[index] <= 0x20 || bytes[index] == UInt8(ascii: "=") { index += 1 }
    guard index < bytes.endIndex else { return nil }
    let quote = bytes[index]
    let start = index + 1
    guard start <= bytes.endIndex, let end = bytes[start...].firstIndex(of: quote) else { return nil }
    index = end + 1
    return XMLSampleParser.decoded(bytes[start..<end])
  }
}
