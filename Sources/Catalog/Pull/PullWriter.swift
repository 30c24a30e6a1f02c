import Ledger
import Records

/// Gathers items and writes them, with how far the lists have been read.
///
/// An actor, because the lists come side by side and a catalog is written by one thread at a time.
actor PullWriter {
  /// Pages that are lost at most when the process is killed: a transaction for each page would cost the disk more.
  private static let pagesPerWrite = 10

  private let pulling: CatalogPulling
  private let keys: [(key: CatalogKey, attribute: String)]
  /// Of `sku`, for which `identifier` stands in; nil where it is not asked for.
  private let main: Int?
  private let batch = CatalogBatch()
  private let report: @Sendable (Problem) -> Void
  private let progress: @Sendable (PullProgress) -> Void
  private var places: [PullResource: CatalogPull.Place]
  private var rejected: Int
  private var waiting = 0
  private(set) var pages = 0
  private var seen: (products: Int, models: Int)

  init(
    _ pulling: sending CatalogPulling, attributes: [String], report: @escaping @Sendable (Problem) -> Void,
    progress: @escaping @Sendable (PullProgress) -> Void
  ) {
    let pull = pulling.pull
    keys = Array(zip(pulling.keys, attributes)).map { (key: $0.0, attribute: $0.1) }
    main = pulling.keys.firstIndex { $0.name == "sku" }
    places = [.products: pull.products, .models: pull.models]
    rejected = pull.outcome.rejected
    seen = (pull.outcome.products, pull.outcome.models)
    self.pulling = pulling
    self.report = report
    self.progress = progress
  }

  func place(_ resource: PullResource) -> CatalogPull.Place { places[resource] ?? .start }

  /// Takes a page; what comes behind it is at `next`.
  func add(_ page: PullPage, of resource: PullResource, next: CatalogPull.Place) throws(Problem) {
    for item in page.items { add(PullItem(item), resource) }
    places[resource] = next
    pages += 1
    waiting += 1
    if resource == .products { seen.products += page.items.count } else { seen.models += page.items.count }
    progress(PullProgress(products: seen.products, models: seen.models, pages: pages))
    if waiting >= Self.pagesPerWrite || batch.isFull { try flush() }
  }

  /// Writes what has been read.
  func flush() throws(Problem) {
    guard waiting > 0 else { return }
    try pulling.write(
      batch, products: place(.products), models: place(.models), calls: pulling.pull.calls + waiting,
      rejected: rejected)
    waiting = 0
  }

  private func add(_ item: PullItem, _ resource: PullResource) {
    guard let name = item.name(resource) else { return reject(PullProblem.nameless(resource)) }
    var values: [(key: CatalogKey, text: String)] = []
    for (index, key) in keys.enumerated() {
      values += item.values(of: key.attribute, isMain: index == main).map { (key.key, $0) }
    }
    let lengths = values.map(\.text.utf8.count) + [name.utf8.count]
    guard lengths.allSatisfy({ $0 <= CatalogBatch.maxIdentifierBytes }) else {
      return reject(PullProblem.tooLong(name))
    }
    guard begin(name, resource) else { return reject(PullProblem.wrongUUID(name)) }
    for value in values { add(value.text, value.key) }
    batch.end()
  }

  private func begin(_ name: String, _ resource: PullResource) -> Bool {
    if resource == .products {
      guard let uuid = CatalogUUID(name) else { return false }
      batch.begin(uuid: uuid, line: 0)
      return true
    }
    var name = name
    name.withUTF8 { batch.begin(.productModel, $0, line: 0) }
    return true
  }

  /// As an import takes them: white space at the ends counts only where the key is compared exactly.
  private func add(_ text: String, _ key: CatalogKey) {
    var text = text
    text.withUTF8 { bytes in
      let trimmed = CatalogNormalisation.trimmed(bytes)
      if !trimmed.isEmpty { _ = batch.identifier(key, key.normalisation.isEmpty ? bytes : trimmed) }
    }
  }

  private func reject(_ problem: Problem) {
    rejected += 1
    report(problem)
  }

  // MARK: The end

  var pull: CatalogPull { pulling.pull }

  /// Ends the pull; where it was to show all, what it lacks counts as deleted.
  func end(
    at time: Int64, allows: (CatalogLoss) -> Bool
  ) throws(Problem) -> (deleted: Int?, isIncomplete: Bool) {
    guard pulling.pull.since == nil else {
      _ = try pulling.end(whole: [], at: time)
      return (nil, false)
    }
    if rejected > 0 {
      report(PullProblem.notWhole("items could not be used"))
      _ = try pulling.end(whole: [], at: time)
      return (nil, true)
    }
    let empty = try pulling.suspiciouslyEmpty()
    if empty.contains(.products) { report(PullProblem.shownNone("products")) }
    if empty.contains(.models) { report(PullProblem.shownNone("product models")) }
    let whole = CatalogPart([.products, .models]).subtracting(empty)
    let end = try pulling.end(whole: whole, at: time, allows: allows)
    if end.spared > 0 { report(PullProblem.spared(end.spared)) }
    guard end.isDone else {
      report(PullProblem.shrunken(end.loss))
      return (nil, true)
    }
    return (end.loss.items, !empty.isEmpty)
  }
}
