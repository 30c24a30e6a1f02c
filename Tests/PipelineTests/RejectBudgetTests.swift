import Pipeline
import Testing

@Suite struct RejectBudgetTests {
  @Test(arguments: [
    ("0", 0, 10, false), ("0", 1, 10, true), ("5", 5, 10, false), ("5", 6, 10, true), ("10%", 1, 10, false),
    ("10%", 2, 10, true), ("0%", 0, 0, false), ("100%", 10, 10, false), ("0.5%", 5, 1000, false),
    ("0.5%", 6, 1000, true),
  ])
  func isExceededOnlyAboveItsLimit(text: String, rejected: Int, read: Int, expected: Bool) throws {
    var summary = RunSummary()
    summary.read = read
    summary.rejected = rejected
    let budget = try #require(RejectBudget(text))
    #expect(budget.isExceeded(by: summary) == expected)
  }

  @Test(arguments: ["", "-1", "many", "101%", "-1%", "%", "1.5"])
  func refusesWhatIsNoBudget(text: String) {
    #expect(RejectBudget(text) == nil)
  }

  @Test func percentIsOfTheRecordsThatWereAskedFor() {
    var summary = RunSummary()
    (summary.read, summary.filtered, summary.passedOver, summary.rejected) = (1000, 990, 990, 10)
    #expect(RejectBudget.percent(50).isExceeded(by: summary))
    #expect(!RejectBudget.percent(100).isExceeded(by: summary))
  }

  @Test func percentCountsFannedOutReviewsToo() {
    var summary = RunSummary()
    summary.read = 1
    summary.fannedOut = 9
    summary.rejected = 1
    #expect(RejectBudget.percent(10).isExceeded(by: summary) == false)
  }
}
