/// How much a listener takes on before it says 429, and how long anything may last.
public struct IntakeLimits: Sendable, Equatable {
  /// Signed requests that wait for the store at once.
  public var requests: Int
  /// Bytes of bodies beyond the `smallBody` of each, of those that are still being read too.
  public var bytes: Int
  /// So many bytes of each body always have a place: an event is seldom longer, and who sends long bodies keeps none out.
  ///
  /// Memory stays bounded, because connections are.
  public var smallBody: Int
  /// From the head of a request to its answer, whatever the store does: the platform waits for 5 seconds.
  public var patience: Duration
  /// For a client to send a whole request.
  public var reading: Duration
  /// For a connection without a request.
  public var idle: Duration
  /// Open at once; from three quarters on, whoever has sent nothing for longest makes room for the next.
  public var connections: Int

  public init(
    requests: Int = 1000, bytes: Int = 64 << 20, smallBody: Int = 64 << 10, patience: Duration = .seconds(4),
    reading: Duration = .seconds(5), idle: Duration = .seconds(60), connections: Int = 1024
  ) {
    self.requests = requests
    self.bytes = bytes
    self.smallBody = smallBody
    self.patience = patience
    self.reading = reading
    self.idle = idle
    self.connections = connections
  }
}
