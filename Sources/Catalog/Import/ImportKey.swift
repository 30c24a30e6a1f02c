import Ledger

/// What `--key` asks for: `sku`, `ean:gtin`, `sku=product_code`, `sku=product_code:fold+nospace`.
public struct ImportKey: Sendable, Equatable {
  /// What `metadata` of a review's product calls it.
  public var name: String
  /// The column or attribute that holds it.
  public var column: String
  /// nil: as the catalog has it, or as is usual for the name.
  public var normalisation: CatalogNormalisation?

  public init(name: String, column: String? = nil, normalisation: CatalogNormalisation? = nil) {
    self.name = name
    self.column = column ?? name
    self.normalisation = normalisation
  }

  /// What is wrong with an argument, as a sentence.
  public struct Fault: Error { public var sentence: String }

  public init(argument: String) throws(Fault) {
    var rest = Substring(argument)
    if let colon = rest.lastIndex(of: ":") {
      let word = String(rest[rest.index(after: colon)...])
      guard let value = CatalogNormalisation(word) else {
        let words = CatalogNormalisation.names.map { "'\($0)'" }.joined(separator: ", ")
        throw Fault(
          sentence: "'\(word)' is no normalisation; there are \(words), and several as 'fold+nospace'")
      }
      normalisation = value
      rest = rest[..<colon]
    }
    let parts = rest.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.allSatisfy({ !$0.isEmpty }) else {
      throw Fault(sentence: "expected a key such as 'sku', 'ean:gtin' or 'sku=product_code:fold'")
    }
    name = parts[0]
    column = parts.last ?? name
  }
}

extension ImportKey {
  /// What the ledger is asked for.
  var request: CatalogKeyRequest {
    CatalogKeyRequest(
      name, normalisation, usual: KnownIdentifier.normalisation(name), attribute: attribute)
  }

  /// The attribute behind the column: `ean` of `ean-en_US`, of `values.ean.data` and of `/values/ean/0/data`.
  ///
  /// Codes of attributes have letters, digits and underscores only. nil for `identifier`, which is none.
  var attribute: String? {
    if column == "identifier" { return nil }
    let parts = column.split(whereSeparator: { $0 == "." || $0 == "/" }).map(String.init)
    if parts.first == "values", parts.count > 1 { return parts[1] }
    return (parts.count == 1 ? parts[0] : column).split(separator: "-").first.map(String.init) ?? column
  }
}

/// Names by which identifiers usually go.
enum KnownIdentifier {
  /// Those of trade item numbers.
  private static let gtins: Set<String> = [
    "gtin", "gtin8", "gtin12", "gtin13", "gtin14", "ean", "ean8", "ean13", "ean_13", "ean_code", "upc",
    "upc_a",
    "barcode",
  ]

  /// Looked for where nobody says which keys are wanted, `sku` first.
  static let names = ["sku", "identifier"] + gtins.sorted() + ["isbn", "mpn", "asin"]

  /// How values of a key are usually compared.
  static func normalisation(_ name: String) -> CatalogNormalisation {
    gtins.contains(name.lowercased()) ? .gtin : .trim
  }
}
