import Records

/// The identifiers of a `product_identification` object, taken apart and unescaped.
///
/// One object for many keys: memory is reused. The views are good until the next `read`.
public final class ProductIdentifiers {
  private let bytes = ByteBuffer()
  private var members: [(name: Range<Int>, value: Range<Int>)] = []
  private var direct: [Range<Int>?] = [nil, nil]

  public init() {}

  /// `key` is an object that the encoder wrote, as `ProductKey` takes it.
  public func read(_ key: UnsafeBufferPointer<UInt8>) {
    bytes.removeAll()
    members.removeAll(keepingCapacity: true)
    direct = [nil, nil]
    let object = ProductKey(key)
    object.forEachMember { name, value in
      if let index = RequestRules.identifierKeys.firstIndex(where: { name.elementsEqual($0.utf8) }) {
        direct[index] = text(value)
      } else if name.elementsEqual("metadata".utf8) {
        ProductKey(value).forEachMember { add($0, $1) }
      }
    }
  }

  public var uuid: UnsafeBufferPointer<UInt8>? { direct[0].map(view) }
  public var modelCode: UnsafeBufferPointer<UInt8>? { direct[1].map(view) }

  /// Members of `metadata`, in the order in which they stand there.
  public var metadataCount: Int { members.count }
  public func metadataName(_ index: Int) -> UnsafeBufferPointer<UInt8> { view(members[index].name) }
  public func metadataValue(_ index: Int) -> UnsafeBufferPointer<UInt8> { view(members[index].value) }

  private func add(_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) {
    // Lists and objects name no product.
    guard value.first != UInt8(ascii: "["), value.first != UInt8(ascii: "{") else { return }
    let start = bytes.count
    append(name)
    members.append((start..<bytes.count, text(value)))
  }

  private func text(_ value: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    let start = bytes.count
    append(ProductKey.unquoted(value))
    return start..<bytes.count
  }

  private func append(_ inside: UnsafeBufferPointer<UInt8>) {
    if inside.contains(UInt8(ascii: "\\")) { bytes.appendUnescaped(inside) } else { bytes.append(inside) }
  }

  private func view(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    bytes.view(range.lowerBound, range.count)
  }
}
