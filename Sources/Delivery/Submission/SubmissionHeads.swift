/// The heads of a submission's posts: one for each token.
struct SubmissionHeads {
  private let url: String
  private let headers: [(name: String, value: SecretText)]
  private var latest: (token: AccessToken, head: PostHead)?

  init(_ settings: SubmissionSettings, clientID: SecretText) {
    url = settings.apiURL.appending(settings.endpoint.path)
    headers = [
      ("Content-Type", SecretText("application/json")), ("X-PIM-URL", SecretText(settings.pimURL.text)),
      ("X-PIM-CLIENT-ID", clientID),
    ]
  }

  mutating func head(for token: AccessToken) -> PostHead {
    if let latest, latest.token == token { return latest.head }
    let head = PostHead(url: url, headers: headers + [("X-PIM-TOKEN", token.text)])
    latest = (token, head)
    return head
  }
}

extension IngestEndpoint {
  /// Below the base URL of the API.
  var path: String {
    switch self {
    case .asynchronous: "/reviews/ingest/async"
    case .synchronous: "/reviews/ingest"
    }
  }
}
