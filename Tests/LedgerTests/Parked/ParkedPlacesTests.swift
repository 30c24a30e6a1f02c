import Records
import TestSupport
import Testing

@testable import Ledger

/// Nights in which a run has met a part only, or an older text: what is parked must stay.
@Suite struct ParkedPlacesTests {
  private let nights: ParkingTests
  private let again = ParkingSource.retry(of: 1, resends: false)

  init() throws { nights = try ParkingTests() }

  private func parked() throws -> [String] { try nights.parked() }

  private func review(_ product: String, _ content: Int = 1) -> TestReview {
    TestReview(product, "7", content)
  }

  // MARK: Places that a run has not met

  @Test func aRetryOfOnePlaceLeavesTheOthers() throws {
    let both = [review("a"), review("b")]
    try nights.night(both, unknown: ["b"], refuses: { _ in true })
    #expect(
      try nights.night([review("a")], unknown: ["b"], source: again, releases: false).sent == [review("a")])
    #expect(try parked() == ["b 7 1"])
    #expect(try nights.night([], releases: true, isClean: false).released == 1)
  }

  @Test(arguments: [RunOutcome.stopped, nil])
  func aRunThatBrokeOffLeavesWhatItHasNotMet(_ ends: RunOutcome?) throws {
    try nights.night([review("b"), review("c")], unknown: ["b", "c"])
    try nights.night([review("b")], unknown: ["b", "c"], isClean: false, ends: ends)
    // The catalog learns of one of them.
    #expect(try nights.night([], unknown: ["c"], isClean: false).released == 1)
    #expect(try parked() == ["c 7 1"])
    try nights.night([])
    #expect(try parked() == [])
  }

  @Test func aRunThatRejectedSomethingLeavesWhatItHasNotMet() throws {
    try nights.night([review("b"), review("c")], unknown: ["b", "c"])
    try nights.night([review("b")], unknown: ["b", "c"], isClean: false)
    #expect(try parked() == ["b 7 1", "c 7 1"])
    // A clean run knows that the review has left.
    try nights.night([review("b")], unknown: ["b", "c"])
    #expect(try parked() == ["b 7 1"])
  }

  @Test func severalPlacesAreReleasedOneAfterTheOther() throws {
    let all = [review("b"), review("c"), review("d")]
    try nights.night(all, unknown: ["b", "c", "d"])
    for (number, unknown) in [["c", "d"], ["d"], []].enumerated() {
      #expect(try nights.night([], unknown: Set(unknown), isClean: false).sent == [all[number]])
    }
    #expect(try parked() == [])
  }

  // MARK: Older texts

  @Test func aRetryOfWhatWasAcceptedLeavesANewerParkedText() throws {
    try nights.night([review("a", 1)], refuses: { _ in true })
    try nights.night([review("a", 1)])
    try nights.night([review("a", 2)], unknown: ["a"])
    #expect(try nights.night([review("a", 1)], source: again, releases: false).unchanged == 1)
    #expect(try parked() == ["a 7 2"])
  }

  @Test func whoResendsAnOlderTextKeepsTheNewerParked() throws {
    try nights.night([review("b", 1)], refuses: { _ in true })
    try nights.night([review("b", 2)], unknown: ["b"])
    let insisting = ParkingSource.retry(of: 1, resends: true)
    #expect(try nights.night([review("b", 1)], source: insisting, releases: false).sent == [review("b", 1)])
    #expect(try parked() == ["b 7 2"])
    // Where it would be parked itself, the newer one stays.
    let retry = try nights.night([review("b", 1)], unknown: ["b"], source: insisting, releases: false)
    #expect(retry.parked == [])
    #expect(try parked() == ["b 7 2"])
    #expect(try nights.night([]).sent == [review("b", 2)])
  }

  @Test func aRetryOfAnUnknownRunCountsAsTheOldest() throws {
    try nights.night([review("b", 2)], unknown: ["b"])
    let retry = try nights.night(
      [review("b", 1)], unknown: ["b"], source: .retry(of: nil, resends: false), releases: false)
    #expect(retry.superseded == 1)
    #expect(try parked() == ["b 7 2"])
  }

  /// The parked text was older than what the second night rejected.
  @Test(arguments: [true, false]) func aReleaseDoesNotMakeItsTextNew(_ isAccepted: Bool) throws {
    try nights.night([review("b", 1)], unknown: ["b"])
    try nights.night([], releases: false, isClean: false)
    try nights.night([], isClean: false, refuses: { _ in !isAccepted })
    let second = ParkingSource.retry(of: 2, resends: false)
    #expect(try nights.night([review("b", 2)], source: second, releases: false).sent == [review("b", 2)])
    #expect(try parked() == [])
    // What the release sent is newer than what was before it.
    try nights.night([review("c", 3)], refuses: { _ in true })
    try nights.night([review("c", 4)], unknown: ["c"])
    try nights.night([], isClean: false)
    let older = ParkingSource.retry(of: 5, resends: false)
    #expect(try nights.night([review("c", 3)], source: older, releases: false).superseded == 1)
  }

  /// As with `enrich`: the product has another key once the catalog knows it.
  @Test(arguments: [RunOutcome.completed, nil])
  func aNewerTextUnderAnotherKeyReplacesTheParkedOne(_ ends: RunOutcome?) throws {
    try nights.night([review("b", 1)], unknown: ["b"])
    try nights.night([review("b+uuid", 2)], refuses: { _ in true }, ends: ends)
    // The body is what the other key had.
    #expect(try parked() == ["b+uuid 7 2"])
    #expect(try nights.night([], isClean: false).sent.map(\.content) == [2])
  }

  @Test func anAcceptedTextUnderAnotherKeyEndsTheParkedOne() throws {
    try nights.night([review("b", 1)], unknown: ["b"])
    #expect(try nights.night([review("b+uuid", 2)]).sent == [review("b+uuid", 2)])
    #expect(try parked() == [])
  }

  @Test func aRejectedTextReplacesAnOlderParkedOne() throws {
    try nights.night([review("b", 1)], unknown: ["b"])
    #expect(try nights.night([review("b", 2)], unknown: ["b"], fate: .rejected, isClean: false).sent == [])
    #expect(try parked() == ["b 7 2"])
    // What was not parked is not parked by it.
    try nights.night([TestReview("c", "8", 1)], unknown: ["b", "c"], fate: .rejected)
    #expect(try parked() == ["b 7 2"])
  }
}
