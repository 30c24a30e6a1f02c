import Delivery
import Grouping
import Ledger
import Records
import Requests
import TestSupport
import Testing

@testable import Pipeline

/// Groups of reviews go in, requests with what the ledger must note come out.
@Suite struct LedgerFilterTests {
  private typealias Groups = [(product: String, reviews: [(id: String, text: String)])]

  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("ledger.sqlite")
  }

  private func groups(products: Int, reviews: Int, text: (Int, Int) -> String = { "\($0) \($1)" }) -> Groups {
    (0..<products).map { product in
      (
        "p\(product)",
        (0..<reviews).map { ("r\(product)-\(String($0 + 10_000))", text(product, $0)) }
      )
    }
  }

  /// Sends the groups as a run does, with every request accepted but those that `refuse` names.
  private func run(
    _ groups: Groups, resends: Bool = false, retriedRun: Int? = nil, maxReviews: Int = 50,
    refuse: (Int) -> Bool = { _ in false }
  ) throws -> (requests: [OutgoingRequest], filter: LedgerFilter) {
    let ledger = try Ledger(path: path)
    _ = try ledger.beginRun(at: 1)
    var requests: [OutgoingRequest] = []
    let output = SubmitOutput(
      ledger: ledger, resends: resends, retriedRun: retriedRun, reject: { _ in },
      send: { requests.append($0) })
    let limits = RequestLimits(maxReviews: maxReviews)
    let assembler = AssemblingStage(limits: limits, cancellation: Cancellation(), output: output)
    let filter = try #require(output.stage(before: assembler) as? LedgerFilter)
    try feed(groups, to: filter)
    let accepted = requests.filter { !refuse($0.number) }
    try ledger.accepted(
      accepted.compactMap { request in
        request.reviews.map { AcceptedRequest(number: request.number, keys: $0) }
      }, at: 2)
    try ledger.endRun(.completed, counts: [:], at: 3)
    try ledger.close()
    return (requests, filter)
  }

  private func feed(_ groups: Groups, to stage: any GroupStage) throws {
    for (product, reviews) in groups {
      let key = #"{"product_type":"product","origin":"Yotpo","metadata":{"sku":"\#(product)"}}"#
      try Array(key.utf8).withUnsafeBufferPointer { try stage.product($0) }
      for (id, text) in reviews {
        let body = #"{"external_id":"\#(id)","score":5,"text":"\#(text)"}"#
        try Array(id.utf8).withUnsafeBufferPointer { id in
          try Array(body.utf8).withUnsafeBufferPointer { try stage.review(id: id, body: $0) }
        }
      }
    }
    try stage.finish()
  }

  @Test func everyRequestCarriesTheReviewsOfItsBody() throws {
    let (requests, filter) = try run(groups(products: 40, reviews: 130), maxReviews: 50)
    #expect(requests.count == 40 * 3)
    #expect(requests.map(\.reviewCount).reduce(0, +) == 40 * 130)
    #expect(requests.allSatisfy { $0.reviews?.count == $0.reviewCount })
    #expect(filter.unchanged == 0)
  }

  @Test(arguments: [(1, 10_000), (10_000, 1), (7, 1_500)])
  func aSecondRunSendsNothing(products: Int, reviews: Int) throws {
    let groups = groups(products: products, reviews: reviews)
    #expect(try run(groups).requests.map(\.reviewCount).reduce(0, +) == products * reviews)
    let (requests, filter) = try run(groups)
    #expect(requests.isEmpty)
    #expect(filter.unchanged == products * reviews)
  }

  @Test func oneChangedReviewIsOneRequest() throws {
    _ = try run(groups(products: 50, reviews: 200))
    let changed = groups(products: 50, reviews: 200) { $0 == 31 && $1 == 77 ? "new" : "\($0) \($1)" }
    let (requests, filter) = try run(changed)
    #expect(requests.map(\.reviewCount) == [1])
    let key = try #require(requests.first).key
    #expect(String(decoding: key, as: UTF8.self).contains("p31"))
    #expect(filter.changed == 1)
    #expect(try run(changed).requests.isEmpty)
  }

  @Test func aReviewThatMovedIsSentAgain() throws {
    _ = try run([("a", [("1", "x"), ("2", "y")]), ("b", [("3", "z")])])
    let (requests, filter) = try run([("a", [("1", "x")]), ("b", [("2", "y"), ("3", "z")])])
    #expect(requests.map(\.reviewCount) == [1])
    #expect(filter.moved == 1)
  }

  @Test func whatWasRefusedIsSentByTheNextRun() throws {
    let groups = groups(products: 10, reviews: 10)
    _ = try run(groups) { $0 == 4 }
    let (requests, _) = try run(groups)
    #expect(requests.map(\.reviewCount) == [10])
  }

  /// Nothing is sent, so nobody behind the filter would notice.
  @Test func aCancelledRunEndsThoughAllIsUnchanged() throws {
    let groups = groups(products: 3, reviews: 5000)
    _ = try run(groups)
    let cancellation = Cancellation()
    let ledger = try Ledger(path: path)
    _ = try ledger.beginRun(at: 1)
    let output = SubmitOutput(
      ledger: ledger, resends: false, cancellation: cancellation, reject: { _ in }, send: { _ in })
    let filter = output.stage(
      before: AssemblingStage(limits: RequestLimits(), cancellation: cancellation, output: output))
    cancellation.cancel()
    #expect { try feed(groups, to: filter) } throws: { ($0 as? Problem)?.code == "run.cancelled" }
    try ledger.close()
  }

  @Test func aRetryLeavesWhatALaterRunHasSent() throws {
    let old: Groups = [("a", [("1", "old"), ("2", "old")])]
    _ = try run(old) { _ in true }
    _ = try run([("a", [("1", "new")])])
    let (requests, filter) = try run(old, retriedRun: 1)
    #expect(requests.map(\.reviewCount) == [1] && filter.superseded == 1)
    #expect(requests.allSatisfy { String(decoding: $0.body, as: UTF8.self).contains(#""external_id":"2""#) })
    #expect(try run([("a", [("1", "new"), ("2", "old")])]).requests.isEmpty)
    // Who insists gets the old one, and the next run mends it.
    #expect(try run(old, resends: true, retriedRun: 1).requests.map(\.reviewCount) == [2])
    #expect(try run([("a", [("1", "new"), ("2", "old")])]).requests.map(\.reviewCount) == [1])
  }

  /// The older text of a retry is neither sent nor parked where a newer one waits.
  @Test(arguments: [false, true]) func whatWaitsIsNewerThanARetry(_ resends: Bool) throws {
    let old: Groups = [("a", [("1", "old"), ("2", "old")])]
    _ = try run(old) { _ in true }
    let ledger = try Ledger(path: path)
    _ = try ledger.beginRun(at: 1)
    let parking = output(ledger, .park)
    try feed([("a", [("1", "new")])], to: parking.stage(before: end(parking)))
    #expect(parking.summary(SubmissionOutcome(), of: RunSummary()).newlyParked == 1)
    try ledger.endRun(.completed, counts: [:], at: 1)
    _ = try ledger.beginRun(at: 2)
    let retry = output(ledger, .park, resends: resends, retriedRun: 1)
    try feed(old, to: retry.stage(before: end(retry)))
    let summary = retry.summary(SubmissionOutcome(), of: RunSummary())
    #expect(summary.supersededByParked == 1 && summary.superseded == 1 && summary.parked == 1)
    #expect(retry.handedOver.reviews == 0)
    let problem = try #require(RetryPlan.supersededReviews(with(summary), ofRun: 1).first)
    #expect(problem.sentence.text(showingValues: true).hasSuffix("newer content of it is parked"))
    try ledger.endRun(.completed, counts: [:], at: 2)
    try ledger.close()
  }

  private func with(_ summary: SubmissionSummary) -> RunSummary {
    var run = RunSummary()
    run.submission = summary
    return run
  }

  private func output(
    _ ledger: Ledger, _ fate: UnmatchedFate, resends: Bool = false, retriedRun: Int? = nil
  ) -> SubmitOutput {
    SubmitOutput(
      ledger: ledger, resends: resends, retriedRun: retriedRun, unmatched: fate, reject: { _ in },
      send: { _ in })
  }

  private func end(_ output: SubmitOutput) -> AssemblingStage {
    AssemblingStage(limits: RequestLimits(), cancellation: Cancellation(), output: output)
  }

  @Test func resendingSendsAllAndKeepsTheLedger() throws {
    let groups = groups(products: 10, reviews: 10)
    _ = try run(groups)
    #expect(try run(groups, resends: true).requests.count == 10)
    #expect(try run(groups).requests.isEmpty)
  }
}
