import Foundation
import Grouping
import Mapping
import Records
import Requests
import TestSupport
import Testing

@testable import Pipeline

@Suite struct RunDetailsTests {
  private static let mapping =
    TestMapping.csv + "\n  title: title\n  review_date: { from: date, format: \"yyyy-MM-dd\" }\n"

  private let folder: TemporaryFolder
  private let plan: MappingPlan

  init() throws {
    folder = try TemporaryFolder()
    plan = try #require(TestMapping.plan(Self.mapping))
  }

  private func run(
    _ text: String, threads: Int = 1, showsValues: Bool = false, isAsked: Bool = true
  ) throws -> RunSummary {
    let settings = try settings(text, threads: threads, showsValues: showsValues, isAsked: isAsked)
    let pipeline = ConvertPipeline(
      plan: plan, settings: settings, cancellation: Cancellation(), report: { _ in })
    return try pipeline.run(into: CollectingOutput())
  }

  private func settings(
    _ text: String, threads: Int = 1, showsValues: Bool = false, isAsked: Bool = true
  ) throws -> ConvertSettings {
    var settings = ConvertSettings(
      inputs: [try folder.write("a.csv", text)], memoryBytes: 64 << 20, temporaryFolder: folder.path,
      workerCount: threads, now: 0)
    if isAsked { settings.details = DetailChoice(showsValues: showsValues) }
    return settings
  }

  private static let head = "id,sku,stars,status,text,title,date\n"

  /// Some reviews of each kind: scores, dates, products, filtered, rejected, duplicates.
  private func corpus(_ count: Int) -> String {
    var random = SeededRandom(seed: 11)
    var text = Self.head
    for index in 0..<count {
      let stars = index % 50 == 7 ? 9 : random.int(in: 1...5)
      let (year, month) = (random.int(in: 2019...2024), random.int(in: 1...12))
      let date = index % 40 == 0 ? "" : "\(year)-\(month < 10 ? "0" : "")\(month)-15"
      let product = random.int(in: 0...random.int(in: 1...300))
      text +=
        "r\(index % 900),p\(product),\(stars),\(index % 10 == 3 ? "hidden" : "ok"),secret \(index),t,\(date)\n"
    }
    return text
  }

  /// What the pipeline counts, counted from the text.
  private struct Expected {
    var scores: [Int: Int] = [:]
    var months: [String: Int] = [:]
    var undated = 0
    var ids: [String: Set<Substring>] = [:]

    init(_ text: String) {
      for line in text.split(separator: "\n").dropFirst() {
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        guard cells[3] == "ok", let score = Int(cells[2]), score <= 5 else { continue }
        scores[score, default: 0] += 1
        if cells[6].isEmpty { undated += 1 } else { months[String(cells[6].prefix(7)), default: 0] += 1 }
        ids[String(cells[1]), default: []].insert(cells[0])
      }
    }
  }

