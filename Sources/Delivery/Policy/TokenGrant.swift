import Records

/// The answer of the token endpoint.
public struct TokenGrant: Equatable, Sendable {
  public let accessToken: SecretText
  /// Nil where the server does not say.
  public let lifetime: Duration?
  public let refreshToken: SecretText?

  /// Nil where the body holds no token that can stand in a header.
  public init?(_ body: [UInt8]) {
    guard let document = JSONFragment(body), let token = document["access_token"]?.text else { return nil }
    accessToken = SecretText(token)
    guard !accessToken.isEmpty, accessToken.isHeaderSafe else { return nil }
    lifetime = document["expires_in"].flatMap(Self.lifetime)
    refreshToken = document["refresh_token"]?.text.flatMap { $0.isEmpty ? nil : SecretText($0) }
  }

  /// Seconds, as a number or in a string; not past a year, so that sums of it stay sums.
  private static func lifetime(_ value: JSONFragment) -> Duration? {
    let text: String? =
      switch value {
      case .number(let digits): digits
      case .text(let text): text
      default: nil
      }
    guard let seconds = text.flatMap(Double.init), seconds > 0 else { return nil }
    return .seconds(min(seconds, 366 * 86_400))
  }
}

extension TokenPolicy {
  /// What an answer of the token endpoint means.
  public enum GrantVerdict: Equatable, Sendable {
    case granted(TokenGrant)
    /// Try again, after this long at least.
    case retry(after: RetryAfter)
    /// The refresh token, the password or the client is wrong.
    case refused
    /// Something else is at this address.
    case misdirected
    /// The certificate is not to be trusted, or the proxy wants other credentials: nothing secret was sent.
    case untrusted
  }

  /// 4xx but 404, 405, 408, 410 and 429 refuse; a 200 without a token may be a proxy's doing and is tried
  /// again.
  public static func verdict(_ outcome: AttemptOutcome) -> GrantVerdict {
    guard case .answered(let answer) = outcome else {
      let isUntrusted = outcome == .failed(.certificate) || outcome == .failed(.proxyCredentials)
      return isUntrusted ? .untrusted : .retry(after: .absent)
    }
    switch answer.status {
    case 200..<300: return TokenGrant(answer.body).map(GrantVerdict.granted) ?? .retry(after: .absent)
    case 408, 429: return .retry(after: answer.retryAfter)
    case 300..<400, 404, 405, 410: return .misdirected
    case 400..<500: return .refused
    default: return .retry(after: answer.retryAfter)
    }
  }
}
