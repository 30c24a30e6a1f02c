import Ledger
import Records
import Requests

/// Decides whether a `product_identification` finds a product, as PX Insights would: by UUID, by the code of a model,
/// then by `metadata`, `sku` first.
///
/// It looks and decides, and does nothing. A UUID or code that the catalog lacks does not end the search, because the
/// metadata may still find the product. Of several keys, one that finds exactly one product settles
/// what another leaves open. Good as long as the look at the catalog; used by one thread.
public struct ProductMatcher {
  private let lookup: CatalogLookup
  private let keys: [(name: [UInt8], key: CatalogKey)]
  private let identifiers = ProductIdentifiers()
  private let normal = ByteBuffer()

  public init(_ lookup: CatalogLookup) {
    self.lookup = lookup
    keys = lookup.keys.usable.map { (Array($0.name.utf8), $0) }
  }

  /// - Parameter key: A `product_identification` object, as the encoder writes it.
  public func match(_ key: UnsafeBufferPointer<UInt8>) throws -> ProductMatch {
    identifiers.read(key)
    var search = Search()
    if let found = try direct(&search) { return found }
    for index in metadataOrder {
      let name = identifiers.metadataName(index)
      guard let known = keys.first(where: { name.elementsEqual($0.name) })?.key else { continue }
      normal.removeAll()
      known.normalisation.normalise(identifiers.metadataValue(index), into: normal)
      guard normal.count > 0 else { continue }
      let hits = try lookup.hits(known, normal: normal.all)
      if let found = search.take(hits, by: .metadata(known.name)) { return found }
    }
    return search.result
  }

  private func direct(_ search: inout Search) throws -> ProductMatch? {
    if let text = identifiers.uuid, let uuid = CatalogUUID(text) {
      let name = CatalogName.product(uuid: uuid)
      if let found = search.take(try lookup.state(of: name), of: name, by: .uuid) { return found }
    }
    if let code = identifiers.modelCode, !code.isEmpty {
      let state = try lookup.state(ofModel: code)
      let name = CatalogName.productModel(code: String(decoding: code, as: UTF8.self))
      if let found = search.take(state, of: name, by: .modelCode) { return found }
    }
    return nil
  }

  /// `sku` is the key that the API prefers; the others as they stand.
  private var metadataOrder: [Int] {
    let all = Array(0..<identifiers.metadataCount)
    guard let sku = all.first(where: { identifiers.metadataName($0).elementsEqual("sku".utf8) }) else {
      return all
    }
    return [sku] + all.filter { $0 != sku }
  }
}

/// What the identifiers of a product have come to so far.
private struct Search {
  private var ambiguous: ProductMatch?
  private var deleted: Int64?
  private var hasIdentifier = false

  mutating func take(_ state: CatalogState?, of name: @autoclosure () -> CatalogName, by key: MatchKey)
    -> ProductMatch?
  {
    take(state.map { [CatalogHit(name: name(), state: $0)] } ?? [], by: key)
  }

  /// The end of the search, if it is one.
  mutating func take(_ hits: [CatalogHit], by key: MatchKey) -> ProductMatch? {
    hasIdentifier = true
    let known = hits.filter(\.state.isKnown)
    if known.count == 1 { return .matched(by: key, name: known[0].name) }
    if known.isEmpty {
      if let time = hits.compactMap(\.state.deleted).max() { deleted = max(deleted ?? .min, time) }
    } else if ambiguous == nil {
      ambiguous = .ambiguous(by: key, names: known.map(\.name))
    }
    return nil
  }

  var result: ProductMatch {
    if let ambiguous { return ambiguous }
    if let deleted { return .unmatched(.deleted(at: deleted)) }
    return .unmatched(hasIdentifier ? .unknown : .noIdentifier)
  }
}
