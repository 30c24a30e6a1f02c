import Records

/// Which differences between two identifiers do not count.
///
/// A pure function of bytes: `normalise` gives the form by which values are kept and looked up.
public struct CatalogNormalisation: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// White space at the ends.
  public static let trim = CatalogNormalisation(rawValue: 1)
  /// Upper and lower case.
  public static let fold = CatalogNormalisation(rawValue: 2)
  /// White space anywhere.
  public static let nospace = CatalogNormalisation(rawValue: 4)
  /// GTIN-8, -12, -13 and -14 compare equal as 14 digits; what is no number stays as `trim` makes it.
  public static let gtin = CatalogNormalisation(rawValue: 8)
  /// Nothing: bytes are compared.
  public static let exact: CatalogNormalisation = []

  private static let words: [(name: String, value: CatalogNormalisation)] = [
    ("exact", .exact), ("trim", .trim), ("fold", .fold), ("nospace", .nospace), ("gtin", .gtin),
  ]
  public static var names: [String] { words.map(\.name) }

  /// Reads `fold`, or several as `fold+nospace`; nil for anything else.
  public init?(_ text: String) {
    var value: CatalogNormalisation = []
    for part in text.split(separator: "+", omittingEmptySubsequences: false) {
      guard let word = Self.words.first(where: { $0.name == part }) else { return nil }
      value.formUnion(word.value)
    }
    self = value
  }

  /// The words that `init` reads.
  public var text: String {
    let parts = Self.words.filter { !$0.value.isEmpty && contains($0.value) }.map(\.name)
    return parts.isEmpty ? "exact" : parts.joined(separator: "+")
  }

  /// Appends the normal form; nothing where only white space is left of it.
  public func normalise(_ raw: UnsafeBufferPointer<UInt8>, into out: ByteBuffer) {
    let start = out.count
    if contains(.gtin) && GTIN.append(raw, to: out) { return }
    if contains(.nospace) {
      Self.appendWithoutSpace(raw, to: out)
    } else {
      out.append(isEmpty ? raw : Self.trimmed(raw))
    }
    if contains(.fold) { Self.fold(out, from: start) }
  }

  public func normalised(_ text: String) -> String {
    var text = text
    let out = ByteBuffer(capacity: text.utf8.count + 16)
    text.withUTF8 { normalise($0, into: out) }
    return String(decoding: out.all, as: UTF8.self)
  }
}

extension CatalogNormalisation {
  /// The bytes of white space at the start: ASCII's, and the no-break space that web pages and sheets leave.
  private static func spaceLength(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
    let byte = text[index]
    if byte == 0x20 || byte >= 9 && byte <= 13 { return 1 }
    return byte == 0xC2 && index + 1 < text.count && text[index + 1] == 0xA0 ? 2 : 0
  }

  /// Without white space at the ends.
  public static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var start = 0
    var end = text.count
    while start < end {
      let length = spaceLength(text, at: start)
      guard length > 0 else { break }
      start += length
    }
    while end > start {
      let byte = text[end - 1]
      if byte == 0x20 || byte >= 9 && byte <= 13 {
        end -= 1
      } else if byte == 0xA0 && end - start >= 2 && text[end - 2] == 0xC2 {
        end -= 2
      } else {
        break
      }
    }
    return UnsafeBufferPointer(rebasing: text[start..<end])
  }

  private static func appendWithoutSpace(_ text: UnsafeBufferPointer<UInt8>, to out: ByteBuffer) {
    var index = 0
    while index < text.count {
      let length = spaceLength(text, at: index)
      if length == 0 { out.append(text[index]) }
      index += max(length, 1)
    }
  }

  /// To lower case, in place where it is ASCII.
  private static func fold(_ out: ByteBuffer, from start: Int) {
    for index in start..<out.count {
      let byte = out.base[index]
      if byte >= 0x80 {
        let lower = String(decoding: out.view(start, out.count - start), as: UTF8.self).lowercased()
        out.count = start
        return out.append(lower)
      }
      if byte >= 0x41 && byte <= 0x5A { out.base[index] = byte | 0x20 }
    }
  }
}
