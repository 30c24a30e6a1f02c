import Emulator
import Foundation
import TestSupport
import Testing

/// Parked reviews, with the tool as a process and the emulator as the API.
@Suite struct ParkedTests {
  private static let products = 400
  private static let mapping = """
    version: 1
    name: shop
    origin: Shop
    source: { format: csv }
    product: { uuid: { from: uuid }, metadata: { sku: sku } }
    review: { external_id: id, score: stars, title: title, text: text }
    """

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("shop.yaml", Self.mapping)
    try folder.write("reviews.csv", Self.export(Self.products))
    try folder.write("half.csv", Self.catalog { $0 % 2 == 0 })
    try folder.write("all.csv", Self.catalog { _ in true })
  }

  private static func uuid(_ number: Int) -> String {
    "c0ffee00-5b1d-4f0a-9c1e-" + String(format: "%012d", number)
  }

  /// Two reviews a product; some products have a UUID, all have a SKU.
  private static func export(_ products: Int) -> String {
    var text = "id,uuid,sku,stars,title,text\n"
    for number in 0..<products {
      let uuid = number % 3 == 0 ? uuid(number) : ""
      for review in 0..<2 {
        text += "r\(number)-\(review),\(uuid),S-\(number),5,Good,Keeps warm for \(number + review) hours\n"
      }
    }
    return text
  }

  private static func catalog(_ isThere: (Int) -> Bool) -> String {
    "uuid;sku\n"
      + (0..<products).filter(isThere).map { "\(uuid($0));S-\($0)\n" }.joined()
  }

  private func tool(_ server: SubmitServer, _ more: [String] = []) -> SubmitTool {
    var tool = SubmitTool(server: server, folder: folder.url)
    tool.more = more
    return tool
  }

  /// Runs a command on the ledger; fails where it does.
  @discardableResult private func run(_ words: String, on ledger: String = SubmitTool.ledger) throws -> String
  {
    let result = try Shell.run("reviewferry \(words) --ledger \(ledger)", in: folder.url)
    try #require(result.status == 0, "\(words): \(result.errors)")
    return result.output
  }

  private struct Status: Decodable {
    struct Amount: Decodable, Equatable {
      var products: Int
      var reviews: Int
    }
    struct Parked: Decodable {
      var products: Int
      var reviews: Int
      var releasable: Amount
      var deleted: Amount
    }
    var parked: Parked
  }

  private func status(_ ledger: String = SubmitTool.ledger) throws -> Status.Parked {
    try JSONDecoder().decode(Status.self, from: Data(run("status --json", on: ledger).utf8)).parked
  }

  private func release(_ server: SubmitServer) throws -> RunningTool {
    try RunningTool(
      [
        "ledger", "release", "--ledger", SubmitTool.ledger, "--pim-url", server.url, "--api-url",
        server.apiURL, "--max-rate", "1000", "--max-concurrency", "4", "--quiet",
      ], in: folder.url, environment: SubmitTool.connection(.rehearsal))
  }

  /// Killed between parking and accepting, again and again.
  @Test func killedRunsNeitherLoseNorDoubleParkedReviews() async throws {
    try run("catalog import half.csv --complete --as-of 2026-03-01 --quiet")
    let configuration = EmulatorConfiguration(requestsPerSecond: .max)
    try await SubmitServer.with(configuration) { server in
      let submit = tool(server, ["--max-parked", "100%"])
      for moment in [1, 20, 60] {
        let running = try submit.start()
        server.meter.arm(after: moment) { running.signal(SIGKILL) }
        _ = try await running.result()
        server.meter.disarm()
      }
      #expect(try await submit.runToTheEnd().status == 0)
      #expect(try status().reviews == Self.products)
      #expect(server.emulator.snapshot.stored == Self.products)
      // Nothing is releasable, and a run with nothing new sends nothing.
      let requests = server.meter.ingestions
      #expect(try await submit.run().status == 0)
      #expect(server.meter.ingestions == requests)

      try run("catalog import all.csv --complete --as-of 2026-03-02 --quiet")
      #expect(try status().releasable.reviews == Self.products)
      for moment in [5, 30, 80] {
        let running = try release(server)
        server.meter.arm(after: moment) { running.signal(SIGKILL) }
        _ = try await running.result()
        server.meter.disarm()
        let left = try status().reviews
        #expect(server.emulator.snapshot.stored >= 2 * Self.products - left)
      }
      #expect(try await release(server).result().status == 0)
      #expect(try status().reviews == 0)
      #expect(server.emulator.snapshot.stored == 2 * Self.products)
      #expect(server.emulator.snapshot.updated == 0)
      // Twice sends nothing twice.
      let all = server.meter.ingestions
      #expect(try await release(server).result().status == 0)
      #expect(try await submit.run().status == 0)
      #expect(server.meter.ingestions == all)
    }
  }

  /// 10,000 events in several orders, with repeats, in files of any size.
  @Test func anyOrderOfEventsEndsInTheSameCatalogAndParkedReviews() async throws {
    try run("catalog import half.csv --complete --as-of 2026-03-01 --quiet")
    try await SubmitServer.with(EmulatorConfiguration(requestsPerSecond: .max)) { server in
      let result = try await tool(server, ["--max-parked", "100%"]).runToTheEnd()
      #expect(result.status == 0)
    }
    let events = Self.events()
    var states: Set<String> = []
    for seed in 1...3 as ClosedRange<UInt64> {
      let ledger = "order-\(seed).sqlite"
      try FileManager.default.copyItem(
        at: folder.url.appendingPathComponent(SubmitTool.ledger),
        to: folder.url.appendingPathComponent(ledger))
      var random = SeededRandom(seed: seed)
      var rest = (events + events.shuffled(using: &random).prefix(3_000)).shuffled(using: &random)[...]
      while !rest.isEmpty {
        let count = random.int(in: 1...6_000)
        try folder.write("events.jsonl", rest.prefix(count).joined(separator: "\n") + "\n")
        try run("events import events.jsonl --quiet", on: ledger)
        rest = rest.dropFirst(count)
      }
      let parked = try run("status --parked --format json --limit 100000 --quiet", on: ledger)
      let catalog = try run("catalog status --format json", on: ledger)
        .split(separator: "\n").filter { line in
          !["age_seconds", "bytes", "\"ledger\""].contains { line.contains($0) }
        }
      states.insert(parked + catalog.joined())
      let parkedNow = try status(ledger)
      #expect(parkedNow.releasable.reviews > 0 && parkedNow.deleted.reviews > 0)
    }
    #expect(states.count == 1)
  }

  private static func events() -> [String] {
    var random = SeededRandom(seed: 10_000)
    return (0..<10_000).map { number in
      let product = random.int(in: 0...(products - 1))
      let kind = ["created", "updated", "deleted"][random.int(in: 0...2)]
      let identifier =
        random.int(in: 0...1) == 0 ? "" : ",\"identifier\":\"S-\(product + random.int(in: 0...9) / 9)\""
      let (hour, minute, second) = (random.int(in: 0...23), random.int(in: 0...59), random.int(in: 0...59))
      let time = String(format: "2026-03-0%dT%02d:%02d:%02dZ", random.int(in: 2...9), hour, minute, second)
      return """
        {"specversion":"1.0","id":"e\(number)","type":"com.akeneo.pim.v1.product.\(kind)","source":"pim",\
        "time":"\(time)","data":{"product":{"uuid":"\(uuid(product))"\(identifier)},\
        "author":{"identifier":"ann","type":"user"}}}
        """
    }
  }
}
