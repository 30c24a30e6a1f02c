import NIOCore

/// What a transport is made of; the same for the API and for the PIM.
public struct TransportConfiguration: Sendable {
  /// `reviewferry/<version>`.
  public var userAgent: String
  /// Connections to one host, at most: as many as requests may be in flight.
  public var maxConnections: Int
  /// A PEM file of authorities that are trusted as well as the system's.
  public var caFile: String?
  public var proxy: ProxySettings
  /// Where the system's authorities are; nothing set means the usual places.
  public var systemRoots: SystemRoots
  /// After which a connection that nobody uses is closed; tests wait longer, for a machine under load.
  var idleTimeout = TransportLane.usualIdleTimeout

  public init(
    userAgent: String, maxConnections: Int, caFile: String? = nil, proxy: ProxySettings = .none,
    systemRoots: SystemRoots = SystemRoots()
  ) {
    self.userAgent = userAgent
    self.maxConnections = maxConnections
    self.caFile = caFile
    self.proxy = proxy
    self.systemRoots = systemRoots
  }
}
