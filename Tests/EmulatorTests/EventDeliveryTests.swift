import TestSupport
import Testing

@testable import Emulator

struct EventDeliveryTests {
  private static let events = (0..<40).map { Array("{\"id\":\"\($0)\"}".utf8) }

  /// Runs with a clock of its own; returns the report, the bodies in the order of the posts, and the seconds it took.
  private func deliver(
    _ settings: EventDeliverySettings, answer: @escaping (Int) -> Int?
  ) -> (report: EventDeliveryReport, posts: [String], seconds: Double) {
    var now = 0.0
    var posts: [String] = []
    let time = EventDelivery.Time(
      now: { now },
      wait: {
        now += $0
        return true
      })
    let delivery = EventDelivery(settings, events: Self.events, time: time) { post in
      posts.append(String(decoding: post.body, as: UTF8.self))
      return answer(posts.count)
    }
    return (delivery.run(), posts, now)
  }

  private func settings(duplicates: Double = 0, disorder: Int = 0) -> EventDeliverySettings {
    EventDeliverySettings(
      target: "", secrets: ["s"], seed: 3, duplicates: duplicates, disorder: disorder, rate: 10)
  }

  @Test func eventsComeInTheirOrderAtTheRate() {
    let (report, posts, seconds) = deliver(settings()) { _ in 200 }
    #expect(posts == Self.events.map { String(decoding: $0, as: UTF8.self) })
    #expect(report.delivered == 40 && report.posts == 40 && report.dropped == 0)
    #expect(abs(seconds - 3.9) < 0.01)
  }

  @Test func theSeedDecidesWhatIsRepeatedAndDelayed() {
    let first = deliver(settings(duplicates: 0.5, disorder: 4)) { _ in 200 }
    let second = deliver(settings(duplicates: 0.5, disorder: 4)) { _ in 200 }
    #expect(first.posts == second.posts)
    #expect(Set(first.posts).count == 40 && first.posts.count == 40 + first.report.duplicates)
    #expect(first.report.duplicates > 0 && first.report.delivered == 40)
  }

  @Test func whatIsNotTakenIsTriedThreeTimesMoreAndThenDropped() {
    let (report, posts, seconds) = deliver(settings()) { _ in nil }
    #expect(report.dropped == 40 && report.retries == 120 && posts.count == 160)
    // 5, 10 and 20 minutes after each other.
    #expect((2100...2110).contains(seconds))
  }

  @Test func anEventAndItsRepetitionAreDroppedOnce() {
    let (report, _, _) = deliver(settings(duplicates: 1)) { _ in 500 }
    #expect(report.events == 40 && report.dropped == 40 && report.delivered == 0)
    let (other, _, _) = deliver(settings(duplicates: 1)) { $0 <= 80 ? 500 : 200 }
    #expect(other.delivered == 40 && other.dropped == 0)
  }

  @Test func aRetryThatIsDueDoesNotWaitForFirstPosts() {
    var settings = settings()
    settings.retryDelay = .seconds(1)
    let (_, posts, _) = deliver(settings) { $0 == 1 ? 500 : 200 }
    // A second later, which is ten posts later.
    #expect((10...12).contains(posts.lastIndex(of: #"{"id":"0"}"#) ?? 0))
  }

  @Test func aLineSeparatorOfUnicodeIsNoEndOfALine() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("e.jsonl", "{\"id\":\"a\u{2028}b\"}\r\n\n{\"id\":\"c\"}\n")
    #expect(
      try EventFileLines.read(path) == ["{\"id\":\"a\u{2028}b\"}", "{\"id\":\"c\"}"].map { Array($0.utf8) })
  }

  @Test func tooManyRequestsHalveTheRate() {
    let (report, _, seconds) = deliver(settings()) { $0 <= 3 ? 429 : 200 }
    #expect(report.delivered == 40 && report.retries == 3)
    #expect(seconds > 300)
  }

  @Test(arguments: [404, 301]) func suchAnAnswerSuspendsAtOnce(_ status: Int) {
    let (report, posts, _) = deliver(settings()) { $0 == 5 ? status : 200 }
    #expect(report.suspendedBy == status && posts.count == 5)
  }

  /// RFC 4231, test case 2.
  @Test func theSignatureIsThatOfTheRawBody() {
    #expect(
      EventPost.signature(Array("what do ya want for nothing?".utf8), "Jefe")
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }
}
