import Ledger
import Pipeline

/// How much a whole reading may take out of the catalog: `--max-removed`.
enum CatalogAllowance {
  /// Where nothing was asked for a tenth; a small catalog may lose 20 items, which is easily more than that.
  static func of(_ budget: RejectBudget?) -> @Sendable (CatalogLoss) -> Bool {
    { loss in
      var counts = RunSummary()
      (counts.read, counts.rejected) = (loss.known, loss.items)
      guard let budget else { return loss.items <= 20 || loss.items * 10 <= loss.known }
      return !budget.isExceeded(by: counts)
    }
  }
}
