import Ledger
import Readers
import Records

/// What an import is told besides its files.
public struct ImportSettings: Sendable {
  /// nil: the usual identifiers that a file has, and those of the catalog.
  public var keys: [ImportKey]?
  /// When things were as the files show them, in milliseconds since 1970; nil takes the time of the oldest file.
  public var shown: Int64?
  /// Whether the files together are the whole catalog of what they hold: products, models, or both.
  public var isComplete: Bool
  /// Whether so many of the known items may go; a catalog that loses more was hardly read whole.
  public var allows: @Sendable (CatalogLoss) -> Bool
  /// Now, in milliseconds since 1970.
  public var now: Int64
  /// Is told how far the import is.
  public var progress: ProgressCounters?

  public init(
    keys: [ImportKey]? = nil, shown: Int64? = nil, isComplete: Bool = false,
    allows: @escaping @Sendable (CatalogLoss) -> Bool = { _ in true }, now: Int64
  ) {
    self.keys = keys
    self.shown = shown
    self.isComplete = isComplete
    self.allows = allows
    self.now = now
  }
}

/// What an import has come to.
public struct ImportOutcome: Sendable {
  public enum State: Sendable { case complete, broken, unreadable, misfit }

  public struct File: Sendable {
    public var name: String
    public var state = State.complete
    public var read = 0
    public var rejected = 0
    /// What became of its items; nil where it was not read.
    public var reading: CatalogReadingOutcome?
    public var keys: [CatalogKey] = []
    /// The columns of `keys`.
    public var columns: [String] = []
  }

  public var files: [File] = []
  public var shown: Int64 = 0
  /// Items that were known until now and are in none of the files; nil unless they are the whole catalog.
  public var deleted: Int?
  /// Whether the files were to be the whole catalog and cannot count as such.
  public var isIncomplete = false
  /// Identifiers that several items bear, in all of the catalog.
  public var ambiguous = 0

  public var read: Int { files.reduce(0) { $0 + $1.read } }
  public var rejected: Int { files.reduce(0) { $0 + $1.rejected } }
}

/// Brings exports of the PIM into a catalog; memory is bounded at any size.
public struct CatalogImporter {
  private let store: CatalogStore
  private let settings: ImportSettings
  private let report: (Problem) -> Void

  /// `report` takes what is wrong, as it is met.
  public init(store: CatalogStore, settings: ImportSettings, report: @escaping (Problem) -> Void) {
    self.store = store
    self.settings = settings
    self.report = report
  }

  /// What folders and patterns may hold.
  public static let format = FormatDescription(
    name: "catalog", summary: "Exports of products and product models.",
    fileExtensions: ["csv", "tsv", "txt", "json", "jsonl", "ndjson"], options: [], selectorFault: { _ in nil }
  )

  /// Reads the files in their order; one that cannot be read does not stop the others.
  public func run(_ files: [String]) throws(Problem) -> ImportOutcome {
    var outcome = ImportOutcome()
    outcome.shown = settings.shown ?? FileTime.oldest(files, now: settings.now, report: report)
    var readings: [CatalogReading] = []
    for (index, file) in files.enumerated() {
      settings.progress?.began(input: index)
      let (result, reading) = try read(file, shown: outcome.shown)
      outcome.files.append(result)
      if let reading { readings.append(reading) }
    }
    try warn(outcome, readings)
    if settings.isComplete { try complete(&outcome, readings) }
    outcome.ambiguous = try ambiguities(of: readings)
    return outcome
  }

  private func read(_ file: String, shown: Int64) throws(Problem) -> (ImportOutcome.File, CatalogReading?) {
    var result = ImportOutcome.File(name: InputOpener.displayName(file))
    let input: CatalogInput
    do throws(Problem) {
      input = try CatalogInput(
        file, asked: settings.keys, known: try store.read { $0.keys.keys.map(\.name) },
        progress: settings.progress)
    } catch {
      report(ImportProblem.ofReader(error))
      result.state = error.code == "catalog.no-column" ? .misfit : .unreadable
      return (result, nil)
    }
    let reading = try store.begin(
      source: result.name, shown: shown, keys: input.keys.filter { !$0.isOptional }.map(\.key.request),
      at: settings.now)
    reading.showsKeysByRecords = input.keys.contains(where: \.isOptional)
    var rows = CatalogRows(input, reading, report: report)
    rows.progress = settings.progress
    try rows.readAll()
    try reading.end(rejected: rows.rejected, at: settings.now)
    result.read = rows.read
    result.rejected = rows.rejected
    result.state = rows.isBroken ? .broken : .complete
    result.reading = reading.outcome
    result.keys = reading.keys
    result.columns = reading.keys.map { key in
      input.keys.first { $0.key.name == key.name }?.key.column ?? key.name
    }
    return (result, reading)
  }

  /// Counts all, and tells of those in which these files have a part.
  private func ambiguities(of readings: [CatalogReading]) throws(Problem) -> Int {
    let numbers = Set(readings.map(\.outcome.number))
    return try CatalogReader(path: store.path).ambiguities { ambiguity in
      if ambiguity.items.contains(where: { $0.reading.map(numbers.contains) ?? false }) {
        report(ImportProblem.ambiguous(ambiguity))
      }
    }
  }

  /// Only what was read to its end and without rejects can tell what does not exist.
  private func complete(_ outcome: inout ImportOutcome, _ readings: [CatalogReading]) throws(Problem) {
    if let why = whyNotWhole(outcome) {
      outcome.isIncomplete = true
      return report(ImportProblem.notWhole(why))
    }
    let (loss, isDone) = try store.complete(Self.parts(readings), by: readings, allows: settings.allows)
    if isDone {
      outcome.deleted = loss.items
    } else {
      outcome.isIncomplete = true
      report(ImportProblem.shrunken(loss))
    }
  }

  private static func parts(_ readings: [CatalogReading]) -> CatalogPart {
    readings.reduce(into: CatalogPart()) { $0.formUnion($1.parts) }
  }

  /// Who reads an older file again, to mend what a wrong one deleted, would mend nothing.
  private func warn(_ outcome: ImportOutcome, _ readings: [CatalogReading]) throws(Problem) {
    guard let whole = try store.lastWhole(Self.parts(readings)), whole > outcome.shown else { return }
    report(ImportProblem.older(than: whole, outcome.shown, isComplete: settings.isComplete))
  }

  private func whyNotWhole(_ outcome: ImportOutcome) -> Sentence? {
    if outcome.files.contains(where: { $0.state != .complete }) {
      return "a file could not be read to its end, so nothing is taken for deleted"
    }
    if outcome.rejected > 0 { return "rows were rejected, so nothing is taken for deleted" }
    return outcome.read == 0
      ? "the files hold no products and no models, so nothing is taken for deleted" : nil
  }
}
