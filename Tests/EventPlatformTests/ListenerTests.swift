import Dispatch
import Ledger
import Records
import Synchronization
import TestSupport
import Testing

@testable import EventPlatform

/// Longer than any test has to wait for a core: what is slow here is the machine.
private let patient = IntakeLimits(patience: .seconds(60), reading: .seconds(60), idle: .seconds(60))

/// A listener in this process while a test uses it.
private func withListener(
  _ store: @escaping EventIntake.Store, limits: IntakeLimits = patient,
  _ body: @Sendable (EventListener, Int) async throws -> Void
) async throws {
  let secrets = EventSecrets(primary: "one", secondary: "two", notification: "three")
  let configuration = ListenerConfiguration(secrets: secrets, limits: limits)
  let listener = try EventListener(configuration, report: { _ in }, store: store)
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await listener.run() }
    let result: Result<Void, any Error>
    do {
      let port = try await listener.port
      result = .success(try await body(listener, port))
    } catch {
      result = .failure(error)
    }
    await listener.shutdown()
    try await group.waitForAll()
    try result.get()
  }
}

@Suite(.serialized) struct ListenerTests {
  private static let event = TestEvent.product()
  private static let notification = Array(
    #"{"notification_type":"subscription.revoked","subscription_id":"s","timestamp":"2026-01-31T08:00:00Z"}"#
      .utf8)

  private static func accepting(_ arrivals: [EventArrival]) throws(Problem) -> [EventFate] {
    arrivals.map { _ in .new }
  }

  /// One request on a connection of its own.
  private static func status(_ port: Int, _ request: String) async throws -> Int? {
    let client = try await ListenerClient(port: port)
    let status = try await client.send(request)
    await client.close()
    return status
  }

  @Test func everyRequestGetsTheAnswerOfTheTable() async throws {
    let test = try TestStore()
    try await withListener({ (arrivals) throws(Problem) in try test.store.add(arrivals) }) {
      (listener, port) async throws in
      let nonsense = Array("nope".utf8)
      let large = [UInt8](repeating: 32, count: EventLimits.maxBytes + 1)
      let requests: [(String, Int)] = [
        (ListenerClient.request("POST", "/events", Self.event, secret: "one"), 200),
        (ListenerClient.request("POST", "/events/", Self.event, secret: "two"), 200),
        (
          ListenerClient.request(
            "POST", "/events?from=pim", Self.event, secret: "one", header: "x-akeneo-signature-secondary"),
          200
        ),
        (ListenerClient.request("POST", "/events", Self.event, secret: "three"), 401),
        (ListenerClient.request("POST", "/events", Self.event), 401),
        (ListenerClient.request("POST", "/notifications", Self.notification, secret: "three"), 200),
        (ListenerClient.request("POST", "/notifications", Self.notification, secret: "four"), 401),
        (ListenerClient.request("POST", "/events", nonsense, secret: "one"), 200),
        (ListenerClient.request("GET", "/events"), 405),
        (ListenerClient.request("DELETE", "/notifications"), 405),
        (ListenerClient.request("POST", "/event", Self.event, secret: "one"), 400),
        (ListenerClient.request("GET", "/"), 404), (ListenerClient.request("GET", "/healthz"), 200),
        (ListenerClient.request("GET", "/metrics"), 200),
        (ListenerClient.request("POST", "/events", large, secret: "one"), 413),
        (
          ListenerClient.request(
            "POST", "/events", Self.event, secret: "one",
            more: "X-Long: \(String(repeating: "x", count: 20_000))\r\n"), 400
        ),
      ]
      for (request, expected) in requests {
        #expect(try await Self.status(port, request) == expected, "\(request.prefix(80))")
      }
      #expect(listener.counts[.new] == 1 && listener.counts[.duplicate] == 2)
    }
    #expect(try test.query("SELECT count(*) FROM event") == ["1"])
    #expect(try test.query("SELECT count(*) FROM event_notification") == ["1"])
    #expect(try test.query("SELECT CAST(payload AS TEXT) FROM event_unreadable") == ["\"nope\""])
  }

