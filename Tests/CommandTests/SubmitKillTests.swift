import Emulator
import Foundation
import TestSupport
import Testing

extension SubmitTests {
  /// The large export through every fault, killed again and again.
  @Suite struct KillTests {
    private static let kills = 25

    @Test func killedAtAnyMomentNothingIsLostAndLittleIsRepeated() async throws {
      let folder = try TemporaryFolder()
      let corpus = LargeSubmission.corpus
      try corpus.write(to: folder)
      let hashes = (0..<corpus.reviewCount).map { LedgerExport.hash(corpus.content($0)) }
      let url = folder.url
      let configuration = LargeSubmission.configuration(
        faults: LargeSubmission.faults(seed: 4), tokenLifetime: .seconds(3))
      try await SubmitServer.with(configuration) { server in
        let tool = SubmitTool(server: server, folder: url)
        var random = SeededRandom(seed: 25)
        for kill in 1...Self.kills {
          let moment = random.int(in: 1...Self.longestLife)
          let result = try await Self.run(tool, killedAfter: moment)
          try #require(result.status == 137, "run \(kill): \(result.status) \(result.errors)")
          try Self.check(try LedgerExport.contents(in: url), against: server, corpus, hashes)
        }
        let result = try await tool.runToTheEnd()
        #expect(result.status == 0, "\(result.errors)")
        #expect(corpus.differences(from: server.emulator.reviews()) == [])
        let state = server.emulator.snapshot
        #expect((state.rejected, state.unmatched, state.updated) == (0, 0, 0))
        let inFlight = Self.kills * tool.maxConcurrency * tool.maxReviews
        #expect(state.repeated <= inFlight + server.meter.droppedReviews)
        #expect(try LedgerExport.contents(in: url).count == corpus.reviewCount)
      }
    }

    /// In requests that the server has seen: 25 lives take about 0.7 of what one run has to send.
    private static let longestLife = max(1, LargeSubmission.corpus.productCount / 18)

    private static func run(_ tool: SubmitTool, killedAfter requests: Int) async throws -> CommandResult {
      let running = try tool.start()
      // The first request comes long after the start: the input is read and sorted before.
      tool.server.meter.arm(after: requests) { running.signal(SIGKILL) }
      defer { tool.server.meter.disarm() }
      return try await running.result()
    }

    /// What the ledger calls accepted, the server has stored, with that content.
    private static func check(
      _ accepted: [String: String], against server: SubmitServer, _ corpus: ReviewCorpus, _ hashes: [String]
    ) throws {
      var wrong: [String] = []
      for (id, hash) in accepted where wrong.count < 5 {
        let number = Int(id.dropFirst(2)) ?? -1
        let stored = server.emulator.review(origin: ReviewCorpus.origin, externalID: id)
        if !hashes.indices.contains(number) || hash != hashes[number]
          || stored?.content != corpus.content(number)
        {
          wrong.append(id)
        }
      }
      #expect(wrong == [])
    }
  }
}
