import Pipeline
import Testing

@Suite struct ParkedBudgetTests {
  @Test(arguments: [
    (0, 0, nil as String?, false), (20, 20, nil, false), (21, 210, nil, false), (21, 209, nil, true),
    (1_000, 100_000, nil, false), (10, 1_000, "9", true), (10, 1_000, "10", false), (10, 1_000, "1%", false),
    (11, 1_000, "1%", true), (5, 5, "100%", false), (1, 5, "0", true),
  ])
  func manyNewlyParkedReviewsAreAFault(_ parked: Int, _ reviews: Int, _ limit: String?, _ isFault: Bool) {
    let limit = limit.flatMap(RejectBudget.init)
    #expect(ParkedBudget.isExceeded(by: parked, of: reviews, limit: limit) == isFault)
  }
}
