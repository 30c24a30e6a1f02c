import Emulator
import Testing

@Suite("Rate limits")
struct RateTests {
  @Test("the limit holds in every window of one second")
  func sliding() async throws {
    let clock = ManualClock()
    let configuration = EmulatorConfiguration(requestsPerSecond: 3)
    try await EmulatorServer.with(configuration, time: EmulatorTime(clock)) { server in
      func reply() async throws -> Reply { try await server.ingest(flatBody([review("1")])) }
      try await expect(reply(), is: 202)  // at 0
      clock.advance(by: .milliseconds(900))
      try await expect(reply(), is: 202)
      try await expect(reply(), is: 202)
      try await expect(reply(), is: 429)
      clock.advance(by: .milliseconds(100))  // the first leaves the window
      try await expect(reply(), is: 202)
      try await expect(reply(), is: 429)
      clock.advance(by: .milliseconds(899))
      try await expect(reply(), is: 429)
      clock.advance(by: .milliseconds(1))
      try await expect(reply(), is: 202)
      #expect(server.snapshot.requestsByOutcome == ["202": 5, "429": 3])
      #expect(server.snapshot.peakPerSecond == 6)
    }
  }

  @Test("a refusal tells when to come again")
  func retryAfter() async throws {
    let clock = ManualClock()
    try await EmulatorServer.with(EmulatorConfiguration(), time: EmulatorTime(clock)) { server in
      _ = try await server.ingest(flatBody([review("1")]), path: syncPath)
      let reply = try await server.ingest(flatBody([review("1")]), path: syncPath)
      #expect(reply.status == 429)
      #expect(reply.header("retry-after") == "1")
      #expect(reply.errors == ["more than 1 requests in a second"])
      // The other endpoint has its own limit.
      try await expect(server.ingest(flatBody([review("1")])), is: 202)
    }
  }

  @Test("each client has its own limit")
  func clients() async throws {
    let configuration = EmulatorConfiguration(
      credentials: [.rehearsal, CredentialTests.other], requestsPerSecond: 1)
    try await EmulatorServer.with(configuration, time: EmulatorTime(ManualClock())) { server in
      for fields in [headers(), headers(token: "other-token", clientID: "other")] {
        let statuses = [
          try await server.send("POST", asyncPath, headers: fields, body: flatBody([review("1")])).status,
          try await server.send("POST", asyncPath, headers: fields, body: flatBody([review("1")])).status,
        ]
        #expect(statuses == [202, 429])
      }
    }
  }
}
