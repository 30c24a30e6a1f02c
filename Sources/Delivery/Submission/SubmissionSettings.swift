/// How requests are sent.
public struct SubmissionSettings: Sendable {
  /// The base URL of the API, such as `https://px-insights.app.akeneo.cloud/api/v1`.
  public var apiURL: ServiceURL
  /// The value of `X-PIM-URL`; tokens come from here.
  public var pimURL: ServiceURL
  public var endpoint: IngestEndpoint
  /// Attempts to begin in any second, 1…1,000; nil for no limit, which is for servers on this machine.
  public var maxRate: Int?
  /// Requests in flight at most.
  public var maxConcurrency: Int
  public var retry: RetryPolicy
  /// Of one attempt.
  public var timeout: Duration
  /// Whether refused bodies are halved to find the review that spoils them.
  public var bisects: Bool
  /// The name of the body shape that is not used, for hints.
  public var otherShape: String
  /// Bytes of bodies that wait or are in flight, at most; one body may be larger.
  public var maxQueuedBytes: Int

  public init(
    apiURL: ServiceURL, pimURL: ServiceURL, endpoint: IngestEndpoint = .asynchronous,
    maxRate: Int? = RateLimiter.defaultRate, maxConcurrency: Int = 16, retry: RetryPolicy = RetryPolicy(),
    timeout: Duration = .seconds(60), bisects: Bool = false, otherShape: String = "envelope",
    maxQueuedBytes: Int = 32 << 20
  ) {
    self.apiURL = apiURL
    self.pimURL = pimURL
    self.endpoint = endpoint
    self.maxRate = maxRate
    self.maxConcurrency = maxConcurrency
    self.retry = retry
    self.timeout = timeout
    self.bisects = bisects
    self.otherShape = otherShape
    self.maxQueuedBytes = maxQueuedBytes
  }
}
