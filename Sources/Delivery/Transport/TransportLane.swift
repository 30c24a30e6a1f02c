import NIOCore

/// One event loop with connections of its own, so that a request is never handed from thread to thread.
///
/// All but `init` and the constants belong to the loop.
final class TransportLane: @unchecked Sendable {
  /// Of the connection itself, TLS and the proxy included; a shorter timeout of a post comes first.
  static let connectTimeout: TimeAmount = .seconds(10)
  /// Below the shortest time after which common servers close an idle connection: 5 s (Apache, Node).
  static let usualIdleTimeout: TimeAmount = .seconds(4)

  let loop: any EventLoop
  let executor: LoopExecutor
  private let connector: any Connecting
  private let maxConnections: Int
  /// After which a connection that nobody uses is closed.
  let idleTimeout: TimeAmount
  private var pools: [Origin: ConnectionPool] = [:]
  private var lastPool: ConnectionPool?
  private var timer: (instant: NIODeadline, task: Scheduled<Void>)?
  private var isShutDown = false

  init(
    _ loop: any EventLoop, _ connector: any Connecting, maxConnections: Int,
    idleTimeout: TimeAmount = usualIdleTimeout
  ) {
    self.idleTimeout = idleTimeout
    self.loop = loop
    self.connector = connector
    self.maxConnections = max(1, maxConnections)
    executor = LoopExecutor(loop)
  }

  /// Runs it on the loop: now, where it is called there.
  func run(_ work: @escaping @Sendable () -> Void) {
    if loop.inEventLoop { work() } else { loop.execute(work) }
  }

  // MARK: Exchanges

  func start(_ exchange: Exchange) {
    guard !exchange.isOver else { return }
    guard !isShutDown else { return exchange.end(.failed(.cut)) }
    guard exchange.deadline > loop.now else { return exchange.end(.failed(.timeout)) }
    let pool = pool(of: exchange.head.origin)
    if let connection = pool.takeIdle() {
      connection.send(exchange)
    } else if pool.connections.count < maxConnections {
      connect(exchange, pool)
    } else {
      pool.waiting.append(exchange)
    }
    wake(at: exchange.deadline)
  }

  /// Gives it up wherever it is.
  func cancel(_ exchange: Exchange, _ outcome: AttemptOutcome) {
    guard !exchange.isOver else { return }
    if let connection = exchange.connection { return connection.abandon(outcome) }
    pool(of: exchange.head.origin).waiting.removeAll { $0 === exchange }
    exchange.end(outcome)
  }

  private func pool(of origin: Origin) -> ConnectionPool {
    if let lastPool, lastPool.origin == origin { return lastPool }
    let pool = pools[origin] ?? ConnectionPool(origin)
    pools[origin] = pool
    lastPool = pool
    return pool
  }

  // MARK: Connections

  private func connect(_ exchange: Exchange, _ pool: ConnectionPool) {
    let limit = min(exchange.deadline, loop.now + Self.connectTimeout)
    let connection = LaneConnection(for: exchange, pool: pool, lane: self, deadline: limit)
    pool.connections.append(connection)
    wake(at: limit)
    connector.connect(connection, on: loop)
  }

  /// Its request was answered, and it can carry another.
  func isFree(_ connection: LaneConnection) {
    let pool = connection.pool
    guard let next = pool.takeWaiting() else {
      pool.idle.append(connection)
      return wake(at: connection.deadline)
    }
    connection.send(next)
  }

  func hasEnded(_ connection: LaneConnection) {
    let pool = connection.pool
    pool.remove(connection)
    guard !isShutDown, let next = pool.takeWaiting() else { return }
    connect(next, pool)
  }
}

// MARK: - Time

extension TransportLane {
  /// One timer for all: it sweeps when the first of them may be late.
  private func wake(at instant: NIODeadline) {
    if let timer, timer.instant <= instant { return }
    timer?.task.cancel()
    timer = (instant, loop.scheduleTask(deadline: instant) { self.sweep() })
  }

  private func sweep() {
    timer = nil
    let now = loop.now
    for exchange in pools.values.flatMap(\.exchanges) where exchange.deadline <= now {
      cancel(exchange, .failed(.timeout))
    }
    for connection in pools.values.flatMap(\.connections) where connection.deadline <= now {
      connection.abandon(.failed(.timeout))
    }
    let exchanges = pools.values.flatMap(\.exchanges).map(\.deadline)
    let connections = pools.values.flatMap(\.connections).map(\.deadline)
    guard !isShutDown, let next = (exchanges + connections).min(), next < .distantFuture else { return }
    wake(at: next)
  }
}

// MARK: - The end

extension TransportLane {
  /// Closes all; returns when the last connection has said goodbye.
  func shutdown() -> EventLoopFuture<Void> {
    isShutDown = true
    let exchanges = pools.values.flatMap(\.exchanges)
    let connections = pools.values.flatMap(\.connections)
    let ends = connections.compactMap(\.closeFuture)
    for exchange in exchanges { cancel(exchange, .failed(.cut)) }
    for connection in connections { connection.close() }
    timer?.task.cancel()
    timer = nil
    return .andAllComplete(ends, on: loop)
  }
}
