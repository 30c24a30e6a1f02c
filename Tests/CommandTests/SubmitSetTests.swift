import Emulator
import Foundation
import TestSupport
import Testing

extension SubmitTests {
  /// What `convert` wrote is sent as the files themselves would be, and both ways know the same reviews.
  @Suite struct SetTests {
    private static let corpus = ReviewCorpus(reviews: 300, products: 30)
    /// Ids that JSON escapes must be the same to the ledger whichever way they come.
    private static let strangeRows = """
      "a""b\\c",P-000001,5,Odd,odd,2024-05-06T07:08:09Z,1
      é\t/,P-000002,4,Odd,odd,,2

      """

    private static func tool(_ server: SubmitServer, _ folder: URL) -> SubmitTool {
      SubmitTool(server: server, folder: folder)
    }

    private static func setCommand(_ server: SubmitServer, _ more: String = "") -> String {
      """
      reviewferry submit out --ledger \(SubmitTool.ledger) --pim-url \(server.url) --api-url \(server.apiURL) \\
        --quiet \(more)
      """
    }

    private static func write(to folder: TemporaryFolder, changed: Set<Int> = []) throws {
      try corpus.write(to: folder)
      try folder.write("reviews.csv", corpus.csv(changed: changed) + Array(strangeRows.utf8))
    }

    @Test func filesAndTheirSetAreTheSameToTheLedger() async throws {
      let folder = try TemporaryFolder()
      try Self.write(to: folder)
      let url = folder.url
      try await SubmitServer.with(LargeSubmission.configuration(for: Self.corpus)) { server in
        let convert = "reviewferry convert reviews.csv --mapping shop.yaml --output out --force --quiet"
        let first = try await Self.tool(server, url).shell("\(convert) && \(Self.setCommand(server))")
        #expect(first.status == 0, "\(first.errors)")
        #expect(server.emulator.reviews().count == Self.corpus.reviewCount + 2)
        let sent = server.meter.ingestions
        // The set again, and the files it was made of.
        let again = try await Self.tool(server, url).shell(Self.setCommand(server))
        let files = try await Self.tool(server, url).run()
        #expect(again.status == 0 && files.status == 0, "\(again.errors)\(files.errors)")
        #expect(server.meter.ingestions == sent)
        try Self.write(to: folder, changed: [7])
        let changed = try await Self.tool(server, url).shell("\(convert) && \(Self.setCommand(server))")
        #expect(changed.status == 0 && server.meter.ingestions == sent + 1, "\(changed.errors)")
      }
    }

    /// As it lies with its own limits, put together again with others.
    @Test(arguments: ["", "--max-reviews 1"]) func withoutALedgerAllOfASetIsSent(
      limits: String
    ) async throws {
      let folder = try TemporaryFolder()
      try Self.write(to: folder)
      let url = folder.url
      try await SubmitServer.with(LargeSubmission.configuration(for: Self.corpus)) { server in
        let result = try await Self.tool(server, url).shell(
          """
          reviewferry convert reviews.csv --mapping shop.yaml --output out --quiet
          reviewferry submit out --no-ledger --output run --pim-url \(server.url) --api-url \(server.apiURL) \
            --quiet \(limits)
          """)
        #expect(result.status == 0, "\(result.errors)")
        let reviews = Self.corpus.reviewCount + 2
        #expect(server.emulator.reviews().count == reviews)
        let bodies = folder.text("out/requests.jsonl")?.split(separator: "\n").count
        #expect(server.meter.ingestions == (limits.isEmpty ? bodies : reviews))
        let summary = folder.text("run/summary.json")
        #expect(summary?.contains("\"requests\" : \(server.meter.ingestions)") == true, "\(summary ?? "")")
      }
    }

    @Test func aSetThatWasTamperedWithIsNotSent() async throws {
      let folder = try TemporaryFolder()
      try Self.write(to: folder)
      let url = folder.url
      try await SubmitServer.with(LargeSubmission.configuration(for: Self.corpus)) { server in
        let result = try await Self.tool(server, url).shell(
          """
          reviewferry convert reviews.csv --mapping shop.yaml --output out --quiet
          sed -i '$ s/Title/Tible/' out/requests.jsonl
          \(Self.setCommand(server))
          """)
        #expect(result.status == 66 && result.errors.contains("error[set.digest]: "), "\(result.errors)")
        #expect(server.meter.ingestions == 0 && folder.text("shop.sqlite") == nil)
      }
    }
  }
}
