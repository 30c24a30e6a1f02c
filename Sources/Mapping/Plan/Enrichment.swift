import Records

/// What `product.enrich` asks for: identifiers that the catalog knows and the records lack.
public struct Enrichment: Sendable, Equatable {
  /// In the order in which they are tried.
  public let identifiers: [DirectIdentifier]
  /// Keys of `metadata`, in the order in which they are looked up.
  public let keys: [String]
  /// Those of them whose values may be the code of a model: all that were named, else `sku`.
  public let codeKeys: [String]
}

extension PlanBuilder {
  /// nil where the mapping does not enrich, or where what it says is wrong.
  func buildEnrichment(_ document: MappingDocument) -> Enrichment? {
    guard let product = document.product, let value = product.value("enrich") else { return nil }
    let metadata = product.entries("metadata").map(\.key.value)
    var (words, keys): ([Located<String>], [Located<String>]) = ([], [])
    switch value {
    case .short(let word): words = [word]
    case .long(let map): (words, keys) = (map.texts("add"), map.texts("by"))
    }
    for key in keys where !metadata.contains(key.value) {
      problems.append(
        MappingProblem.range(
          "\(Quotation.quote(key.value)) is no key of 'metadata', so nothing can be looked up by it",
          at: key.mark, path: "product.enrich.by", file: file))
    }
    let identifiers = words.compactMap { DirectIdentifier(rawValue: $0.value) }
    guard !identifiers.isEmpty, !metadata.isEmpty else { return nil }
    if keys.isEmpty, let word = words.first(where: { $0.value == "model_code" }), !metadata.contains("sku") {
      problems.append(
        MappingProblem.range(
          "'model_code' is looked up by 'sku' where 'by' names no keys, but 'metadata' has no 'sku'",
          at: word.mark,
          path: "product.enrich", file: file))
    }
    guard keys.isEmpty else {
      return Enrichment(
        identifiers: identifiers, keys: keys.map(\.value), codeKeys: keys.map(\.value))
    }
    return Enrichment(
      identifiers: identifiers, keys: Self.preferred(metadata), codeKeys: metadata.filter { $0 == "sku" })
  }

  /// `sku` first, as PX Insights prefers it.
  private static func preferred(_ keys: [String]) -> [String] {
    keys.filter { $0 == "sku" } + keys.filter { $0 != "sku" }
  }
}
