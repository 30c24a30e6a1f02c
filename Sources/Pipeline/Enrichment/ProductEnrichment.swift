import Catalog
import Ledger
import Mapping

/// What a conversion looks up for each product, and where.
public struct ProductEnrichment: Sendable {
  public let catalog: CatalogReader
  public let rule: Enrichment

  public init(_ rule: Enrichment, catalog: CatalogReader) { (self.rule, self.catalog) = (rule, catalog) }

  func makeEnricher() -> ProductEnricher {
    ProductEnricher(wanted: rule.identifiers, keys: rule.keys, codeKeys: rule.codeKeys)
  }
}

/// What became of the products of a mapping that enriches.
public struct EnrichmentSummary: Sendable, Equatable {
  /// Products as the mapping gives them, by what became of them.
  public var products: [ProductEnricher.Outcome: Int] = [:]

  public init() {}

  public subscript(outcome: ProductEnricher.Outcome) -> Int { products[outcome] ?? 0 }

  /// Those that a direct identifier was added to.
  public var enriched: Int { self[.uuid] + self[.modelCode] }
  /// All of them.
  public var all: Int { products.values.reduce(0, +) }
}
