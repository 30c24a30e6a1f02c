import Ledger
import Readers
import Records

/// What is selected of each record of an export, and what of it the file has.
struct CatalogColumns {
  /// Where the fixed fields are among the selectors.
  static let uuid = 0
  static let code = 1
  static let familyVariant = 2
  private static let fixed = ["uuid", "code", "family_variant"]

  let selectors: [String]
  /// For each key the places of its values among the selectors.
  private let wanted: [(key: ImportKey, places: [Int])]
  private let isExplicit: Bool

  /// - Parameters:
  ///   - asked: Keys that were asked for; nil takes the usual ones and those of the catalog.
  ///   - known: Names of the keys that the catalog has.
  init(_ shape: CatalogShape, asked: [ImportKey]?, known: [String], first bytes: [UInt8]) {
    let keys = asked ?? Self.usual(shape, known: known, bytes)
    var selectors = Self.fixed
    wanted = keys.map { key in
      let paths = Self.paths(key.column, shape)
      defer { selectors += paths }
      return (key, paths.indices.map { selectors.count + $0 })
    }
    self.selectors = selectors
    isExplicit = asked != nil
  }

  /// A key of the catalog that a JSON file does not show must not count as shown, so its text is looked at.
  private static func usual(_ shape: CatalogShape, known: [String], _ bytes: [UInt8]) -> [ImportKey] {
    var names = KnownIdentifier.names
    names += known.filter { !names.contains($0) }
    if case .json = shape {
      let text = String(decoding: bytes, as: UTF8.self)
      names = names.filter { text.utf8.contains(sequence: "\"\($0)\"") }
    }
    return names.filter { $0 != "identifier" || shape.format == "csv" || !names.contains("sku") }.map {
      ImportKey(name: $0 == "identifier" ? "sku" : $0, column: $0)
    }
  }

  /// A member of the record, and the data of an attribute in the form of the REST API.
  private static func paths(_ column: String, _ shape: CatalogShape) -> [String] {
    guard case .json = shape else { return [column] }
    if column.hasPrefix("/") || column.contains(".") { return [column] }
    return [column, "values.\(column).data"]
  }

  /// Which keys the file shows; those that were asked for and are not there are a problem, but in a file of models.
  func shown(
    by binding: Binding?, file: String
  ) throws(Problem) -> [(key: ImportKey, places: [Int])] {
    guard let binding else { return wanted }
    let missing = Set(binding.unmatched)
    let isOfModels = missing.contains(Self.uuid) && !missing.contains(Self.code)
    var shown: [(key: ImportKey, places: [Int])] = []
    for (key, places) in wanted {
      // `sku` by one column is enough: `identifier` stands in for it.
      if shown.contains(where: { $0.key.name == key.name }) { continue }
      if places.allSatisfy(missing.contains) {
        if isExplicit && !isOfModels { throw ImportProblem.noColumn(key, binding, file) }
        continue
      }
      shown.append((key, places))
    }
    guard isOfModels || !shown.isEmpty || !missing.contains(Self.uuid) else {
      throw ImportProblem.noIdentifierColumn(binding, file)
    }
    return shown
  }
}

extension Sequence where Element == UInt8 {
  /// Whether a text stands anywhere in the bytes.
  func contains(sequence text: String) -> Bool {
    let wanted = Array(text.utf8)
    let bytes = Array(self)
    guard let first = wanted.first, bytes.count >= wanted.count else { return false }
    return (0...bytes.count - wanted.count).contains { start in
      bytes[start] == first && bytes[start..<start + wanted.count].elementsEqual(wanted)
    }
  }
}
