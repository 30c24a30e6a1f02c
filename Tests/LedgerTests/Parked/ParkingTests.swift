import Foundation
import Records
import TestSupport
import Testing

@testable import Ledger

/// Nights of a shop: some products are unknown to the catalog, and their reviews are parked.
@Suite struct ParkingTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("l.sqlite")
  }

  /// A retry of the first run.
  private let again = ParkingSource.retry(of: 1, resends: false)

  /// What became of the reviews of a night.
  struct Night {
    var sent: [TestReview] = []
    var parked: [TestReview] = []
    var unchanged = 0
    var superseded = 0
    var released = 0
  }

  /// A whole run: parks what is unknown, sends the rest, then offers what is parked and known.
  @discardableResult func night(
    _ reviews: [TestReview], unknown: Set<String> = [], fate: Verdict = .parked,
    source: ParkingSource = .export, releases: Bool = true, isClean: Bool = true,
    refuses: (TestReview) -> Bool = { _ in false },
    ends: RunOutcome? = .completed, at time: Int = 0
  ) throws -> Night {
    let ledger = try Ledger(path: path)
    _ = try ledger.beginRun(at: time)
    var night = Night()
    let keys = ReviewKeys(reviews)
    var verdicts: [Verdict] = []
    var (retriedRun, resends, isClean) = (nil as Int?, false, isClean)
    if case .retry(let run, let insists) = source {
      (retriedRun, resends, isClean) = (insists ? nil : run, insists, false)
    }
    try ledger.decide(keys, ofRun: retriedRun, into: &verdicts)
    for (index, review) in reviews.enumerated()
    where unknown.contains(review.product) && verdicts[index].needsSending { verdicts[index] = fate }
    let bodies = reviews.map { Self.view(Array("\($0.product) \($0.id) \($0.content)".utf8)) }
    defer { bodies.forEach { $0.deallocate() } }
    let reasons = (0..<keys.productCount).map { _ in ParkedReason.unknown as ParkedReason? }
    try ledger.park(keys, &verdicts, reasons: reasons, from: source, at: time) { bodies[$0] }
    try ledger.announce(keys, verdicts)
    for (review, verdict) in zip(reviews, verdicts) {
      if verdict.needsSending || resends && verdict == .unchanged { night.sent.append(review) }
      if verdict == .parked { night.parked.append(review) }
      if verdict == .unchanged { night.unchanged += 1 }
      if verdict == .superseded { night.superseded += 1 }
    }
    var number = 0
    func accept(_ reviews: [TestReview]) throws {
      for review in reviews {
        if refuses(review) {
          isClean = false
          continue
        }
        number += 1
        try ledger.take([review], number, at: time)
      }
    }
    try accept(night.sent)
    if releases {
      let offered = try offers(ledger, unknown)
      try accept(offered)
      night.sent += offered
      night.released = try ledger.releasedReviews()
    }
    if let ends { try ledger.endRun(ends, metAll: isClean, counts: [:], at: time) }
    try ledger.close()
    return night
  }

  /// Memory of the caller's.
  static func view(_ bytes: [UInt8]) -> UnsafeBufferPointer<UInt8> {
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = copy.initialize(from: bytes)
    return UnsafeBufferPointer(copy)
  }

  func offers(_ ledger: Ledger, _ unknown: Set<String>) throws -> [TestReview] {
    var found: [TestReview] = []
    for product in try ledger.parkedProducts(after: [], limit: 10_000) {
      let key = String(decoding: product.key, as: UTF8.self)
      if unknown.contains(where: { key.contains("\"\($0)\"") }) { continue }
      var next: [UInt8]? = []
      while let after = next {
        let page = try ledger.offerParked(product, after: after)
        next = page.next
        for review in page.reviews {
          let parts = String(decoding: review.body, as: UTF8.self).split(separator: " ")
          found.append(TestReview(String(parts[0]), String(parts[1]), Int(parts[2]) ?? -1))
        }
      }
    }
    return found
  }

  /// Parked reviews as `product id content`.
  func parked() throws -> [String] {
    let reader = try LedgerReader(path: path)
    var bytes: [UInt8] = []
    try reader.exportParked { bytes += $0 }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    return lines.map { line in
      String(line.components(separatedBy: "\"review\":")[1].dropLast())
    }
  }

  @Test func whatIsParkedWaitsAndIsSentOnce() throws {
    let reviews = [TestReview("a", "1", 1), TestReview("b", "2", 1)]
    let first = try night(reviews, unknown: ["b"])
    #expect(first.sent == [reviews[0]] && first.parked == [reviews[1]])
    #expect(try night(reviews, unknown: ["b"]).parked == [reviews[1]])
    #expect(try parked() == ["b 2 1"])
    let release = try night([])
    #expect(release.sent == [reviews[1]] && release.released == 1)
    #expect(try parked() == [])
    #expect(try night([]).sent == [])
    #expect(try night(reviews).sent == [])
  }

  @Test func aRunThatHasTheReviewItselfSendsItOnce() throws {
    try night([TestReview("b", "2", 1)], unknown: ["b"])
    let newer = [TestReview("b", "2", 2)]
    #expect(try night(newer).sent == newer)
    #expect(try parked() == [])
  }

  @Test func aNewerTextReplacesTheParkedOne() throws {
    try night([TestReview("b", "2", 1)], unknown: ["b"])
    try night([TestReview("b", "2", 2)], unknown: ["b"])
    #expect(try parked() == ["b 2 2"])
  }

  @Test func aReviewParkedAtAnotherProductLeavesTheFirst() throws {
    try night([TestReview("b", "2", 1)], unknown: ["b", "c"])
    try night([TestReview("c", "2", 1)], unknown: ["b", "c"])
    #expect(try parked() == ["c 2 1"])
  }

  @Test func aReviewAcceptedAtAnotherProductIsParkedNoMore() throws {
    try night([TestReview("b", "2", 1)], unknown: ["b"])
    #expect(try night([TestReview("a", "2", 1)], unknown: ["b"]).sent.count == 1)
    #expect(try parked() == [])
    // Also where both are known by then: it is sent to where it is now.
    try night([TestReview("d", "3", 1)], unknown: ["d"])
    #expect(try night([TestReview("a", "3", 1)]).sent == [TestReview("a", "3", 1)])
    #expect(try parked() == [])
  }

  @Test(arguments: [["a", "b"], ["b", "c"]])
  func oneReviewOfSeveralProductsIsParkedAtEachThatIsUnknown(_ products: [String]) throws {
    let reviews = products.map { TestReview($0, "2", 1) }
    for _ in 1...3 { try night(reviews, unknown: ["b"], at: 5) }
    #expect(try parked() == ["b 2 1"])
    #expect(try night([]).sent == [TestReview("b", "2", 1)])
  }

  @Test func severalUnknownProductsOfOneReviewAreAllReleased() throws {
    let reviews = [TestReview("b", "2", 1), TestReview("c", "2", 1)]
    try night(reviews, unknown: ["b", "c"])
    let release = try night([]) { $0.product == "c" }
    #expect(release.sent == reviews && release.released == 1)
    #expect(try parked() == ["c 2 1"])
    #expect(try night([]).sent == [reviews[1]])
  }

  @Test func whatIsRefusedStaysParked() throws {
    try night([TestReview("b", "2", 1)], unknown: ["b"])
    let refused = try night([], refuses: { _ in true })
    #expect(refused.sent.count == 1 && refused.released == 0)
    #expect(try parked() == ["b 2 1"])
    #expect(try night([]).released == 1)
  }

  /// The newer text was refused: the older one must not be sent behind it.
  @Test func aRefusedNewerTextIsWhatIsParkedFromThenOn() throws {
    try night([TestReview("b", "2", 1)], unknown: ["b"])
    #expect(try night([TestReview("b", "2", 2)], refuses: { _ in true }).sent == [TestReview("b", "2", 2)])
    #expect(try parked() == ["b 2 2"])
  }

  @Test func whatIsAcceptedAsItIsIsNotParked() throws {
    let review = [TestReview("b", "2", 1)]
    try night(review)
    #expect(try night(review, unknown: ["b"]).unchanged == 1)
    #expect(try parked() == [])
    // Its product was deleted, it changed, and changed back.
    try night([TestReview("b", "2", 2)], unknown: ["b"])
    #expect(try parked() == ["b 2 2"])
    try night(review, unknown: ["b"])
    #expect(try parked() == [])
  }

  @Test func aRetryLeavesWhatALaterRunHasParked() throws {
    try night([TestReview("b", "2", 1)], refuses: { _ in true })
    try night([TestReview("b", "2", 2)], unknown: ["b"])
    let retry = try night([TestReview("b", "2", 1)], unknown: ["b"], source: again, releases: false)
    #expect(retry.superseded == 1)
    #expect(try parked() == ["b 2 2"])
    #expect(try night([TestReview("b", "2", 1)], source: again, releases: false).superseded == 1)
    #expect(try night([]).sent == [TestReview("b", "2", 2)])
  }

  @Test func anInterruptedRunNeitherLosesNorDoubles() throws {
    try night([TestReview("b", "2", 1), TestReview("c", "3", 1)], unknown: ["b", "c"], ends: nil)
    #expect(try parked().count == 2)
    try night([TestReview("b", "2", 1)], unknown: ["b", "c"])
    #expect(try parked().count == 2)
    // Offered, and the process ended before an answer.
    do {
      let ledger = try Ledger(path: path)
      _ = try ledger.beginRun(at: 0)
      #expect(try offers(ledger, []).count == 2)
      try ledger.close()
    }
    #expect(try parked().count == 2)
    #expect(try night([]).released == 2)
  }

  @Test(arguments: [(1, 5_000), (3_000, 1)])
  func manyAreReleasedInPages(products: Int, reviews: Int) throws {
    let all = (0..<products).flatMap { product in
      (0..<reviews).map { TestReview("p\(product)", "\(product)-\($0)", 1) }
    }
    let names = Set(all.map(\.product))
    try night(all.inOrder, unknown: names)
    #expect(try night([]).released == all.count)
    #expect(try LedgerReader(path: path).parkedCount() == 0)
  }

  @Test(arguments: [
    (Forgetting.everything, 3), (.origin("Yotpo"), 2), (.origin("None"), 0),
    (.externalID("1", origin: nil), 2), (.externalID("1", origin: "Other"), 1),
    (.products { String(decoding: $0, as: UTF8.self).contains("\"b\"") }, 2),
  ])
  func parkedReviewsCanBeForgotten(_ what: Forgetting, _ count: Int) throws {
    try night(
      [TestReview("a", "1", 1, origin: "Other"), TestReview("b", "1", 1), TestReview("b", "2", 1)],
      unknown: ["a", "b"])
    let ledger = try Ledger(path: path)
    let forgotten = try ledger.forgetParked(what)
    #expect(forgotten == count)
    #expect(try ledger.parkedCount() == 3 - count)
    try ledger.close()
  }
}
