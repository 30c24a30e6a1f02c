import Crypto
import Emulator
import Foundation
import TestSupport
import Testing

/// `submit` as a process of its own against the emulator, which shares no rule with it.
///
/// One at a time: the large ones keep two cores busy. `REVIEWFERRY_E2E_REVIEWS` makes them smaller.
@Suite(.serialized) struct SubmitTests {
  /// A mistake in the corpus would look like one of `submit`.
  @Test func theCorpusIsReadAsItIsMeant() throws {
    let folder = try TemporaryFolder()
    let corpus = ReviewCorpus(reviews: 500, products: 50)
    try corpus.write(to: folder)
    let result = try Shell.run(
      "reviewferry convert reviews.csv --mapping shop.yaml --output - --quiet", in: folder.url)
    #expect(result.status == 0, "\(result.errors)")
    for review in 0..<corpus.reviewCount where !result.output.contains(corpus.content(review)) {
      Issue.record("no \(corpus.content(review))")
    }
    #expect(result.output.components(separatedBy: "\"external_id\"").count == corpus.reviewCount + 1)
  }
}

/// What the large tests send, and what goes wrong on the way.
enum LargeSubmission {
  static let corpus: ReviewCorpus = {
    let reviews =
      ProcessInfo.processInfo.environment["REVIEWFERRY_E2E_REVIEWS"].flatMap { Int($0) } ?? 100_000
    return ReviewCorpus(reviews: max(1000, reviews), products: max(100, reviews / 10))
  }()

  static let ingestion = EmulatorConfiguration.defaultPrefix + "/reviews/ingest/async"

  /// 5 % answered 429, 3 % 500, 2 % 503, 2 % cut before and 2 % after the work was done.
  static func faults(seed: UInt64) -> FaultPlan {
    func fault(_ name: String, _ probability: Double, _ effect: Fault.Effect) -> Fault {
      Fault(name, Fault.Match(path: ingestion, probability: probability), Fault.Action(effect))
    }
    return FaultPlan(
      seed: seed,
      faults: [
        fault("429", 0.05, .status(429)), fault("500", 0.03, .status(500)), fault("503", 0.02, .status(503)),
        fault("cut", 0.02, .cut), fault("dropped", 0.02, .dropReply),
      ])
  }

  /// A server whose PIM has the products of the corpus, strict in the body's shape and generous with the rate.
  static func configuration(
    for corpus: ReviewCorpus = corpus, faults: FaultPlan = FaultPlan(),
    tokenLifetime: Duration = .seconds(3600)
  ) -> EmulatorConfiguration {
    EmulatorConfiguration(
      catalog: catalog(corpus), requestsPerSecond: 100_000, accessTokenLifetime: tokenLifetime,
      shapes: .flat, faults: faults)
  }

  static func catalog(_ corpus: ReviewCorpus) -> EmulatorCatalog {
    EmulatorCatalog(
      products: (0..<corpus.productCount).map {
        EmulatorCatalog.Product(uuid: corpus.uuid($0), metadata: ["sku": [corpus.sku($0)]])
      })
  }
}

extension ReviewCorpus {
  /// Lays the mapping and an input into a folder.
  func write(
    to folder: TemporaryFolder, changed: Set<Int> = [], moved: [Int: Int] = [:]
  ) throws {
    try folder.write("shop.yaml", Self.mapping)
    try folder.write("reviews.csv", csv(changed: changed, moved: moved))
  }

  /// The first few reviews of which a server has something else than it should, or nothing.
  func differences(from stored: [StoredReview]) -> [String] {
    guard stored.count == reviewCount else { return ["\(stored.count) reviews of \(reviewCount)"] }
    var found: [String] = []
    for (review, stored) in stored.enumerated() where found.count < 5 {
      if stored.externalID != id(review) { found.append("\(stored.externalID) at the place of \(review)") }
      if stored.content != content(review) { found.append("\(stored.content) instead of \(content(review))") }
      if stored.product != uuid(product(of: review)) { found.append("\(review) at \(stored.product)") }
    }
    return found
  }
}

/// `ledger export`, reduced to what was accepted with which content.
enum LedgerExport {
  /// The hash of the content by id; the empty ones of announced changes are left out.
  static func contents(in folder: URL) throws -> [String: String] {
    let result = try Shell.run("reviewferry ledger export --ledger \(SubmitTool.ledger)", in: folder)
    // Killed before it made its ledger.
    guard result.status != 66 else { return [:] }
    try #require(result.status == 0, "\(result.errors)")
    var contents: [String: String] = [:]
    for line in result.output.utf8.split(separator: UInt8(ascii: "\n")) {
      guard let id = value(of: "\"external_id\":\"", in: line, from: line.startIndex),
        let content = value(of: "\"content\":\"", in: line, from: id.endIndex)
      else { throw NotALine(text: String(Substring(line))) }
      if !content.isEmpty { contents[String(Substring(id))] = String(Substring(content)) }
    }
    return contents
  }

  /// As the ledger names a content: the first 16 bytes of its SHA-256 in hexadecimal.
  static func hash(_ content: String) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let bytes = SHA256.hash(data: Data(content.utf8)).prefix(16)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  struct NotALine: Error {
    var text: String
  }

  /// The JSON string behind a name; for strings without anything escaped, as the corpus has them.
  private static func value(
    of name: String, in line: Substring.UTF8View, from start: Substring.Index
  ) -> Substring.UTF8View? {
    let wanted = Array(name.utf8)
    var position = start
    while let quote = line[position...].firstIndex(of: wanted[0]) {
      if line[quote...].starts(with: wanted) {
        return line[line.index(quote, offsetBy: wanted.count)...].prefix { $0 != UInt8(ascii: "\"") }
      }
      position = line.index(after: quote)
    }
    return nil
  }
}
