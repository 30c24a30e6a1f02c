import Records

/// Looks into the bytes of a `product_identification` object that the encoder wrote.
///
/// It relies on the encoder's form (no white space, valid JSON) and is no JSON parser. Used once for a request.
public struct ProductKey {
  private let bytes: UnsafeBufferPointer<UInt8>

  /// A view of the object; good as long as the bytes are.
  public init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The JSON string of `origin`, with its quotes.
  var origin: UnsafeBufferPointer<UInt8>? { member("origin") }

  /// The text of `origin`, unescaped, good during the call; empty where there is none.
  public func withOrigin<Value>(_ use: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
    guard let text = origin.map(Self.unquoted) else { return use(UnsafeBufferPointer(start: nil, count: 0)) }
    guard text.contains(UInt8(ascii: "\\")) else { return use(text) }
    let unescaped = ByteBuffer(capacity: text.count)
    unescaped.appendUnescaped(text)
    return use(unescaped.all)
  }

  /// The text that a person knows the product by, still JSON-escaped: uuid, model code, `sku`, or the first
  /// other key of `metadata`.
  public var name: UnsafeBufferPointer<UInt8>? {
    for key in RequestRules.identifierKeys {
      if let value = member(key) { return Self.unquoted(value) }
    }
    guard let metadata = member("metadata").map(ProductKey.init) else { return nil }
    return (metadata.member("sku") ?? metadata.firstMember).map(Self.unquoted)
  }

  /// The JSON of a member of this object, not of one deeper.
  func member(_ wanted: String) -> UnsafeBufferPointer<UInt8>? {
    var found: UnsafeBufferPointer<UInt8>?
    forEachMember { name, value in
      if found == nil && name.elementsEqual(wanted.utf8) { found = value }
    }
    return found
  }

  private var firstMember: UnsafeBufferPointer<UInt8>? {
    var found: UnsafeBufferPointer<UInt8>?
    forEachMember { _, value in found = found ?? value }
    return found
  }

  static func unquoted(_ value: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard value.first == UInt8(ascii: "\"") else { return value }
    return UnsafeBufferPointer(rebasing: value.dropFirst().dropLast())
  }

  func forEachMember(
    _ use: (_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) -> Void
  ) {
    var position = 1
    while position < bytes.count && bytes[position] == UInt8(ascii: "\"") {
      let nameEnd = endOfString(from: position)
      let valueEnd = endOfValue(from: nameEnd + 1)
      use(view(position + 1, nameEnd - 1), view(nameEnd + 1, valueEnd))
      position = valueEnd + 1
    }
  }

  private func view(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
    let end = min(end, bytes.count)
    return UnsafeBufferPointer(rebasing: bytes[min(start, end)..<end])
  }

  /// Behind the closing quote of the string that begins at `start`.
  private func endOfString(from start: Int) -> Int {
    var position = start + 1
    while position < bytes.count && bytes[position] != UInt8(ascii: "\"") {
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(position + 1, bytes.count)
  }

  /// At the comma or bracket that ends the value.
  private func endOfValue(from start: Int) -> Int {
    var position = start
    var depth = 0
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position = endOfString(from: position)
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ",") where depth == 0: return position
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return position }
        depth -= 1
      default: break
      }
      position += 1
    }
    return position
  }
}
