import Ledger
import Records
import Requests

/// Adds to a `product_identification` the identifier by which the catalog knows the product.
///
/// It looks and decides, and does nothing else. Good for many looks at the catalog; used by one thread.
public final class ProductEnricher {
  /// What became of a product.
  public enum Outcome: String, CaseIterable, Sendable {
    /// It had a direct identifier already.
    case given
    case uuid
    case modelCode
    case notFound
    /// Several items have its key.
    case ambiguous
    /// The catalog knows it, but only by its key: an old export has no UUIDs.
    case withoutUUID
  }

  private let wanted: [DirectIdentifier]
  private let keys: [String]
  private let codeKeys: [String]
  private let identifiers = ProductIdentifiers()
  private let normal = ByteBuffer()

  /// - Parameters:
  ///   - wanted: What is added, the first that is found.
  ///   - keys: Keys of `metadata`, in the order in which they are looked up.
  ///   - codeKeys: Those whose values may be the code of a model; a brand or a colour may happen to be one too.
  public init(wanted: [DirectIdentifier], keys: [String], codeKeys: [String]) {
    (self.wanted, self.keys, self.codeKeys) = (wanted, keys, codeKeys)
  }

  /// Appends the object as it is to be sent.
  public func enrich(
    _ key: UnsafeBufferPointer<UInt8>, by lookup: CatalogLookup, into out: ByteBuffer
  ) throws -> Outcome {
    identifiers.read(key)
    guard identifiers.uuid == nil, identifiers.modelCode == nil else {
      out.append(key)
      return .given
    }
    let product = ProductKey(key)
    var doubt: Outcome?
    for identifier in wanted where try mayHave(identifier, product, lookup) {
      for name in identifier == .uuid ? keys : codeKeys {
        switch try find(identifier, name, lookup) {
        case .found(let value):
          value.withUnsafeBufferPointer { product.write(adding: identifier, $0, to: out) }
          return identifier == .uuid ? .uuid : .modelCode
        case .doubt(let outcome): doubt = doubt ?? outcome
        case .none: break
        }
      }
    }
    out.append(key)
    return doubt ?? .notFound
  }

  /// A UUID is that of a product, never of a model; and what is one product by any of its keys does not become a model,
  /// even where a model has the same text for its code.
  private func mayHave(
    _ identifier: DirectIdentifier, _ product: ProductKey, _ lookup: CatalogLookup
  ) throws -> Bool {
    guard identifier == .modelCode, !product.isModel else {
      return identifier == .modelCode || !product.isModel
    }
    return try !keys.contains { name in
      guard let value = value(of: name), !value.isEmpty else { return false }
      return try known(name, value, lookup).count { $0.kind != .productModel } == 1
    }
  }

  private enum Finding {
    case found([UInt8])
    case doubt(Outcome)
    case none
  }

  private func find(
    _ identifier: DirectIdentifier, _ name: String, _ lookup: CatalogLookup
  ) throws -> Finding {
    guard let value = value(of: name), !value.isEmpty else { return .none }
    let known = try known(name, value, lookup)
    guard identifier == .modelCode else { return Self.finding(known.filter { $0.kind != .productModel }) }
    let code = CatalogNormalisation.trimmed(value)
    if try lookup.state(ofModel: code)?.isKnown == true { return .found(Array(code)) }
    return Self.finding(known.filter { $0.kind == .productModel })
  }

  /// Items that bear a value.
  private func known(
    _ name: String, _ value: UnsafeBufferPointer<UInt8>, _ lookup: CatalogLookup
  ) throws -> [CatalogName] {
    guard let key = lookup.keys.usable.first(where: { $0.name == name }) else { return [] }
    normal.removeAll()
    key.normalisation.normalise(value, into: normal)
    guard normal.count > 0 else { return [] }
    return try lookup.hits(key, normal: normal.all).filter(\.state.isKnown).map(\.name)
  }

  private static func finding(_ names: [CatalogName]) -> Finding {
    guard let name = names.first else { return .none }
    guard names.count == 1 else { return .doubt(.ambiguous) }
    return name.kind == .productIdentifier ? .doubt(.withoutUUID) : .found(Array(name.text.utf8))
  }

  private func value(of name: String) -> UnsafeBufferPointer<UInt8>? {
    for index in 0..<identifiers.metadataCount
    where identifiers.metadataName(index).elementsEqual(name.utf8) {
      return identifiers.metadataValue(index)
    }
    return nil
  }
}
