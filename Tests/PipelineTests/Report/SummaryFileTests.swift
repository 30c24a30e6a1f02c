import Foundation
import Ledger
import Records
import Testing

@testable import Delivery
@testable import Pipeline

@Suite struct SummaryFileTests {
  /// With everything that a summary may hold.
  static let report: RunReport = {
    var report = TestReport.report
    var details = RunDetails()
    (details.command, details.tool, details.isRehearsal) = ("submit", "0.1.0", true)
    details.reviews = ReviewTally()
    details.products = TopProducts()
    details.rejected = ["score.range": [RecordExample.made]]
    details.filtered = [[RecordExample.made]]
    var catalog = CatalogTally()
    catalog.count(nil, reviews: 7)
    catalog.count(.unknown, reviews: 2)
    details.catalog = catalog
    var timeline = DeliveryTimeline()
    timeline.began(at: .start, isRepeated: false)
    timeline.ended(.answered(Answer(status: 202)), sentAt: .start, at: RunInstant(.milliseconds(31)))
    details.delivery = timeline
    report.summary.details = details
    return report
  }()

  private func read(_ text: String) throws(Problem) -> SummaryDocument {
    try SummaryFile.read(Array(text.utf8), name: "summary.json")
  }

  @Test func whatIsWrittenIsRead() throws {
    #expect(try read(SummaryJSON.text(Self.report)) == SummaryJSON.document(Self.report))
    #expect(try read(SummaryJSON.text(TestReport.report)).details == nil)
    #expect(try read(SummaryJSON.text(TestReport.report.summary, mapping: "m")).submission == nil)
  }

  @Test func aLogDoesNotHaveTheDetails() {
    #expect(!SummaryJSON.line(Self.report).contains("details"))
  }

  /// Keys that a later version may add are passed over.
  @Test func newKeysDoNoHarm() throws {
    let text = SummaryJSON.text(Self.report).replacing("\"counts\"", with: "\"later\" : [1], \"counts\"")
    #expect(try read(text) == SummaryJSON.document(Self.report))
  }

  @Test(arguments: [
    ("", "it is no JSON of that form"), ("{", "it is no JSON of that form"),
    ("[]", "it is no JSON object"),
    ("{}", "it has no 'counts'"), ("{\"counts\":3}", "its 'counts' is of another type"),
    (String(repeating: "[", count: 100_000), "it is no JSON of that form"),
  ])
  func whatIsNoSummaryIsSaid(text: String, words: String) {
    refuse(text, "report.no-summary", words)
  }

  @Test(arguments: [
    ("\"sent\" : {", "\"sent\" : { \"x\" : 1,", nil),
    ("\"reviews\" : 1234", "\"reviews\" : -1", "'sent'"),
    ("\"read\" : 100010", "\"read\" : 9223372036854775807", "'"),
    ("\"slice\" : 100", "\"slice\" : -5", "'seconds'"), ("\"slice\" : 100", "\"slice\" : 1e300", "'seconds'"),
    ("\"seconds\" : 12.347", "\"seconds\" : -1", "'seconds'"),
    ("\"months\" : {", "\"months\" : { \"<b>\" : 1", "'months'"),
    ("\"scores\" : {", "\"scores\" : { \"6\" : 1,", "'6'"),
    ("\"version\" : 1", "\"version\" : 1.5", "no JSON of that form"),
  ])
  func whatNoRunWritesIsRefused(old: String, new: String, words: String?) throws {
    let text = SummaryJSON.text(Self.report)
    #expect(text.contains(old))
    let changed = text.replacing(old, with: new, maxReplacements: 1)
    if let words { refuse(changed, "report.no-summary", words) } else { _ = try read(changed) }
  }

  @Test func aNewerOneIsLeftToItsVersion() {
    refuse(
      SummaryJSON.text(Self.report).replacing("\"version\" : 1", with: "\"version\" : 2"), "report.newer",
      "version 2")
  }

  private func refuse(_ text: String, _ code: ProblemCode, _ words: String) {
    do throws(Problem) {
      _ = try read(text)
      Issue.record("it was read")
    } catch {
      #expect(error.code == code)
      #expect(error.sentence.text(showingValues: false).contains(words), "\(error.sentence)")
    }
  }
}

extension RecordExample {
  static let made: RecordExample = {
    let origin = RowOrigin(record: 3, line: 4, byteOffset: 90, rawOffset: 0, rawLength: 0)
    var example = RecordExample(file: "a.csv", origin)
    example.sentence = "'stars' is '9'"
    return example
  }()
}
