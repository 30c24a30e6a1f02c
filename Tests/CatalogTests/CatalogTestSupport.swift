import Records
import TestSupport

@testable import Catalog
@testable import Ledger

/// A ledger in a folder of its own, and what imports into it report.
final class TestImport {
  let folder: TemporaryFolder
  let store: CatalogStore
  private(set) var problems: [Problem] = []
  var codes: [String] { problems.map(\.code.rawValue) }

  init() throws {
    folder = try TemporaryFolder()
    store = try CatalogStore(path: folder.path("l.sqlite"))
  }

  /// Writes a file and imports it, as of a moment in milliseconds.
  @discardableResult func read(
    _ name: String, _ text: String, keys: [String]? = nil, at shown: Int64? = 10, complete: Bool = false,
    allows: @escaping @Sendable (CatalogLoss) -> Bool = { _ in true }
  ) throws -> ImportOutcome {
    try read([try folder.write(name, text)], keys: keys, at: shown, complete: complete, allows: allows)
  }

  func read(
    _ files: [String], keys: [String]? = nil, at shown: Int64? = 10, complete: Bool = false,
    allows: @escaping @Sendable (CatalogLoss) -> Bool = { _ in true }
  ) throws -> ImportOutcome {
    problems = []
    let settings = ImportSettings(
      keys: try keys?.map { try ImportKey(argument: $0) }, shown: shown, isComplete: complete,
      allows: allows, now: 4_000_000_000_000)
    return try CatalogImporter(store: store, settings: settings) { self.problems.append($0) }.run(files)
  }

  func match(_ identification: String) throws -> ProductMatch {
    try store.read { lookup in
      try Array(identification.utf8).withUnsafeBufferPointer { try ProductMatcher(lookup).match($0) }
    }
  }

  /// The last digits of the UUID, or the text, of what has a SKU; nil where nothing has.
  func named(sku: String) throws -> String? {
    guard case .matched(_, let name) = try match(#"{"metadata":{"sku":"\#(sku)"}}"#) else { return nil }
    return name.kind == .product ? String(name.text.suffix(2)) : name.text
  }

  var status: CatalogStatus {
    get throws { try CatalogReader(path: store.path).status() }
  }
}

/// A UUID that ends in two digits.
func uuid(_ number: Int) -> String { "3b415741-b517-46db-baf0-a5326d16bb\(number < 10 ? "0" : "")\(number)" }
