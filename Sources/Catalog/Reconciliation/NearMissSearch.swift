import Ledger
import Records
import Requests

/// Finds what was probably meant by identifiers that the catalog does not have.
///
/// Exact look-ups of variants, and walks through the index that touch only branches which exist: some hundred look-ups
/// for a product, at most `maxLookups`, whatever the size of the catalog.
struct NearMissSearch {
  /// Suggestions for a product.
  static let maxCount = 3
  static let maxLookups = 4000
  /// Values shorter than this are near to too many.
  static let leastLength = 4
  /// Longer values are not searched by edits.
  static let maxLength = 64

  private let lookup: CatalogLookup

  init(_ lookup: CatalogLookup) { self.lookup = lookup }

  func near(_ product: ReconciliationReport.Product) throws -> [NearMiss] {
    if case .ambiguous = product.match { return [] }
    let identifiers = ProductIdentifiers()
    product.identification.withUnsafeBufferPointer { identifiers.read($0) }
    let order = (0..<identifiers.metadataCount).map {
      (
        name: String(decoding: identifiers.metadataName($0), as: UTF8.self),
        value: String(decoding: identifiers.metadataValue($0), as: UTF8.self)
      )
    }.sorted { $0.name == "sku" && $1.name != "sku" }
    var found: [NearMiss] = []
    for (name, value) in order { found += try near(name, value) }
    return Array(Self.best(found).prefix(Self.maxCount))
  }

  /// The nearest first, each item once; equally near ones in the order in which they were found.
  private static func best(_ all: [NearMiss]) -> [NearMiss] {
    var seen: Set<CatalogName> = []
    return all.enumerated().sorted { ($0.element.likeness, $0.offset) < ($1.element.likeness, $1.offset) }
      .map(\.element).filter { seen.insert($0.name).inserted }
  }

  private func near(_ name: String, _ value: String) throws -> [NearMiss] {
    let collector = NearMissCollector(lookup, key: name, given: value)
    let key = lookup.keys.usable.first { $0.name == name }
    if let key {
      for variant in Variants.writing(value) { try collector.add(variant, key, .writing) }
      for variant in Variants.zeros(value) { try collector.add(variant, key, .zeros) }
    }
    for other in lookup.keys.usable where other.name != name { try collector.add(value, other, .otherKey) }
    try collector.addModel()
    guard let key, collector.found.isEmpty else { return collector.found }
    let walk = EditWalk(lookup, key, collector)
    try walk.oneEdit()
    if collector.found.isEmpty { try walk.twoEdits() }
    return collector.found
  }
}

/// Gathers what is known by a value.
final class NearMissCollector {
  private let lookup: CatalogLookup
  private let key: String
  let given: String
  private(set) var found: [NearMiss] = []
  private(set) var lookups = 0

  init(_ lookup: CatalogLookup, key: String, given: String) {
    self.lookup = lookup
    self.key = key
    self.given = given
  }

  /// Whether there is no need, or no leave, to look further.
  var isDone: Bool { found.count >= NearMissSearch.maxCount || lookups >= NearMissSearch.maxLookups }

  func countLookup() { lookups += 1 }

  func add(_ value: String, _ key: CatalogKey, _ likeness: NearMiss.Likeness) throws {
    try add(Array(key.normalisation.normalised(value).utf8), key, likeness)
  }

  /// `normal` is as the key's normalisation makes it.
  func add(_ normal: [UInt8], _ key: CatalogKey, _ likeness: NearMiss.Likeness) throws {
    guard !normal.isEmpty, !isDone else { return }
    lookups += 1
    let hits = try normal.withUnsafeBufferPointer { try lookup.hits(key, normal: $0) }
    guard let hit = hits.first(where: \.state.isKnown) else { return }
    let shown = try lookup.shown(key, of: hit.name) ?? String(decoding: normal, as: UTF8.self)
    append(shown, key.name, likeness, hit.name)
  }

  func addModel() throws {
    let name = CatalogName.productModel(code: given)
    lookups += 1
    guard try lookup.state(of: name)?.isKnown == true else { return }
    append(given, "code", .modelCode, name)
  }

  private func append(_ shown: String, _ foundKey: String, _ likeness: NearMiss.Likeness, _ name: CatalogName)
  {
    guard !found.contains(where: { $0.name == name }) else { return }
    found.append(
      NearMiss(
        key: key, given: given, found: shown, foundKey: foundKey, likeness: likeness, name: name))
  }
}

/// Other ways to write an identifier.
enum Variants {
  private static let separators: Set<Character> = ["-", "_", ".", "/", " ", ":"]

  /// The same in another case, without white space or separators, or with other separators.
  static func writing(_ value: String) -> [String] {
    let bare = value.filter { !separators.contains($0) && !$0.isWhitespace }
    let dense = value.filter { !$0.isWhitespace }
    var variants = [
      value.uppercased(), value.lowercased(), dense, bare, bare.uppercased(), bare.lowercased(),
    ]
    for separator in ["-", "_", " ", "."] {
      variants.append(String(value.map { separators.contains($0) ? Character(separator) : $0 }))
    }
    return unique(variants, but: value)
  }

  /// Without the zeros that begin the value or follow its last separator, and filled up to usual lengths.
  static func zeros(_ value: String) -> [String] {
    let start = value.lastIndex(where: { !$0.isASCII || !$0.isNumber }).map { value.index(after: $0) }
    let (head, digits) = (value[..<(start ?? value.startIndex)], value[(start ?? value.startIndex)...])
    guard !digits.isEmpty else { return [] }
    let bare = digits.drop { $0 == "0" }
    let filled = (bare.count...max(bare.count, 14)).map { count in
      head + String(repeating: "0", count: count - bare.count) + bare
    }
    return unique(filled.map(String.init), but: value)
  }

  private static func unique(_ variants: [String], but value: String) -> [String] {
    var seen: Set<String> = [value, ""]
    return variants.filter { seen.insert($0).inserted }
  }
}
