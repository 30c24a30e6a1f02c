/// How an emulator behaves where the public pages leave a choice, and what it knows.
public struct EmulatorConfiguration: Sendable {
  /// Which published shape of a body is accepted.
  public enum Shapes: String, CaseIterable, Sendable {
    /// `{"product_identification":{…},"raw_reviews":[…]}`
    case flat
    /// `{"sync_id":…,"origin":…,"review":{…}}`
    case envelope
    case both

    var acceptsFlat: Bool { self != .envelope }
    var acceptsEnvelope: Bool { self != .flat }
  }

  /// How an element of `{"errors":[…]}` is written: its type is not published.
  public enum ErrorElements: String, CaseIterable, Sendable {
    /// `"$.raw_reviews[0].score: …"`
    case strings
    /// `{"path":"$.raw_reviews[0].score","message":"…"}`
    case objects
  }

  public var host: String
  /// 0 lets the system choose; ``EmulatorServer/port`` tells.
  public var port: Int
  /// The path before `/reviews/ingest`.
  public var prefix: String
  /// The products of the PIM; nil lets every identified product exist.
  public var catalog: EmulatorCatalog?
  public var credentials: [EmulatorCredentials]
  /// The only `X-PIM-URL` that is allowed, without a slash at its end; nil allows every http and https URL.
  public var pimURL: String?
  /// Asynchronous requests of a client in any one-second window; 1,000 are documented.
  public var requestsPerSecond: Int
  /// Synchronous requests of a client in any one-second window; the pages only call it far stricter.
  public var syncRequestsPerSecond: Int
  /// One hour is documented.
  public var accessTokenLifetime: Duration
  /// 14 days are documented.
  public var refreshTokenLifetime: Duration
  /// The limit of a body is not published.
  public var maxBodyBytes: Int
  public var shapes: Shapes
  public var errorElements: ErrorElements
  public var faults: FaultPlan

  public init(
    host: String = "127.0.0.1", port: Int = 0, prefix: String = Self.defaultPrefix,
    catalog: EmulatorCatalog? = nil, credentials: [EmulatorCredentials] = [.rehearsal],
    pimURL: String? = nil, requestsPerSecond: Int = 1000, syncRequestsPerSecond: Int = 1,
    accessTokenLifetime: Duration = .seconds(3600), refreshTokenLifetime: Duration = .seconds(14 * 86400),
    maxBodyBytes: Int = 10 << 20, shapes: Shapes = .both, errorElements: ErrorElements = .strings,
    faults: FaultPlan = FaultPlan()
  ) {
    self.host = host
    self.port = port
    self.prefix = prefix
    self.catalog = catalog
    self.credentials = credentials
    self.pimURL = pimURL
    self.requestsPerSecond = requestsPerSecond
    self.syncRequestsPerSecond = syncRequestsPerSecond
    self.accessTokenLifetime = accessTokenLifetime
    self.refreshTokenLifetime = refreshTokenLifetime
    self.maxBodyBytes = maxBodyBytes
    self.shapes = shapes
    self.errorElements = errorElements
    self.faults = faults
  }

  /// The path of the production base URL.
  public static let defaultPrefix = "/api/v1"
  /// The PIM's token endpoint.
  public static let tokenPath = "/api/oauth/v1/token"

  /// The paths that a fault plan can name.
  public static func paths(prefix: String = defaultPrefix) -> [String] {
    [
      "\(prefix)/reviews/ingest/async", "\(prefix)/reviews/ingest", "\(prefix)/reviews/ingest/", tokenPath,
      CatalogEndpoint.productsPath, CatalogEndpoint.modelsPath,
    ]
  }
}

/// One client that the emulated PIM knows.
public struct EmulatorCredentials: Sendable, Equatable {
  public var clientID: String
  public var secret: String
  public var username: String
  public var password: String
  /// The long-lived token of a custom App with the same client id.
  public var appToken: String?

  public init(
    clientID: String, secret: String, username: String, password: String, appToken: String? = nil
  ) {
    self.clientID = clientID
    self.secret = secret
    self.username = username
    self.password = password
    self.appToken = appToken
  }

  /// What rehearsals use: no secret of anyone.
  public static let rehearsal = EmulatorCredentials(
    clientID: "emulator-client", secret: "emulator-secret", username: "emulator-user",
    password: "emulator-password", appToken: "emulator-token")
}
