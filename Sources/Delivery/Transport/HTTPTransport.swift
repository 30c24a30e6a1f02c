/// Sends one request and waits for its answer; the policies never see what carries it.
public protocol HTTPTransport: Sendable {
  /// Posts, and returns when the answer is complete, the time is up or the connection has failed.
  ///
  /// Never follows a redirect, and never tries again: that is for the policies. Of an answer's body
  /// the first `ErrorAnswer.maxBytes` are kept.
  func post(_ post: HTTPPost) async -> AttemptOutcome

  /// Closes its connections; nothing is posted afterwards.
  func shutdown() async
}

/// One POST, or a GET where its head says so, with all that is secret in it.
public struct HTTPPost: Sendable {
  public var head: PostHead
  public var body: [UInt8]
  /// From the start to the last byte of the answer.
  public var timeout: Duration

  public init(head: PostHead, body: [UInt8], timeout: Duration) {
    self.head = head
    self.body = body
    self.timeout = timeout
  }

  public init(
    url: String, headers: [(name: String, value: SecretText)], body: [UInt8], timeout: Duration
  ) {
    self.init(head: PostHead(url: url, headers: headers), body: body, timeout: timeout)
  }

  public var url: String { head.url }
  public var headers: [(name: String, value: SecretText)] { head.headers }
}

/// What posts with one token have in common.
///
/// A transport prepares each once: posts of the same head should share it.
public final class PostHead: Sendable {
  /// What a head that is no POST asks for.
  public struct Reading: Sendable, Equatable {
    /// Without its `?`; printable ASCII.
    public var query: String
    /// Bytes of the answer's body that are kept; a longer one is cut there, and its connection closed.
    public var maxBody: Int

    public init(query: String, maxBody: Int) {
      self.query = query
      self.maxBody = maxBody
    }
  }

  /// Absolute; made by `ServiceURL`, so that whoever connects reads the same host as whoever checked.
  public let url: String
  /// Values may be secret, so all are.
  public let headers: [(name: String, value: SecretText)]
  /// Makes it a GET, which has no body; nil is a POST.
  public let reading: Reading?

  public init(url: String, headers: [(name: String, value: SecretText)], reading: Reading? = nil) {
    self.url = url
    self.headers = headers
    self.reading = reading
  }
}
