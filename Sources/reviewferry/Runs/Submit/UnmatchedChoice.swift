import Foundation
import Ledger
import Pipeline
import Records

/// What a run does with reviews whose product the catalog does not have, and what it says of that.
enum UnmatchedChoice {
  /// A catalog that nobody has read for so long has missed new products, in milliseconds: 30 days.
  static let maxAge: Int64 = 30 * 86_400_000

  /// A ledger that is to have a catalog must be there: a mistyped name must not make one.
  static func check(_ wanted: UnmatchedFate?, ledger path: String) throws(RunFailure) {
    guard wanted == .park || wanted == .reject else { return }
    _ = try RunFailure.wrapLedger { () throws(Problem) in try LedgerReader(path: path) }
  }

  /// Without being told, a run parks where the catalog was read whole: else what it lacks may exist all the same.
  static func fate(
    _ wanted: UnmatchedFate?, _ ledger: Ledger, _ source: SubmitSource, _ printer: ProblemPrinter
  ) throws(RunFailure) -> UnmatchedFate {
    if case .parked = source { return .send }
    if wanted == .send { return .send }
    let catalog = try RunFailure.wrapLedger { () throws(Problem) in
      let catalog = try ledger.catalogCoverage()
      if wanted != nil, !catalog.isRead { throw CatalogProblem.empty(ledger.path) }
      return catalog
    }
    guard catalog.isRead else { return .send }
    if !catalog.isWhole { printer.report(UnmatchedProblem.partial(parks: wanted != nil)) }
    guard let fate = wanted ?? (catalog.isWhole ? .park : nil) else { return .send }
    if let last = catalog.newest, now - last > maxAge { printer.report(UnmatchedProblem.old(last)) }
    if let keys = source.onlyKeys, !keys.isEmpty, keys.isDisjoint(with: catalog.keys) {
      printer.report(UnmatchedProblem.noSharedKey(keys.sorted(), catalog.keys.sorted()))
    }
    return fate
  }

  /// Of an export of which a great part was parked for the first time.
  static func tooMany(_ summary: RunSummary, _ source: SubmitSource, _ limit: RejectBudget?) -> Problem? {
    guard !source.isRetry, let submission = summary.submission else { return nil }
    let reviews = summary.mapped - summary.duplicates
    guard ParkedBudget.isExceeded(by: submission.newlyParked, of: reviews, limit: limit) else { return nil }
    return UnmatchedProblem.tooMany(submission.newlyParked, of: reviews)
  }

  private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}

/// The sentences about it.
enum UnmatchedProblem {
  static func partial(parks: Bool) -> Problem {
    let rest =
      parks
      ? "products that the PIM has may be taken for unknown"
      : "reviews are sent whether their product exists or not"
    return Problem(
      "catalog.partial", .warning, "the catalog was never read whole: \(rest)",
      fix: "read it whole, with 'catalog pull' or 'catalog import --complete', or say '--unmatched send'")
  }

  static func old(_ time: Int64) -> Problem {
    Problem(
      "catalog.old", .warning,
      "the catalog is of \(Moment.text(milliseconds: time)): newer products may be taken for unknown",
      fix: "read it again, with 'catalog pull' or 'catalog import'")
  }

  static func noSharedKey(_ keys: [String], _ known: [String]) -> Problem {
    func list(_ names: [String]) -> String { names.map { Quotation.quote($0) }.joined(separator: ", ") }
    return Problem(
      "catalog.no-shared-key", .warning,
      "the mapping names products by \(list(keys)), and the catalog finds them by \(list(known)): none is found",
      fix: "read the catalog by that key ('--key sku=ATTRIBUTE'), or mend the mapping")
  }

  static func tooMany(_ parked: Int, of reviews: Int) -> Problem {
    Problem(
      "parked.many", .error,
      """
      \(Numerals.grouped(parked)) of \(Numerals.counted(reviews, "review")) \(parked == 1 ? "was" : "were") parked \
      for the first time, more than '--max-parked' allows; they wait in the ledger
      """,
      fix:
        "'reviewferry status --parked' lists the products, 'reconcile' near misses; where the catalog is at fault "
        + "read it again, then 'reviewferry ledger release'")
  }
}
