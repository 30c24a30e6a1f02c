import Emulator
import Foundation
import TestSupport
import Testing

extension SubmitTests {
  @Suite struct RateTests {
    private static let rate = 200

    /// The server's clock tells when it came to look at a request, and a machine that stalls shows it several at
    /// once; so one try of a few must keep both limits, and none may be far off.
    @Test func theRateIsKeptAndUsed() async throws {
      let folder = try TemporaryFolder()
      // As many requests as reviews: 10 seconds.
      let corpus = ReviewCorpus(reviews: 2000, products: 2000)
      try corpus.write(to: folder)
      let url = folder.url
      var tries: [Measured] = []
      while tries.count < 5 && !(tries.last?.isKeptAndUsed ?? false) {
        let name = "night-\(tries.count).sqlite"
        let measured = try await SubmitServer.with(EmulatorConfiguration()) { server in
          var tool = SubmitTool(server: server, folder: url, maxReviews: 1, maxRate: Self.rate)
          tool.more = ["--ledger", name]
          let result = try await tool.run()
          #expect(result.status == 0, "\(result.errors)")
          #expect(server.meter.ingestions == corpus.reviewCount)
          return Measured(peak: server.emulator.snapshot.peakPerSecond, mean: server.meter.rate)
        }
        #expect(measured.peak <= Self.rate * 11 / 10)
        #expect(measured.mean <= Double(Self.rate))
        tries.append(measured)
      }
      #expect(tries.last?.isKeptAndUsed == true, "\(tries)")
    }

    private struct Measured {
      var peak: Int
      var mean: Double

      var isKeptAndUsed: Bool { peak <= RateTests.rate && mean >= 0.97 * Double(RateTests.rate) }
    }
  }
}
