import Catalog
import Ledger
import Mapping
import Pipeline
import Records

/// Opens the catalog for a mapping that enriches.
enum EnrichmentInput {
  /// nil where the mapping looks nothing up.
  ///
  /// - Parameter path: The ledger; nil where none was named.
  static func enrichment(
    _ plan: MappingPlan?, ledger path: String?, _ printer: ProblemPrinter
  ) throws(RunFailure) -> ProductEnrichment? {
    guard let plan, let rule = plan.enrichment else { return nil }
    guard let path else { throw RunFailure(noLedger(plan.name), .usage) }
    return try RunFailure.wrapLedger { () throws(Problem) in
      let catalog = try CatalogReader(path: path)
      let known = try catalog.read { lookup in
        try lookup.isEmpty() ? nil : lookup.keys.usable.map(\.name)
      }
      guard let known else { throw CatalogProblem.empty(catalog.path) }
      // The code of a model needs no key.
      if !rule.identifiers.contains(.modelCode) {
        for key in rule.keys where !known.contains(key) { printer.report(noKey(key, known)) }
      }
      return ProductEnrichment(rule, catalog: catalog)
    }
  }

  private static func noLedger(_ mapping: String) -> Problem {
    Problem(
      "enrich.no-ledger", .error,
      "the mapping \(quoted: mapping) looks products up in a catalog, but no ledger is named; nothing was done",
      fix: "name the ledger that holds the catalog, with '--ledger' or '--pim-url'")
  }

  private static func noKey(_ key: String, _ known: [String]) -> Problem {
    let names = known.map { "'\(Quotation.escape($0))'" }.joined(separator: ", ")
    return Problem(
      "enrich.no-key", .warning,
      "the mapping looks products up by \(quoted: key), which the catalog does not know; it knows \(names)",
      fix: "read the catalog again, with '--key \(Quotation.escape(key))'")
  }

  /// A rehearsal has a ledger of its own, which has no catalog.
  static func rehearsal(_ mapping: String) -> Problem {
    Problem(
      "enrich.rehearsal", .warning,
      """
      the mapping \(quoted: mapping) looks products up in a catalog, which a rehearsal does not have; they are sent as \
      they are mapped
      """)
  }
}
