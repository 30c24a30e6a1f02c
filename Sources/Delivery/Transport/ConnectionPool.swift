/// The connections of a lane to one origin, and the exchanges that wait for one.
///
/// Belongs to the event loop of its lane.
final class ConnectionPool {
  let origin: Origin
  /// All of them, those being made too.
  var connections: [LaneConnection] = []
  /// The one used last is last, and used next: the others may rest until they are closed.
  var idle: [LaneConnection] = []
  /// The oldest first.
  var waiting: [Exchange] = []

  init(_ origin: Origin) { self.origin = origin }

  func takeIdle() -> LaneConnection? { idle.popLast() }

  func takeWaiting() -> Exchange? { waiting.isEmpty ? nil : waiting.removeFirst() }

  func remove(_ connection: LaneConnection) {
    connections.removeAll { $0 === connection }
    idle.removeAll { $0 === connection }
  }

  /// Those that wait and those under way.
  var exchanges: [Exchange] { waiting + connections.compactMap(\.exchange) }
}
