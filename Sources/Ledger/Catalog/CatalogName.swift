/// What the catalog knows an item by.
public enum CatalogName: Hashable, Sendable {
  case product(uuid: CatalogUUID)
  case productModel(code: String)
  /// A product of an export without UUIDs: known by its main identifier alone.
  ///
  /// As soon as a product with a UUID bears the same identifier, it stands for this one.
  case productIdentifier(String)
}

/// What an item is.
///
/// The numbers are stored and must not change.
public enum CatalogKind: UInt8, Sendable, CaseIterable {
  case product = 0
  case productModel = 1
  case productIdentifier = 2

  public var isProduct: Bool { self != .productModel }
}

extension CatalogName {
  public var kind: CatalogKind {
    switch self {
    case .product: .product
    case .productModel: .productModel
    case .productIdentifier: .productIdentifier
    }
  }

  /// The UUID, code or identifier.
  public var text: String {
    switch self {
    case .product(let uuid): uuid.description
    case .productModel(let text), .productIdentifier(let text): text
    }
  }

  /// Reads a name as it is stored; nil where the file holds what this program does not write.
  init?(kind: Int64, stored bytes: UnsafeBufferPointer<UInt8>) {
    switch UInt8(exactly: kind).flatMap(CatalogKind.init) {
    case .product:
      guard let uuid = CatalogUUID(stored: bytes) else { return nil }
      self = .product(uuid: uuid)
    case .productModel: self = .productModel(code: String(decoding: bytes, as: UTF8.self))
    case .productIdentifier: self = .productIdentifier(String(decoding: bytes, as: UTF8.self))
    case nil: return nil
    }
  }

  /// Gives the bytes that are stored; they are good during the call.
  func withStored<Value>(_ use: (UnsafeBufferPointer<UInt8>) throws -> Value) rethrows -> Value {
    switch self {
    case .product(let uuid): return try uuid.withBytes(use)
    case .productModel(var text), .productIdentifier(var text): return try text.withUTF8(use)
    }
  }
}