  @Test(arguments: [1, 2, 4]) func countsAreThoseOfTheText(threads: Int) throws {
    let text = corpus(6000)
    let expected = Expected(text)
    let summary = try run(text, threads: threads)
    let details = try #require(summary.details)
    let reviews = try #require(details.reviews)
    for score in 1...5 { #expect(reviews.reviews(withScore: score) == expected.scores[score]) }
    #expect(reviews.undatedReviews == expected.undated)
    let months = reviews.reviewsByMonth.map {
      ("\($0.year)-\($0.month < 10 ? "0" : "")\($0.month)", $0.reviews)
    }
    #expect(Dictionary(uniqueKeysWithValues: months) == expected.months)
    #expect((1...5).reduce(0) { $0 + reviews.reviews(withScore: $1) } == summary.mapped)
    let products = try #require(details.products)
    #expect(products.count == expected.ids.count && products.count == summary.products)
    let counts = expected.ids.mapValues(\.count).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    #expect(products.named.map(\.reviews) == counts.prefix(20).map(\.value))
    #expect(products.named.allSatisfy { $0.key == "sku" && expected.ids[$0.value]?.count == $0.reviews })
  }

  @Test(arguments: [2, 3]) func theyDoNotDependOnThreads(threads: Int) throws {
    let text = corpus(20_000)
    #expect(try run(text, threads: threads).details == run(text).details)
  }

  @Test func theFirstOfEachReasonAreTheExamples() throws {
    let summary = try run(corpus(3000), threads: 4)
    let details = try #require(summary.details)
    #expect(details.filtered.map { $0.map(\.record) } == [[4, 14, 24]])
    #expect(details.filtered[0].map(\.line) == [5, 15, 25])
    let rejected = try #require(details.rejected["score.range"])
    #expect(rejected.map(\.record) == [8, 58, 108])
    #expect(rejected[0].field == "review.score" && rejected[0].raw == nil)
    #expect(rejected[0].sentence?.hasPrefix("'stars' is '9'") == true)
  }

  @Test func whatReviewersWroteIsShownOnRequestOnly() throws {
    let text = Self.head + "1,p,9,ok,secret of a reviewer,t,\n"
    for showsValues in [false, true] {
      let json = SummaryJSON.text(report(try run(text, showsValues: showsValues)))
      #expect(json.contains("secret of a reviewer") == showsValues)
    }
  }

  /// With a column too many, an address stands where the date is expected.
  @Test(arguments: [
    ("secret@example.com", "a text of 18 characters"), ("+49 170 1234567", "a text of 15 characters"),
    ("192.168.10.77", "a text of 13 characters"), ("555-12-3456", "a text of 11 characters"),
    ("4111111111111111", "a text of 16 characters"), ("\u{661}\u{662}", "a text of 2 characters"),
    ("31/12/2024", "'31/12/2024'"), ("2024-13-01 10:00:00Z", "'2024-13-01 10:00:00Z'"), ("7", "'7'"),
  ])
  func shiftedColumnsShowNobody(value: String, shown: String) throws {
    let summary = try run(Self.head + "1,p,5,ok,t,t,\(value)\n")
    let example = try #require(summary.details?.rejected.values.first?.first)
    #expect(example.sentence == "'date' is \(shown), which no format of the mapping reads; record rejected")
    #expect(SummaryJSON.text(report(summary)).contains(value) == shown.hasPrefix("'"))
  }

  /// What a run had put together when it was stopped is no number of the export.
  @Test(arguments: [nil, 3], [false, true])
  func aRunThatWasStoppedNamesNoProducts(failsAt: Int?, hasStage: Bool) throws {
    let output = StagedOutput(hasStage: hasStage)
    output.output.failsAt = failsAt
    let pipeline = ConvertPipeline(
      plan: plan, settings: try settings(corpus(2000)), cancellation: Cancellation(), report: { _ in })
    #expect(((try? pipeline.run(into: output)) == nil) == (failsAt != nil))
    #expect((pipeline.summary.details?.products == nil) == (failsAt != nil))
  }

  @Test func aLongRecordIsCut() throws {
    let text = Self.head + "1,p,9,ok,\(String(repeating: "é", count: 5000)),t,\n"
    let raw = try #require(try run(text, showsValues: true).details?.rejected["score.range"]?.first?.raw)
    #expect(raw.unicodeScalars.count == 400 && raw.hasPrefix("1,p,9,ok,éé"))
  }

  @Test(arguments: [
    ("2024-01-15", "2024-01"), ("1990-01-01", "1990-01"), ("2059-12-31", "2059-12"),
    ("1989-12-31", "earlier"),
    ("0001-01-01", "earlier"), ("2060-01-01", "later"), ("9999-12-31", "later"), ("", "undated"),
  ])
  func eachReviewHasOnePeriod(date: String, period: String) throws {
    let summary = try run(Self.head + "1,p,5,ok,t,t,\(date)\n")
    let dates = try #require(SummaryJSON.document(report(summary)).details?.dates)
    let known = dates.months.merging(
      ["earlier": dates.earlier, "later": dates.later, "undated": dates.undated]
    ) { $1 }
    #expect(known.filter { $0.value > 0 } == [period: 1])
  }

  @Test func nothingIsCountedWhereNobodyAsked() throws {
    let summary = try run(corpus(100), isAsked: false)
    #expect(summary.details == nil)
    #expect(SummaryJSON.document(report(summary)).details == nil)
  }

  private func report(_ summary: RunSummary) -> RunReport {
    RunReport(summary: summary, mapping: "shop", started: 0, ended: 1, status: 0, state: .finished)
  }
}

/// Has a step of its own before the requests, as `submit` has, or none.
private final class StagedOutput: ConvertOutput {
  let output = CollectingOutput()
  private let hasStage: Bool

  init(hasStage: Bool) { self.hasStage = hasStage }

  func inputsWereRead(_ summary: RunSummary) {}
  func request(_ request: Request) throws(Problem) { try output.request(request) }
  func reject(_ record: RejectedRecord) {}
  func stage(before next: any GroupStage) -> any GroupStage {
    hasStage ? ProductCountStage(before: next) : next
  }
}

@Suite struct TopProductsTests {
  private func top(_ counts: [(String, Int)]) -> TopProducts {
    var products = TopProducts()
    for (name, count) in counts {
      let key = Array(#"{"product_type":"product","metadata":{"sku":"\#(name)"}}"#.utf8)
      // In parts, as requests come.
      for part in [count / 2, count - count / 2] where part > 0 {
        key.withUnsafeBufferPointer { products.add($0, reviews: part) }
      }
    }
    products.settle()
    return products
  }

  @Test(arguments: 1...20) func theMostAreKeptExactly(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let counts = (0..<random.int(in: 0...200)).map { ("p\($0)", random.int(in: 1...30)) }
    let expected = counts.enumerated().sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }
    let products = top(counts)
    #expect(products.count == counts.count)
    #expect(products.named.map(\.value) == expected.prefix(20).map(\.element.0))
    #expect(products.named.map(\.reviews) == expected.prefix(20).map(\.element.1))
  }

  @Test(arguments: [
    (#"{"product_type":"product","product_uuid":"u-1","metadata":{"ean":"4","sku":"A\"1"}}"#, "sku", "A\"1"),
    (
      #"{"product_type":"product_model","product_model_code":"m","metadata":{"ean":"4"}}"#,
      "product_model_code", "m"
    ),
    (#"{"product_type":"product","metadata":{"ean":"4","gtin":"5"}}"#, "ean", "4"),
    (#"{"product_type":"product","product_uuid":"u-1"}"#, "product_uuid", "u-1"),
    (#"{"product_type":"product"}"#, "product_uuid", ""),
  ])
  func aProductIsCalledByWhatPeopleKnow(key: String, name: String, value: String) {
    var products = TopProducts()
    Array(key.utf8).withUnsafeBufferPointer { products.add($0, reviews: 1) }
    products.settle()
    #expect(products.named.map(\.key) == [name] && products.named.map(\.value) == [value])
  }
}
