import Records
import TestSupport
import Testing

@testable import Ledger

/// The ledger beside a dictionary, through random nights.
struct PropertyTests {
  struct Identity: Hashable {
    var origin: String
    var id: String
  }

  /// Announced, and neither accepted nor refused: no content is like it.
  static let unknown = -1

  @Test(arguments: 0..<12 as Range<UInt64>)
  func theLedgerIsADictionary(_ seed: UInt64) throws {
    let folder = try TemporaryFolder()
    var random = SeededRandom(seed: seed)
    var known: [Identity: TestReview] = [:]
    var ledger = try Ledger(path: folder.path("l.sqlite"))
    for night in 0..<15 {
      let reviews = export(&random)
      _ = try ledger.beginRun(at: night)
      var start = 0
      while start < reviews.count {
        let part = Array(reviews[start..<min(start + 1 + Int(random.next() % 40), reviews.count)])
        start += part.count
        let verdicts = try ledger.decide(part)
        #expect(verdicts == part.map { verdict($0, known) }, "seed \(seed), night \(night)")
        try ledger.announce(part, verdicts)
        for (review, verdict) in zip(part, verdicts) where verdict == .changed || verdict == .moved {
          known[Identity(origin: review.origin, id: review.id)]?.content = Self.unknown
        }
        // The API takes some of them.
        let accepted = part.filter { _ in random.next() % 4 != 0 }
        if accepted.isEmpty { continue }
        try ledger.accept(accepted, number: start)
        for review in accepted { known[Identity(origin: review.origin, id: review.id)] = review }
      }
      switch random.next() % 4 {
      case 0:  // Gone without a word.
        try ledger.close()
        ledger = try Ledger(path: folder.path("l.sqlite"))
      case 1:
        try ledger.endRun(.completed, counts: [:], at: night)
        let origin = random.next() % 2 == 0 ? "A" : "B"
        let id = "\(random.next() % 80)"
        let removed = known.removeValue(forKey: Identity(origin: origin, id: id)) == nil ? 0 : 1
        #expect(try ledger.forget(.externalID(id, origin: origin)) == removed)
      default: try ledger.endRun(.completed, counts: [:], at: night)
      }
      try check(folder.path("l.sqlite"), known)
    }
  }

  /// Each id of an origin once, mostly at its product.
  private func export(_ random: inout SeededRandom) -> [TestReview] {
    var reviews: [TestReview] = []
    for origin in ["A", "B"] {
      for id in 0..<80 where random.next() % 3 != 0 {
        let product = random.next() % 5 == 0 ? Int(random.next() % 12) : id % 12
        reviews.append(TestReview("p\(product)", "\(id)", Int(random.next() % 3), origin: origin))
      }
    }
    return reviews.inOrder
  }

  private func verdict(_ review: TestReview, _ known: [Identity: TestReview]) -> Verdict {
    guard let last = known[Identity(origin: review.origin, id: review.id)] else { return .new }
    if last.product != review.product { return .moved }
    return last.content == review.content ? .unchanged : .changed
  }

  private func check(_ path: String, _ known: [Identity: TestReview]) throws {
    let reader = try LedgerReader(path: path)
    let lines = try reader.lines()
    let wanted = known.values.map {
      #"{"origin":"\#($0.origin)","external_id":"\#($0.id)","product":\#($0.key),"#
    }
    #expect(
      lines.map { String($0.prefix { $0 != "\n" }.split(separator: #""content""#)[0]) }.sorted()
        == wanted.sorted())
    let origins = try reader.status().origins
    for origin in ["A", "B"] {
      let count = known.keys.filter { $0.origin == origin }.count
      #expect((origins.first { $0.name == origin }?.reviews ?? 0) == count)
    }
  }
}
