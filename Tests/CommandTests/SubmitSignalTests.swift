import Emulator
import Foundation
import TestSupport
import Testing

extension SubmitTests {
  @Suite struct SignalTests {
    private static let corpus = ReviewCorpus(reviews: 2000, products: 200)

    /// Answers the first request at once and all others after the delay.
    private static func configuration(delay: Duration) -> EmulatorConfiguration {
      var configuration = LargeSubmission.configuration(for: corpus)
      let others = Fault.Match(path: LargeSubmission.ingestion, requests: 2...1_000_000)
      configuration.faults = FaultPlan(faults: [Fault("slow", others, Fault.Action(delay: delay))])
      return configuration
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
    func theFirstSignalDrainsAndSaves(signal: Int32) async throws {
      let folder = try TemporaryFolder()
      try Self.corpus.write(to: folder)
      let url = folder.url
      try await SubmitServer.with(Self.configuration(delay: .milliseconds(20))) { server in
        let tool = SubmitTool(server: server, folder: url)
        let running = try tool.start()
        server.meter.arm(after: 50) { running.signal(signal) }
        let result = try await running.result()
        #expect(result.status == 128 + signal, "\(result.errors)")
        let stored = server.emulator.snapshot.stored
        #expect(stored > 0 && stored < Self.corpus.reviewCount)
        // What was in flight was waited for and noted, so the ledger and the server agree.
        #expect(try LedgerExport.contents(in: url).count == stored)
        #expect(try Self.lastOutcome(in: url) == "stopped")
        #expect(folder.text("shop.runs/000001/summary.json")?.contains("\(128 + signal)") == true)
        let next = try await tool.run()
        #expect(next.status == 0, "\(next.errors)")
        #expect(Self.corpus.differences(from: server.emulator.reviews()) == [])
        #expect(server.emulator.snapshot.repeated == 0)
      }
    }

    /// The answers take longer than anyone would wait for.
    @Test func theSecondSignalEndsAtOnce() async throws {
      let folder = try TemporaryFolder()
      try Self.corpus.write(to: folder)
      let url = folder.url
      try await SubmitServer.with(Self.configuration(delay: .seconds(4))) { server in
        let tool = SubmitTool(server: server, folder: url)
        let running = try tool.start()
        // After the token and the first answer, when other bodies are on their way.
        server.meter.arm(after: 2) {
          running.signal(SIGTERM)
          while running.isPending(SIGTERM) {}
          running.signal(SIGTERM)
        }
        let start = ContinuousClock.now
        let result = try await running.result()
        #expect(result.status == 143, "\(result.errors)")
        #expect(start.duration(to: .now) < .seconds(4))
      }
      try await SubmitServer.with(LargeSubmission.configuration(for: Self.corpus)) { server in
        let result = try await SubmitTool(server: server, folder: url).run()
        #expect(result.status == 0, "\(result.errors)")
        #expect(Self.corpus.differences(from: server.emulator.reviews()) == [])
      }
    }

    private static func lastOutcome(in folder: URL) throws -> String? {
      let status = try Shell.run(
        "reviewferry ledger status --ledger \(SubmitTool.ledger) --format json --runs 1", in: folder)
      return status.output.firstMatch(of: #/"outcome" : "(\w+)"/#).map { String($0.1) }
    }
  }
}

extension RunningTool {
  /// Whether the process has been sent a signal that it has not taken yet.
  func isPending(_ signal: Int32) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8),
      let pending = status.firstMatch(of: #/ShdPnd:\s*([0-9a-f]+)/#), let mask = UInt64(pending.1, radix: 16)
    else { return false }
    return mask & (1 << UInt64(signal - 1)) != 0
  }
}
