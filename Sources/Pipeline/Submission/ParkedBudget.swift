/// How many reviews a run may park that were not parked before, and still count as a success.
///
/// Many at once are seldom many new products: the catalog was read in part, by another key, or from another PIM.
public enum ParkedBudget {
  /// What counts where nobody said otherwise: a tenth of the run, and more than a handful.
  public static let usualPercent = 10
  public static let usualCount = 20

  /// - Parameter reviews: All reviews of the run.
  public static func isExceeded(by parked: Int, of reviews: Int, limit: RejectBudget?) -> Bool {
    switch limit {
    case nil: parked > usualCount && parked * 100 > reviews * usualPercent
    case .count(let most): parked > most
    case .percent(let most): Double(parked) * 100 > most * Double(reviews)
    }
  }
}
