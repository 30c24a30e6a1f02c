/// What the PIM answered.
public struct PIMAnswer: Sendable {
  public var body: [UInt8]
  /// When, by the PIM's clock, in seconds since 1970; nil where it does not say.
  public var date: Int64?
}

/// Reads the PIM's REST API.
public final class PIMClient: Sendable {
  /// Bytes of a page: a hundred products with all their values are some megabytes.
  public static let maxPageBytes = 64 << 20

  private let settings: CallSettings
  private let caller: APICaller

  /// - Parameter seed: Of the jitter.
  public init(
    settings: CallSettings, credentials: Credentials, transport: any HTTPTransport,
    clock: some Clock<Duration>,
    seed: UInt64
  ) {
    self.settings = settings
    caller = APICaller(
      settings: settings, credentials: credentials, transport: transport, time: RunTime(clock), seed: seed,
      ratesTokens: true)
  }

  /// Attempts made until now, those for tokens aside.
  public var attempts: Int { get async { await caller.attempts } }

  /// What is there; `query` is as it stands behind the `?`.
  public func get(_ path: String, query: String) async throws(CallFailure) -> PIMAnswer {
    let (url, timeout) = (settings.pimURL.appending(path), settings.timeout)
    let reading = PostHead.Reading(query: query, maxBody: Self.maxPageBytes)
    let answer = try await caller.call(endpoint: .asynchronous) { token in
      HTTPPost(
        head: PostHead(
          url: url,
          headers: [
            ("Accept", SecretText("application/json")),
            ("Authorization", SecretText("Bearer \(token.reveal())")),
          ], reading: reading), body: [], timeout: timeout)
    }
    guard answer.body.count < Self.maxPageBytes else { throw .tooLong }
    return PIMAnswer(body: answer.body, date: answer.date)
  }
}
