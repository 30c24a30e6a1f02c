import Foundation
import Records
import Requests
import TestSupport
import Testing

@testable import Delivery

struct ConvertedSetTests {
  let work = SetFolder()

  static let reviews = [
    SetReview(sku: "A/1", id: "1", text: "fine"), SetReview(sku: "A/1", id: "2", text: "\"so\\ so\"\n"),
    SetReview(sku: "A/1", id: "3\"\u{1}é", text: ""), SetReview(sku: "B", id: "1", text: "漢字 😀"),
  ]

  @Test(arguments: DumpLayout.allCases, BodyShape.allCases)
  func whatWasConvertedIsRead(layout: DumpLayout, shape: BodyShape) throws {
    let calls = try convert(Self.reviews, to: work.path("set"), layout: layout, shape: shape)
    let set = try ConvertedSet(path: work.path("set"))
    try set.verify()
    #expect(try set.calls() == calls)
    #expect(set.layout == layout)
    #expect(set.manifest.settings.shape == shape)
    #expect(set.manifest.settings.maxReviews == 2)
    #expect(set.manifest.tool.version == "0.1.0")
    #expect(set.manifest.mapping.fileName == "m.yaml")
    #expect(set.manifest.inputs.map(\.fileName) == ["in.csv"])
    #expect(set.counts.first { $0.name == "duplicates" }?.value == 4)
    #expect(set.requestCount == 3 && set.reviewCount == 4)
    var numbers: [Int] = []
    var bytes = 0
    try set.read { request in
      numbers.append(request.number)
      bytes += request.body.count
    }
    #expect(numbers == [1, 2, 3] && bytes == set.requestBytes)
  }

  /// The reviews of a set put together again give the same bodies.
  @Test(arguments: DumpLayout.allCases, BodyShape.allCases)
  func randomSetsAreSentAsTheyWere(layout: DumpLayout, shape: BodyShape) throws {
    let pieces = ["a", "\"", "\\", "\n", "\u{0}", "é", "漢", "😀", "\u{2028}", "x", "/", "..", "{}"]
    for seed in 1...15 {
      var random = SeededRandom(seed: UInt64(seed))
      func text(_ least: Int) -> String {
        (0..<random.int(in: least...5)).map { _ in pieces[random.int(in: 0...pieces.count - 1)] }.joined()
      }
      var reviews: [SetReview] = []
      for _ in 0..<random.int(in: 0...6) {
        let sku = text(1)
        for _ in 0..<random.int(in: 1...6) { reviews.append(SetReview(sku: sku, id: text(1), text: text(0))) }
      }
      let (path, maxReviews) = (work.path("set\(seed)"), random.int(in: 1...4))
      let calls = try convert(reviews, to: path, layout: layout, shape: shape, maxReviews: maxReviews)
      let set = try ConvertedSet(path: path)
      #expect(try set.calls() == calls)
      var again: [[UInt8]] = []
      let assembler = RequestAssembler(maxReviews: maxReviews, maxBytes: 1 << 20, shape: shape) {
        again.append(Array($0.body))
      }
      try set.forEachReview { (key) throws(Problem) in
        try assembler.product(key)
      } review: { (id, body) throws(Problem) in
        try assembler.review(id: id, body: body)
      }
      try assembler.finish()
      #expect(try ConvertedSet.bodies(path) == again)
    }
  }

  @Test func requestsOfOneProductAreOneProduct() throws {
    try convert(Self.reviews, to: work.path("set"), layout: .lines, maxReviews: 1)
    let calls = try ConvertedSet(path: work.path("set")).calls()
    let products = calls.filter { if case .product = $0 { true } else { false } }
    #expect(products.count == 2 && calls.count == 6)
  }

  @Test(arguments: DumpLayout.allCases)
  func anEmptySetHasNothingToSend(layout: DumpLayout) throws {
    try convert([], to: work.path("set"), layout: layout)
    let set = try ConvertedSet(path: work.path("set"))
    #expect(set.layout == layout && set.requestCount == 0)
    #expect(try ConvertedSet.bodies(work.path("set")).isEmpty)
  }

  @Test func manyFilesAreReadAcrossFolders() throws {
    let reviews = (1...1002).map { SetReview(sku: "A", id: "\($0)", text: "") }
    let calls = try convert(reviews, to: work.path("set"), layout: .files, maxReviews: 1)
    let set = try ConvertedSet(path: work.path("set"))
    try set.verify()
    #expect(try set.calls() == calls)
  }

