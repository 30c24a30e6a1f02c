import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import Delivery

/// Makes connections of channels that lead nowhere.
private final class EmbeddedConnector: Connecting, @unchecked Sendable {
  private(set) var channels: [EmbeddedChannel] = []
  private(set) var connections: [LaneConnection] = []
  /// Whether connections stay as they are before they are made.
  var isStuck = false

  func connect(_ connection: LaneConnection, on loop: any EventLoop) {
    connections.append(connection)
    guard !isStuck, let loop = loop as? EmbeddedEventLoop else { return }
    let channel = EmbeddedChannel(loop: loop)
    channels.append(channel)
    try? channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    try? channel.pipeline.syncOperations.addHandler(connection)
    connection.isReady()
  }
}

/// A lane by a clock of the test's own; made and used in one thread.
private final class LaneBench {
  let loop = EmbeddedEventLoop()
  let connector = EmbeddedConnector()
  let lane: TransportLane
  let head = PreparedHead(
    origin: Origin(isSecure: false, host: "127.0.0.1", port: 1, proxy: nil),
    bytes: Array("POST / HTTP/1.1\r\nContent-Length: ".utf8))

  init() { lane = TransportLane(loop, connector, maxConnections: 2) }

  func start(seconds: Int64 = 60) -> Exchange {
    let exchange = Exchange(head: head, body: [0x7B, 0x7D], deadline: loop.now + .seconds(seconds))
    lane.start(exchange)
    return exchange
  }

  func answer(_ index: Int, _ text: String = "HTTP/1.1 202 X\r\nContent-Length: 0\r\n\r\n") throws {
    try #require(connector.channels.indices.contains(index))
    try connector.channels[index].writeInbound(ByteBuffer(string: text))
  }

  func sent(_ index: Int) throws -> String? {
    try connector.channels[index].readOutbound(as: ByteBuffer.self).map { String(buffer: $0) }
  }
}

struct TransportLaneTests {
  @Test func headAndBodyLeaveInOnePiece() throws {
    let bench = LaneBench()
    _ = bench.start()
    #expect(try bench.sent(0) == "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}")
    #expect(try bench.sent(0) == nil)
  }

  @Test func eachHasItsOwnTime() {
    let bench = LaneBench()
    let (late, early) = (bench.start(seconds: 60), bench.start(seconds: 5))
    bench.loop.advanceTime(by: .milliseconds(4999))
    #expect(late.outcome == nil && early.outcome == nil)
    bench.loop.advanceTime(by: .milliseconds(1))
    #expect(late.outcome == nil && early.outcome == .failed(.timeout))
    #expect(bench.connector.channels.map(\.isActive) == [true, false])
    bench.loop.advanceTime(by: .seconds(55))
    #expect(late.outcome == .failed(.timeout))
  }

  @Test func aConnectionThatIsNotMadeInTimeIsGivenUp() {
    let bench = LaneBench()
    bench.connector.isStuck = true
    let exchange = bench.start()
    bench.loop.advanceTime(by: .milliseconds(9999))
    #expect(exchange.outcome == nil)
    bench.loop.advanceTime(by: .milliseconds(1))
    #expect(exchange.outcome == .failed(.timeout))
    #expect(bench.connector.connections.map(\.isOver) == [true])
  }

  @Test func anIdleConnectionIsClosedBeforeTheServerDoes() throws {
    let bench = LaneBench()
    _ = bench.start()
    try bench.answer(0)
    bench.loop.advanceTime(by: .seconds(3))
    _ = bench.start()
    try bench.answer(0)
    bench.loop.advanceTime(by: .milliseconds(3999))
    #expect(bench.connector.channels.map(\.isActive) == [true])
    bench.loop.advanceTime(by: .milliseconds(1))
    #expect(bench.connector.channels.map(\.isActive) == [false])
    let next = bench.start()
    try bench.answer(1)
    #expect(next.outcome == .status(202) && bench.connector.channels.count == 2)
  }

  @Test func whoWaitsIsServedInTurn() throws {
    let bench = LaneBench()
    let exchanges = (0..<5).map { _ in bench.start() }
    #expect(bench.connector.channels.count == 2)
    try bench.answer(1)
    #expect(exchanges.map(\.isOver) == [false, true, false, false, false])
    try bench.answer(1)
    #expect(exchanges.map(\.isOver) == [false, true, true, false, false])
    try bench.answer(0, "HTTP/1.1 202 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    #expect(bench.connector.channels.count == 3, "one was closed, so another may be made")
    try bench.answer(1)
    try bench.answer(2)
    #expect(exchanges.map(\.outcome) == Array(repeating: .status(202), count: 5))
  }

  @Test func whoWaitsTooLongIsNotSent() throws {
    let bench = LaneBench()
    let exchanges = [60, 60, 1, 60].map { bench.start(seconds: $0) }
    bench.loop.advanceTime(by: .seconds(1))
    #expect(exchanges.map(\.isOver) == [false, false, true, false])
    bench.lane.cancel(exchanges[3], .failed(.cut))
    #expect(exchanges[3].outcome == .failed(.cut))
    try bench.answer(0)
    try bench.answer(1)
    #expect(exchanges[0].outcome == .status(202) && exchanges[1].outcome == .status(202))
    #expect(try bench.sent(0) != nil)
    #expect(try bench.sent(0) == nil)
  }

  @Test func aCancellationMayComeBeforeTheStart() {
    let bench = LaneBench()
    let exchange = Exchange(head: bench.head, body: [], deadline: .distantFuture)
    bench.lane.cancel(exchange, .failed(.cut))
    bench.lane.start(exchange)
    #expect(exchange.outcome == .failed(.cut) && bench.connector.connections.isEmpty)
  }

  @Test func aShutdownEndsAllAtOnce() throws {
    let bench = LaneBench()
    let exchanges = (0..<5).map { _ in bench.start() }
    try bench.answer(0)
    let end = bench.lane.shutdown()
    bench.loop.run()
    try end.wait()
    #expect(exchanges.map(\.outcome) == [.status(202)] + Array(repeating: .failed(.cut), count: 4))
    #expect(bench.connector.channels.map(\.isActive) == [false, false])
    #expect(bench.start().outcome == .failed(.cut))
    #expect(bench.connector.channels.count == 2)
  }
}
