import Records

/// Asks servers whether they are there, once and without storing anything.
public struct ServiceCheck: Sendable {
  /// What came of a GET of the base address, with no credentials.
  public enum Reach: Equatable, Sendable {
    /// `date` is the server's clock in seconds since 1970, where it tells.
    case answered(status: Int, date: Int64?)
    /// `words` stand behind `it`.
    case failed(ConnectionFault, words: String)
  }

  /// What the PIM says to the credentials; `words` stand behind `it`.
  public enum TokenAnswer: Equatable, Sendable {
    /// It gave a token, and said for how long it serves.
    case given(lifetime: Duration?)
    /// It took an App's token; `mayRead` is whether the App may read products too.
    case taken(mayRead: Bool)
    case refused(words: String)
    /// Something else is at this address.
    case misdirected(words: String)
    case unavailable(words: String)
  }

  /// Of an answer that nobody reads.
  private static let maxBody = 4096

  private let transport: any HTTPTransport
  private let timeout: Duration

  /// - Parameter timeout: Of each call; there is one attempt.
  public init(transport: any HTTPTransport, timeout: Duration) {
    self.transport = transport
    self.timeout = timeout
  }

  /// Connects, verifies the certificate, and asks for the base address: any answer will do.
  public func reach(_ url: ServiceURL) async -> Reach {
    switch await transport.post(get(url.text, query: "", headers: [])) {
    case .failed(let fault): .failed(fault, words: TokenComplaint.failed(fault).words)
    case .answered(let answer): .answered(status: answer.status, date: answer.date)
    }
  }

  /// Asks the PIM for a token as a run does; an App's token is shown to it with the question for one product.
  public func token(_ credentials: Credentials, pimURL: ServiceURL) async -> TokenAnswer {
    guard let request = TokenRequest(credentials, pimURL: pimURL, timeout: timeout) else {
      return await app(credentials, pimURL)
    }
    let outcome = await transport.post(request.post(refreshToken: nil))
    let words = words(outcome, credentials.secrets + [request.encodedPair])
    return switch TokenPolicy.verdict(outcome) {
    case .granted(let grant): .given(lifetime: grant.lifetime)
    case .refused: .refused(words: words)
    case .misdirected: .misdirected(words: words)
    case .retry, .untrusted: .unavailable(words: words)
    }
  }

  private func app(_ credentials: Credentials, _ pimURL: ServiceURL) async -> TokenAnswer {
    guard case .app(_, let token) = credentials else { return .unavailable(words: "was not asked") }
    let authorization = SecretText("Bearer \(token.reveal())")
    let outcome = await transport.post(
      get(
        pimURL.appending("/api/rest/v1/products-uuid"), query: "limit=1",
        headers: [("Accept", SecretText("application/json")), ("Authorization", authorization)]))
    let words = words(outcome, credentials.secrets)
    guard case .answered(let answer) = outcome else { return .unavailable(words: words) }
    return switch answer.status {
    case 200..<300: .taken(mayRead: true)
    case 403: .taken(mayRead: false)
    case 401: .refused(words: words)
    case 300..<400, 404, 405, 410: .misdirected(words: words)
    default: .unavailable(words: words)
    }
  }

  private func get(
    _ url: String, query: String, headers: [(name: String, value: SecretText)]
  ) -> HTTPPost {
    let reading = PostHead.Reading(query: query, maxBody: Self.maxBody)
    return HTTPPost(
      head: PostHead(url: url, headers: headers, reading: reading), body: [], timeout: timeout)
  }

  private func words(_ outcome: AttemptOutcome, _ secrets: [SecretText]) -> String {
    TokenComplaint(outcome.redacted(by: SecretRedactor(secrets))).words
  }
}