  @Test(arguments: DumpLayout.allCases)
  func aSetMayLieBehindALink(layout: DumpLayout) throws {
    try convert(Self.reviews, to: work.path("set"), layout: layout)
    try work.link("link", to: "set")
    #expect(try ConvertedSet.bodies(work.path("link/")).count == 3)
  }

  @Test func otherFilesAtTheTopAreNoMatter() throws {
    try convert(Self.reviews, to: work.path("set"), layout: .lines)
    try work.remove("set/rejects.jsonl")
    try work.remove("set/summary.json")
    try work.write("set/notes.txt", "mine")
    #expect(try ConvertedSet.bodies(work.path("set")).count == 3)
  }

  @Test func theReceiverCanEndTheReading() throws {
    try convert(Self.reviews, to: work.path("set"), layout: .lines)
    let set = try ConvertedSet(path: work.path("set"))
    let stop = Problem("test.stop", .error, "stop")
    var steps = 0
    #expect(throws: stop) {
      try set.verify { (number) throws(Problem) in
        steps += 1
        if number == 2 { throw stop }
      }
    }
    #expect(steps == 2)
    #expect(throws: stop) { try set.read { (_) throws(Problem) in throw stop } }
  }

  /// A file can change between the two passes: the requests before it may have been sent.
  @Test func readingVerifiesAgain() throws {
    try convert(Self.reviews, to: work.path("set"), layout: .files)
    let set = try ConvertedSet(path: work.path("set"))
    try set.verify()
    try work.replace("\"2\"", by: "\"9\"", in: "set/requests/0000/000001-A_1.json")
    try work.replace("漢", by: "字", in: "set/requests/0000/000003-B.json")
    var given = 0
    let problem = #expect(throws: Problem.self) { try set.read { _ in given += 1 } }
    #expect(given == 0)
    #expect(
      problem?.sentence.text(showingValues: false).hasSuffix("; it was not sent, nor what comes behind it")
        == true)
  }

  // MARK: As it lies

  @Test(arguments: DumpLayout.allCases, BodyShape.allCases)
  func asItLiesItIsTheSame(layout: DumpLayout, shape: BodyShape) throws {
    let reviews = (1...600).map { SetReview(sku: "A/\($0 / 5)", id: "\($0)", text: "é\($0)") } + Self.reviews
    try convert(reviews, to: work.path("set"), layout: layout, shape: shape)
    let set = try ConvertedSet(path: work.path("set"))
    try set.verify(halvesFrom: 2)
    var read: [[[UInt8]]] = []
    try set.read { read.append([Array($0.key), Array($0.body), [UInt8($0.reviewCount)]]) }
    var whole: [[[UInt8]]] = []
    try set.readWhole { whole.append([Array($0.key), Array($0.body), [UInt8($0.reviewCount)]]) }
    #expect(read == whole && read.count == set.requestCount && read.count > 300)
  }

  @Test(arguments: DumpLayout.allCases) func asItLiesItsDigestsCount(layout: DumpLayout) throws {
    try convert(Self.reviews, to: work.path("set"), layout: layout)
    let set = try ConvertedSet(path: work.path("set"))
    try set.verify()
    let name = layout == .lines ? "set/requests.jsonl" : "set/requests/0000/000003-B.json"
    try work.replace("漢", by: "字", in: name)
    var given = 0
    let problem = #expect(throws: Problem.self) { try set.readWhole { _ in given += 1 } }
    #expect(given == 2 && problem?.code == "set.digest")
    #expect(problem?.words.hasSuffix("; it was not sent, nor what comes behind it") == true)
  }

  @Test(arguments: DumpLayout.allCases) func whatWasOpenedMustBeWhatIsVerified(layout: DumpLayout) throws {
    try convert(Self.reviews, to: work.path("set"), layout: layout)
    let set = try ConvertedSet(path: work.path("set"))
    try work.write("set/manifest.json", work.bytes("set/manifest.json") + [0x0A])
    let problem = #expect(throws: Problem.self) { try set.verify() }
    #expect(problem?.code == "set.changed")
  }

  /// Whoever writes the manifest anew can write any digest.
  @Test func asItLiesTheManifestMustBeTheVerifiedOne() throws {
    try convert(Self.reviews, to: work.path("set"), layout: .lines)
    let set = try ConvertedSet(path: work.path("set"))
    try set.verify()
    try work.write("set/manifest.json", work.bytes("set/manifest.json") + [0x0A])
    var given = 0
    let problem = #expect(throws: Problem.self) { try set.readWhole { _ in given += 1 } }
    #expect(given == 0 && problem?.code == "set.changed")
    #expect(problem?.words.contains("was changed while it was being sent; it was not sent") == true)
  }
}
