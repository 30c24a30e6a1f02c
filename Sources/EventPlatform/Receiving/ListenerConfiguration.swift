import HummingbirdTLS

/// Where a listener listens, and for what.
public struct ListenerConfiguration: Sendable {
  /// What comes to a path.
  enum Target {
    case events
    case notifications
  }

  /// A host name or an address.
  public var address: String
  /// 0 lets the system choose.
  public var port: Int
  public var eventsPath: String
  public var notificationsPath: String
  /// Nil serves no metrics.
  public var metricsPath: String?
  public var secrets: EventSecrets
  /// Nil is plain HTTP.
  public var certificate: ListenerCertificate?
  public var limits: IntakeLimits

  public static let healthPath = "/healthz"

  public init(
    address: String = "127.0.0.1", port: Int = 0, eventsPath: String = "/events",
    notificationsPath: String = "/notifications", metricsPath: String? = "/metrics", secrets: EventSecrets,
    certificate: ListenerCertificate? = nil, limits: IntakeLimits = IntakeLimits()
  ) {
    self.address = address
    self.port = port
    self.eventsPath = eventsPath
    self.notificationsPath = notificationsPath
    self.metricsPath = metricsPath
    self.secrets = secrets
    self.certificate = certificate
    self.limits = limits
  }

  /// A slash at the end does not count: the platform follows no redirect to the path without it.
  func target(of path: String) -> Target? {
    switch path {
    case eventsPath, eventsPath + "/": .events
    case notificationsPath, notificationsPath + "/": .notifications
    default: nil
    }
  }
}