  @Test func whatComesToTheOtherPathIsTakenForWhatItIs() async throws {
    let test = try TestStore()
    try await withListener({ (arrivals) throws(Problem) in try test.store.add(arrivals) }) {
      (listener, port) async throws in
      let requests: [(String, Int)] = [
        (ListenerClient.request("POST", "/notifications", Self.event, secret: "one"), 200),
        (ListenerClient.request("POST", "/events", Self.notification, secret: "three"), 200),
        // Whoever may only tell of subscriptions must not tell events.
        (ListenerClient.request("POST", "/notifications", Self.event, secret: "three"), 401),
      ]
      for (request, expected) in requests {
        #expect(try await Self.status(port, request) == expected, "\(request.prefix(80))")
      }
      #expect(listener.counts == [.new: 1, .notification: 1, .unsigned: 1])
    }
    #expect(try test.query("SELECT count(*) FROM event") == ["1"])
    #expect(try test.query("SELECT count(*) FROM event_notification") == ["1"])
    #expect(try test.query("SELECT count(*) FROM event_unreadable") == ["0"])
  }

  /// They have said how much they will send, and send nothing.
  @Test func whoIsSilentKeepsNobodyOut() async throws {
    var limits = patient
    (limits.requests, limits.bytes) = (1, EventLimits.maxBytes)
    try await withListener(Self.accepting, limits: limits) { (_, port) async throws in
      var silent: [ListenerClient] = []
      for _ in 0..<8 {
        let client = try await ListenerClient(port: port)
        await client.post(
          "POST /events HTTP/1.1\r\nHost: t\r\nContent-Length: \(EventLimits.maxBytes)\r\n\r\n")
        silent.append(client)
      }
      let request = ListenerClient.request("POST", "/events", Self.event, secret: "one")
      #expect(try await Self.status(port, request) == 200)
      for client in silent { await client.close() }
    }
  }

  /// The body of which there is no room is read to its end, and only then refused.
  @Test func aBodyWithoutRoomIsRefused() async throws {
    var limits = patient
    (limits.bytes, limits.smallBody) = (1000, 1000)
    try await withListener(Self.accepting, limits: limits) { (listener, port) async throws in
      let large = [UInt8](repeating: 32, count: 200_000)
      #expect(try await Self.status(port, ListenerClient.request("POST", "/events", large)) == 429)
      let request = ListenerClient.request("POST", "/events", Self.event, secret: "one")
      #expect(try await Self.status(port, request) == 200)
      #expect(listener.counts == [.backlog: 1, .new: 1])
    }
  }

