import Emulator
import Synchronization
import Testing

@Suite("The server")
struct ServerTests {
  @Test("1,000 requests over 50 connections are all stored and counted")
  func concurrency() async throws {
    try await EmulatorServer.with(EmulatorConfiguration(requestsPerSecond: 100_000)) { server in
      let port = try await server.port
      try await withThrowingTaskGroup(of: Int.self) { group in
        for connection in 0..<50 {
          group.addTask {
            let client = try await TestConnection(port: port)
            var accepted = 0
            for request in 0..<20 {
              let body = flatBody([review("\(connection)-\(request)"), review("shared")])
              let reply = try await client.send("POST", asyncPath, headers: headers(), body: body)
              accepted += reply.status == 202 ? 1 : 0
            }
            await client.close()
            return accepted
          }
        }
        let accepted = try await group.reduce(0, +)
        #expect(accepted == 1000)
      }
      let state = server.snapshot
      #expect(state.requestsByOutcome == ["202": 1000])
      #expect((state.stored, state.created, state.repeated) == (1001, 1001, 999))
      #expect(server.reviews().first { $0.externalID == "shared" }?.timesSeen == 1000)
    }
  }

  @Test("1,000 connections at once are served")
  func connections() async throws {
    try await EmulatorServer.with(EmulatorConfiguration(requestsPerSecond: 100_000)) { server in
      try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<1000 {
          group.addTask { try await server.ingest(flatBody([review(String(number))])).status }
        }
        for try await status in group { #expect(status == 202) }
      }
      #expect(server.snapshot.stored == 1000)
    }
  }

  @Test("a taken port is told, and nobody waits for it")
  func takenPort() async throws {
    try await EmulatorServer.with(EmulatorConfiguration()) { first in
      let second = EmulatorServer(EmulatorConfiguration(port: try await first.port))
      let port = Task { try await second.port }
      let error = await #expect(throws: EmulatorProblem.self) { try await second.run() }
      #expect(error?.code == "emulator.port")
      #expect(error?.sentence.hasSuffix("cannot be had: address already in use") == true)
      await #expect(throws: EmulatorProblem.self) { try await port.value }
    }
  }

  @Test("a request in flight is answered before the end")
  func gracefulEnd() async throws {
    let clock = ManualClock()
    let fault = Fault("slow", .init(), .init(delay: .seconds(1)))
    let server = EmulatorServer(
      EmulatorConfiguration(faults: FaultPlan(faults: [fault])), time: EmulatorTime(clock))
    async let run: Void = server.run()
    _ = try await server.port
    async let reply = server.ingest(flatBody([review("1")]))
    await clock.waitForSleeper()
    await server.shutdown()
    clock.advance(by: .seconds(1))
    try await expect(reply, is: 202)
    try await run
    await #expect(throws: (any Error).self) { try await server.ingest(flatBody([review("1")])) }
  }

  @Test("idle connections do not hold up the end")
  func idleConnections() async throws {
    try await EmulatorServer.with(EmulatorConfiguration()) { server in
      let connection = try await TestConnection(port: try await server.port)
      try await expect(connection.send("GET", "/_state"), is: 200)
    }
  }

  @Test("a cancelled task ends the server")
  func cancellation() async throws {
    let server = EmulatorServer(EmulatorConfiguration())
    let task = Task { try await server.run() }
    _ = try await server.port
    task.cancel()
    try await task.value
  }

  @Test("every request is told once, without its secrets")
  func accessRecords() async throws {
    let records = Mutex<[AccessRecord]>([])
    let fault = Fault("second", .init(requests: 2...2), .init(.status(500)))
    let server = EmulatorServer(
      EmulatorConfiguration(faults: FaultPlan(faults: [fault])), time: EmulatorTime(ManualClock()),
      onAccess: { record in records.withLock { $0.append(record) } })
    async let run: Void = server.run()
    _ = try await server.ingest(flatBody([review("1"), review("2")]))
    _ = try await server.ingest(flatBody([review("1")]))
    await server.shutdown()
    try await run
    #expect(
      records.withLock { $0 } == [
        AccessRecord(
          method: "POST", path: asyncPath, outcome: "202", fault: nil, reviews: 2, duration: .zero),
        AccessRecord(
          method: "POST", path: asyncPath, outcome: "500", fault: "second", reviews: 0, duration: .zero),
      ])
  }
}
