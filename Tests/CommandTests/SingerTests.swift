import Emulator
import Foundation
import TestSupport
import Testing

extension SubmitTests {
  /// The target of a Singer tap: the tap is told of a state only when all before it was accepted.
  @Suite struct SingerTests {
    private static let reviews = 1200
    private static let products = 120

    /// Records of 120 products, some of a stream that is not wanted in between, and a state after each 50.
    private static func write(to folder: URL) throws {
      var lines = [
        #"{"type":"STATE","value":{"at":0}}"#,
        #"{"type":"SCHEMA","stream":"reviews","schema":{"properties":{"id":{},"sku":{},"stars":{}}},"key_properties":["id"]}"#,
      ]
      for number in 1...reviews {
        let record = #"{"id":\#(number),"sku":"P\#(number * 7 % products)","stars":\#(number % 5 + 1)}"#
        lines.append(#"{"type":"RECORD","stream":"reviews","record":\#(record)}"#)
        if number % 3 == 0 {
          lines.append(#"{"type":"RECORD","stream":"orders","record":{"id":\#(number)}}"#)
        }
        if number % 50 == 0 { lines.append(#"{"type":"STATE","value":{"at":\#(number)}}"#) }
      }
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.appendingPathComponent("tap"))
      let mapping = """
        version: 1
        name: shop
        origin: Shop
        source: { format: singer, streams: [reviews] }
        product: { metadata: { sku: sku } }
        review: { external_id: id, score: stars }
        """
      try Data(mapping.utf8).write(to: folder.appendingPathComponent("shop.yaml"))
    }

    @Test func whoeverEndsTheRunBeforeItsEndTheTapGetsNoState() async throws {
      let folder = try TemporaryFolder()
      try Self.write(to: folder.url)
      let url = folder.url
      try await SubmitServer.with(EmulatorConfiguration(requestsPerSecond: 100_000, shapes: .flat)) {
        server in
        let tool = SubmitTool(server: server, folder: url, input: "tap", maxConcurrency: 2, maxReviews: 2)
        for (signal, status) in [(SIGKILL, 137), (SIGTERM, 143)] as [(Int32, Int32)] {
          let running = try tool.start()
          server.meter.arm(after: 60) { running.signal(signal) }
          let result = try await running.result()
          server.meter.disarm()
          #expect(result.status == status, "\(result.errors)")
          #expect(result.output == "")
        }
        let result = try await tool.run()
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "{\"at\":\(Self.reviews)}\n")
        #expect(server.emulator.reviews().count == Self.reviews)
        let again = try await tool.run()
        #expect(again.output == "{\"at\":\(Self.reviews)}\n")
      }
    }

    @Test func aRefusedReviewHoldsTheStateLikeARejectedOne() async throws {
      let folder = try TemporaryFolder()
      try Self.write(to: folder.url)
      let url = folder.url
      var configuration = EmulatorConfiguration(requestsPerSecond: 100_000, shapes: .flat)
      configuration.faults = FaultPlan(
        faults: [
          Fault(
            "400", Fault.Match(path: LargeSubmission.ingestion, requests: 3...3), Fault.Action(.status(400)))
        ])
      try await SubmitServer.with(configuration) { server in
        let tool = SubmitTool(server: server, folder: url, input: "tap")
        let result = try await tool.run()
        #expect(result.status == 1, "\(result.errors)")
        #expect(result.output == "")
        #expect(result.errors.contains("singer.state-held"))
        let again = try await tool.run()
        #expect((again.status, again.output) == (0, "{\"at\":\(Self.reviews)}\n"), "\(again.errors)")
      }
    }
  }
}

/// The shipped mapping against the schema that the tap itself publishes.
@Suite struct TapSchemaTests {
  private static let schema: String? = {
    let script = """
      /usr/bin/env python3 "$PROJECT"/Tests/Judges/tap_schema.py tap-yotpo 2.0.6 \
        cfda8898ae568c007a6e2fbb20b828778f76b32be3dcf9af8b1cf383d4d85a7a schemas/reviews.json
      """
    guard let result = try? Shell.run(script, in: Project.root), result.status == 0 else { return nil }
    return result.output.split(separator: "\n").joined()
  }()

  private func problems(_ schema: String) throws -> String {
    let folder = try TemporaryFolder()
    let text = #"{"type":"SCHEMA","stream":"reviews","key_properties":["id"],"schema":"# + schema + "}\n"
    try Data(text.utf8).write(to: folder.url.appendingPathComponent("tap"))
    return try Shell.run("reviewferry check tap-yotpo tap", in: folder.url).errors
  }

  @Test func noShippedMappingRunsAProgram() throws {
    let result = try Shell.run("grep -lE 'format: *.?command' mappings/*", in: Project.root)
    #expect(result.output == "")
  }

  @Test(.enabled(if: schema != nil, "tap-yotpo cannot be fetched"))
  func everyFieldThatTheMappingSelectsIsInTheSchemaOfTheTap() throws {
    let schema = try #require(Self.schema)
    #expect(try !problems(schema).contains("singer.schema"))
    // The check would notice.
    #expect(try problems(schema.replacing("\"votes_up\"", with: "\"votes\"")).contains("'votes_up'"))
  }
}