  /// Whoever is not the platform has one answer of a connection, and nothing after it.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      (ListenerClient.request("POST", "/events", Self.event), 401),
      (ListenerClient.request("POST", "/events", Self.event, secret: "four"), 401),
      (ListenerClient.request("GET", "/events"), 405), (ListenerClient.request("GET", "/"), 404),
      (ListenerClient.request("POST", "/x", Self.event, secret: "one"), 400),
      (ListenerClient.request("GET", "/healthz"), 200), (ListenerClient.request("GET", "/metrics"), 200),
    ])
  func aConnectionEndsWithWhatIsNotSigned(_ request: String, _ status: Int) async throws {
    try await withListener(Self.accepting, limits: patient) { (_, port) async throws in
      let client = try await ListenerClient(port: port)
      #expect(try await client.send(request) == status)
      try await client.untilClosed()
    }
  }

  /// A body without end is answered, and read no further than the largest one.
  @Test(.timeLimit(.minutes(1)), arguments: [("/events", 413), ("/x", 400)])
  func aBodyWithoutEndIsNotReadForEver(_ path: String, _ status: Int) async throws {
    try await withListener(Self.accepting, limits: patient) { (_, port) async throws in
      let client = try await ListenerClient(port: port)
      let head = "POST \(path) HTTP/1.1\r\nHost: t\r\nContent-Length: 99999999999\r\n\r\n"
      #expect(try await client.send(head) == status)
      let part = String(repeating: "x", count: EventLimits.maxBytes / 8)
      for _ in 0..<9 { await client.post(part) }
      try await client.untilClosed()
    }
  }

  /// More than there are places, and none of them leaves by itself.
  @Test(.timeLimit(.minutes(1))) func whoIsIdleMakesRoomForOthers() async throws {
    var limits = patient
    limits.connections = 8
    try await withListener(Self.accepting, limits: limits) { (listener, port) async throws in
      let request = ListenerClient.request("POST", "/events", Self.event, secret: "one")
      let platform = try await ListenerClient(port: port)
      #expect(try await platform.send(request) == 200)
      var silent: [ListenerClient] = []
      for number in 0..<30 {
        silent.append(try await ListenerClient(port: port))
        if number % 2 == 0 {
          await silent[number].post("POST /events HTTP/1.1\r\nContent-Length: 9\r\n\r\nx")
        }
      }
      #expect(try await Self.status(port, request) == 200)
      // The one that has sent something signed was not cut for them.
      #expect(try await platform.send(request) == 200)
      #expect(listener.counts == [.new: 3])
      for client in silent + [platform] { await client.close() }
    }
  }

  @Test func aHeadHasNoBody() async throws {
    try await withListener(Self.accepting) { (_, port) async throws in
      for path in ["/healthz", "/metrics", "/"] {
        let text = try await ListenerClient(port: port).all(ListenerClient.request("HEAD", path))
        #expect(text.hasPrefix("HTTP/1.1 ") && text.hasSuffix("\r\n\r\n"), "\(text)")
      }
    }
  }

  @Test func aConnectionIsUsedForManyRequests() async throws {
    try await withListener(Self.accepting) { (_, port) async throws in
      let client = try await ListenerClient(port: port)
      for number in 0..<50 {
        let event = TestEvent.product(id: "\(number)")
        #expect(try await client.send(ListenerClient.request("POST", "/events", event, secret: "one")) == 200)
      }
      await client.close()
    }
  }

  /// The gate is never opened while it is asked: the store hangs.
  @Test func aStoreThatHangsIsAnsweredFor() async throws {
    let gate = DispatchSemaphore(value: 0)
    let limits = IntakeLimits(requests: 2, patience: .milliseconds(200))
    try await withListener(
      { (arrivals) throws(Problem) in
        gate.wait()
        return arrivals.map { _ in .new }
      }, limits: limits
    ) { (listener, port) async throws in
      let request = ListenerClient.request("POST", "/events", Self.event, secret: "one")
      let start = ContinuousClock.now
      let statuses = try await withThrowingTaskGroup(of: Int?.self) { group in
        for _ in 0..<6 { group.addTask { try await Self.status(port, request) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.allSatisfy { $0 == 503 || $0 == 429 } && statuses.contains(503))
      #expect(ContinuousClock.now - start < .seconds(4))
      #expect(try await Self.status(port, ListenerClient.request("GET", "/healthz")) == 503)
      #expect(listener.counts[.new] == nil)
      for _ in 0..<10 { gate.signal() }
    }
  }

  @Test func aStoreThatFailsIsAnsweredFor() async throws {
    let problem = Problem("ledger.write", .error, "the disk is full")
    try await withListener({ (_) throws(Problem) in throw problem }) { (_, port) async throws in
      let request = ListenerClient.request("POST", "/events", Self.event, secret: "one")
      #expect(try await Self.status(port, request) == 503)
      #expect(try await Self.status(port, ListenerClient.request("GET", "/healthz")) == 503)
    }
  }

  @Test(arguments: ["", "POST /ev", "POST /events HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\nabc"])
  func aClientThatStopsIsCutOff(beginning: String) async throws {
    let limits = IntakeLimits(reading: .milliseconds(100))
    try await withListener(Self.accepting, limits: limits) { (listener, port) async throws in
      let client = try await ListenerClient(port: port)
      let status = try await client.send(beginning)
      #expect(status == 408)
      try await client.untilClosed()
      #expect(listener.counts[.tooSlow] == 1)
    }
  }

  @Test func aConnectionWithoutRequestsIsClosed() async throws {
    let limits = IntakeLimits(idle: .seconds(1))
    try await withListener(Self.accepting, limits: limits) { (listener, port) async throws in
      let client = try await ListenerClient(port: port)
      let request = ListenerClient.request("POST", "/events", Self.event, secret: "one")
      #expect(try await client.send(request) == 200)
      try await client.untilClosed()
      #expect(listener.counts[.tooSlow] == nil)
    }
  }

  @Test func aPortThatIsTakenIsSaid() async throws {
    try await withListener(Self.accepting) { (_, port) async throws in
      let configuration = ListenerConfiguration(port: port, secrets: EventSecrets(primary: "s"))
      let second = try EventListener(configuration, report: { _ in }, store: Self.accepting)
      await #expect(throws: Problem.self) { try await second.run() }
    }
  }
}
