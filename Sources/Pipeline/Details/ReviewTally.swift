import Records
import Requests

/// How many reviews have each score, and are of each month.
///
/// ```
/// counts   [ no score of 1…5 | 1 | 2 | 3 | 4 | 5 | no date | before | after | 1990-01 | 1990-02 | … ]
/// ```
/// One array for all, so that the tally of a batch is added to that of the run in one loop.
public struct ReviewTally: Sendable, Equatable {
  /// Reviews of earlier years are counted together, as are those of later ones.
  public static let years = 1990...2059

  private static let undated = 6
  private static let before = 7
  private static let after = 8
  private static let months = 9
  private static let size = months + years.count * 12

  private var counts = [Int](repeating: 0, count: Self.size)

  public init() {}

  /// Reviews with a score of 1…5.
  public func reviews(withScore score: Int) -> Int { counts[score] }
  public var undatedReviews: Int { counts[Self.undated] }
  public var earlierReviews: Int { counts[Self.before] }
  public var laterReviews: Int { counts[Self.after] }

  /// Months that have reviews, in their order.
  public var reviewsByMonth: [(year: Int, month: Int, reviews: Int)] {
    counts.indices.dropFirst(Self.months).filter { counts[$0] > 0 }.map { index in
      let month = index - Self.months
      return (Self.years.lowerBound + month / 12, month % 12 + 1, counts[index])
    }
  }

  mutating func removeAll() {
    for index in counts.indices { counts[index] = 0 }
  }

  mutating func add(_ other: ReviewTally) {
    for index in counts.indices { counts[index] &+= other.counts[index] }
  }
}

/// Where a plan has what is tallied.
struct TallyFields: Sendable {
  /// Nil where the reviews have none.
  var score: Int?
  var date: Int?

  init(_ fields: [OutputField]) {
    score = fields.firstIndex { $0.place == .review && $0.name == "score" }
    date = fields.firstIndex { $0.place == .review && $0.name == "review_date" }
  }
}

// MARK: - Counting

extension ReviewTally {
  /// Counts the reviews of a batch that became JSON.
  mutating func add(_ encoded: EncodedReviews, of batch: ReviewBatch, _ fields: TallyFields) {
    let width = batch.fields.count
    counts.withUnsafeMutableBufferPointer { counts in
      batch.slots.withUnsafeBufferPointer { slots in
        for entry in encoded.entries {
          let row = entry.review &* width
          counts[fields.score.map { Self.score(slots[row &+ $0], batch) } ?? 0] &+= 1
          counts[fields.date.map { Self.month(slots[row &+ $0], batch) } ?? Self.undated] &+= 1
        }
      }
    }
  }

  /// The plan gives scores as one digit.
  @inline(__always) private static func score(_ slot: Slot, _ batch: ReviewBatch) -> Int {
    guard slot.isScalarWithBytes, slot.length == 1 else { return 0 }
    let digit = Int(batch.view(slot)[0]) &- 48
    return (1...5).contains(digit) ? digit : 0
  }

  /// The plan gives dates as `2024-01-31T…Z`.
  @inline(__always) private static func month(_ slot: Slot, _ batch: ReviewBatch) -> Int {
    guard slot.isScalarWithBytes, slot.length >= 7 else { return undated }
    let text = batch.view(slot)
    func two(_ index: Int) -> Int { (Int(text[index]) &- 48) &* 10 &+ Int(text[index &+ 1]) &- 48 }
    let (year, month) = (two(0) &* 100 &+ two(2), two(5))
    guard (1...12).contains(month) else { return undated }
    if year < years.lowerBound { return before }
    if year > years.upperBound { return after }
    return months &+ (year &- years.lowerBound) &* 12 &+ month &- 1
  }
}
