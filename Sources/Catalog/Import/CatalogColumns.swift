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
  private let wanted: [WantedKey]
  private let isExplicit: Bool

  /// - Parameters:
  ///   - asked: Keys that were asked for; nil takes the usual ones and those of the catalog.
  ///   - known: Names of the keys that the catalog has.
  init(_ shape: CatalogShape, asked: [ImportKey]?, known: [String]) {
    let keys = asked ?? Self.usual(shape, known: known)
    var selectors = Self.fixed
    wanted = keys.map { key in
      let paths = Self.paths(key.column, shape)
      let standIn = asked == nil && key.column == "sku" ? Self.standIn(shape) : []
      defer { selectors += paths + standIn }
      return WantedKey(
        key: key, places: paths.indices.map { selectors.count + $0 },
        standIns: standIn.indices.map { selectors.count + paths.count + $0 })
    }
    self.selectors = selectors
    isExplicit = asked != nil
  }

  private static func usual(_ shape: CatalogShape, known: [String]) -> [ImportKey] {
    var names = KnownIdentifier.names
    names += known.filter { !names.contains($0) }
    return names.filter { $0 != "identifier" || shape.format == "csv" }.map {
      ImportKey(name: $0 == "identifier" ? "sku" : $0, column: $0)
    }
  }

  /// Records of JSON have members of their own: where one has no `sku`, its `identifier` stands in.
  private static func standIn(_ shape: CatalogShape) -> [String] {
    if case .json = shape { ["identifier"] } else { [] }
  }

  /// A member of the record, and the data of an attribute in the form of the REST API.
  private static func paths(_ column: String, _ shape: CatalogShape) -> [String] {
    guard case .json = shape else { return [column] }
    if column.hasPrefix("/") || column.contains(".") { return [column] }
    return [column, "values.\(column).data"]
  }

  /// Which keys the file shows; those that were asked for and are not there are a problem, but in a file of models.
  ///
  /// What records of JSON have is not known before the last one was read: a key of the catalog that they do not show
  /// must not count as shown, so those that nobody asked for are optional.
  func shown(by binding: Binding?, file: String) throws(Problem) -> [WantedKey] {
    guard let binding else {
      return wanted.map { key in
        var key = key
        key.isOptional = !isExplicit
        return key
      }
    }
    let missing = Set(binding.unmatched)
    let isOfModels = missing.contains(Self.uuid) && !missing.contains(Self.code)
    var shown: [WantedKey] = []
    for wanted in wanted {
      // `sku` by one column is enough: `identifier` stands in for it.
      if shown.contains(where: { $0.key.name == wanted.key.name }) { continue }
      if wanted.places.allSatisfy(missing.contains) {
        if isExplicit && !isOfModels { throw ImportProblem.noColumn(wanted.key, binding, file) }
        continue
      }
      shown.append(wanted)
    }
    guard isOfModels || !shown.isEmpty || !missing.contains(Self.uuid) else {
      throw ImportProblem.noIdentifierColumn(binding, file)
    }
    return shown
  }
}

/// A key, and where its values are among the selectors.
struct WantedKey {
  var key: ImportKey
  var places: [Int]
  /// Looked at where none of `places` has a value.
  var standIns: [Int] = []
  /// Whether it counts as shown only once a record shows it.
  var isOptional = false
}
