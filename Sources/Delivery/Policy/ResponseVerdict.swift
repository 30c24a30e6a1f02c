/// What came of one attempt to send a request.
public enum AttemptOutcome: Equatable, Sendable {
  case answered(Answer)
  case failed(ConnectionFault)
}

/// The parts of an answer that decide.
public struct Answer: Equatable, Sendable {
  public var status: Int
  public var retryAfter: RetryAfter
  /// Of the `Location` header.
  public var location: String?
  /// Its first 64 KiB (`ErrorAnswer.maxBytes`) where it is an error; looked at only then.
  public var body: [UInt8]
  /// Of the `Date` header of an answer that is read, in seconds since 1970: the server's clock.
  public var date: Int64?

  public init(
    status: Int, retryAfter: RetryAfter = .absent, location: String? = nil, body: [UInt8] = [],
    date: Int64? = nil
  ) {
    self.date = date
    self.status = status
    self.retryAfter = retryAfter
    self.location = location
    self.body = body
  }

  /// Any 2xx.
  public var isSuccess: Bool { (200..<300).contains(status) }
}

/// How an attempt ended without an answer.
public enum ConnectionFault: String, CaseIterable, Equatable, Sendable {
  case timeout
  case refused
  /// Closed or reset before the answer was complete.
  case cut
  /// The host's name has no address, or the name server does not answer.
  case unresolved
  /// The server's certificate is not to be trusted.
  case certificate
  /// The proxy would not connect: it does not allow or reach the host.
  case proxy
  /// The proxy answered 407: it wants other credentials, or any.
  case proxyCredentials
  /// What answered speaks no HTTP, or no TLS where TLS is expected.
  case notHTTP
}

/// Which of the two operations is called.
public enum IngestEndpoint: Sendable {
  /// Answers 202 at once.
  case asynchronous
  /// For debugging: answers with the result, and 404 where no product matches.
  case synchronous
}

/// Why an attempt is worth repeating.
public enum RetryCause: Hashable, Sendable {
  /// 429.
  case tooManyRequests
  /// 408: the request was too slow for the server.
  case requestTimeout
  /// 5xx.
  case serverError(Int)
  /// No answer; never `.certificate`, `.proxyCredentials` and `.notHTTP`.
  case fault(ConnectionFault)

  /// Whether the reviews may be stored all the same; a server that is busy says so before it looks at a body.
  public var mayHaveArrived: Bool {
    switch self {
    case .fault(.timeout), .fault(.cut): true
    case .serverError(let status): status != 503
    case .tooManyRequests, .requestTimeout, .fault: false
    }
  }

  /// Whether it says that the server has more to do than it can.
  public var isStrain: Bool {
    self == .tooManyRequests || self == .requestTimeout || self == .fault(.timeout)
  }
}

/// What an answer, or the lack of one, means for a request.
///
/// | answer | verdict |
/// | --- | --- |
/// | 200–299 | success |
/// | 401, the first two for the request | new credentials, then again |
/// | 408, 429, 500–599, timeout, refused, cut, name unknown, proxy unwilling | again later |
/// | 300–399, all other 400–499, an untrusted certificate, a proxy that wants other credentials | refused |
/// | anything else | refused: this is not HTTP |
public enum ResponseVerdict: Equatable, Sendable {
  case success
  case retry(RetryCause, after: RetryAfter)
  case renewCredentials
  case refuse(Refusal)

  /// `mayRenew` is whether a 401 may still be answered with new credentials.
  public init(_ outcome: AttemptOutcome, endpoint: IngestEndpoint = .asynchronous, mayRenew: Bool) {
    switch outcome {
    case .failed(.certificate): self = .refuse(Refusal(.certificate))
    case .failed(.proxyCredentials): self = .refuse(Refusal(.proxyCredentials))
    case .failed(.notHTTP): self = .refuse(Refusal(.protocolError))
    case .failed(let fault): self = .retry(.fault(fault), after: .absent)
    case .answered(let answer): self = Self.of(answer, endpoint: endpoint, mayRenew: mayRenew)
    }
  }

  private static func of(_ answer: Answer, endpoint: IngestEndpoint, mayRenew: Bool) -> ResponseVerdict {
    switch answer.status {
    case _ where answer.isSuccess: .success
    case 401 where mayRenew: .renewCredentials
    case 408: .retry(.requestTimeout, after: answer.retryAfter)
    case 429: .retry(.tooManyRequests, after: answer.retryAfter)
    case 500..<600: .retry(.serverError(answer.status), after: answer.retryAfter)
    default: .refuse(Refusal(answer, endpoint: endpoint))
    }
  }
}
