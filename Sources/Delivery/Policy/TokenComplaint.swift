/// How the token endpoint answered when it gave no token, in words that may be shown.
public enum TokenComplaint: Equatable, Sendable {
  /// Nothing is shown of an answer that might hold a token.
  case answered(Int, ErrorAnswer)
  case failed(ConnectionFault)

  /// Secrets must have been taken out of the answer's body.
  init(_ outcome: AttemptOutcome) {
    switch outcome {
    case .failed(let fault): self = .failed(fault)
    case .answered(let answer):
      let isSafe = answer.status >= 400
      self = .answered(answer.status, isSafe ? ErrorAnswer(answer.body) : .empty)
    }
  }

  /// Behind `it`.
  var words: String {
    switch self {
    case .answered(let status, let errors):
      "answered \(status)" + (errors.messages.isEmpty ? "" : " and said \(errors.summary)")
    case .failed(.timeout): "did not answer in time"
    case .failed(.refused): "refused the connection"
    case .failed(.cut): "cut the connection"
    case .failed(.unresolved): "has no address by this name"
    case .failed(.proxy): "cannot be reached through the proxy"
    case .failed(.proxyCredentials): "is behind a proxy that wants other credentials"
    case .failed(.notHTTP): "speaks no HTTP"
    case .failed(.certificate): "has a certificate that is not trusted"
    }
  }
}
