import Emulator
import Foundation
import TestSupport
import Testing

extension SubmitTests {
  /// A large export through every fault, and what the nights after it send.
  @Suite struct FaultTests {
    /// What the run left: the tests of later nights go on from its ledger.
    private struct Outcome: Sendable {
      var folder: TemporaryFolder
      var result: CommandResult
      var state: EmulatorSnapshot
      var differences: [String]
    }

    private static let firstNight = Task {
      let folder = try TemporaryFolder()
      try LargeSubmission.corpus.write(to: folder)
      let configuration = LargeSubmission.configuration(
        faults: LargeSubmission.faults(seed: 3), tokenLifetime: .seconds(3))
      return try await SubmitServer.with(configuration) { server in
        let result = try await SubmitTool(server: server, folder: folder.url).runToTheEnd()
        return Outcome(
          folder: folder, result: result, state: server.emulator.snapshot,
          differences: LargeSubmission.corpus.differences(from: server.emulator.reviews()))
      }
    }

    @Test func everyReviewArrivesThroughAllFaultsWithItsLastContent() async throws {
      let night = try await Self.firstNight.value
      #expect(night.result.status == 0, "\(night.result.errors)")
      #expect(night.differences == [])
      #expect(night.state.rejected == 0, "\(night.state.rejections)")
      #expect(night.state.unmatched == 0, "\(night.state.unmatchedProducts)")
      #expect(night.state.updated == 0)
      // A smaller corpus may be sent before the first token ends.
      if LargeSubmission.corpus.reviewCount >= 100_000 { #expect(night.state.tokensIssued >= 2) }
      for fault in ["429", "500", "503", "cut", "dropped"] {
        #expect(night.state.faults[fault, default: 0] > 0)
      }
    }

    @Test func theSameExportSendsNothing() async throws {
      let folder = try await nextNight()
      try LargeSubmission.corpus.write(to: folder)
      try await submit(in: folder) { server in
        #expect(server.meter.ingestions == 0)
      }
    }

    @Test func oneChangedReviewIsOneRequest() async throws {
      let folder = try await nextNight()
      let review = LargeSubmission.corpus.reviewCount / 2 + 1
      try LargeSubmission.corpus.write(to: folder, changed: [review])
      try await submit(in: folder) { server in
        #expect(server.meter.ingestions == 1)
        let content = LargeSubmission.corpus.content(review, version: 1)
        #expect(server.emulator.reviews().map(\.content) == [content])
      }
    }

    /// Moved once, it is sent once; going back is a move like any other.
    @Test func aMovedReviewIsSentAgain() async throws {
      let folder = try await nextNight()
      let corpus = LargeSubmission.corpus
      let review = corpus.reviewCount / 2 + 1
      let product = corpus.product(of: review) == 5 ? 6 : 5
      for (moved, place) in [([review: product], product), ([:], corpus.product(of: review))] {
        try corpus.write(to: folder, moved: moved)
        try await submit(in: folder) { server in
          #expect(server.meter.ingestions == 1)
          #expect(server.emulator.reviews().map(\.product) == [corpus.uuid(place)])
          #expect(server.emulator.reviews().map(\.externalID) == [corpus.id(review)])
        }
        try await submit(in: folder) { server in #expect(server.meter.ingestions == 0) }
      }
    }

    /// A folder with the ledger of the first night.
    private func nextNight() async throws -> TemporaryFolder {
      let night = try await Self.firstNight.value
      let folder = try TemporaryFolder()
      for name in try FileManager.default.contentsOfDirectory(atPath: night.folder.path)
      where name.hasPrefix(SubmitTool.ledger) {
        try FileManager.default.copyItem(atPath: night.folder.path(name), toPath: folder.path(name))
      }
      return folder
    }

    private func submit(
      in folder: TemporaryFolder, _ check: @Sendable (SubmitServer) throws -> Void
    ) async throws {
      let url = folder.url
      try await SubmitServer.with(LargeSubmission.configuration()) { server in
        let result = try await SubmitTool(server: server, folder: url).run()
        #expect(result.status == 0, "\(result.errors)")
        try check(server)
      }
    }
  }
}
