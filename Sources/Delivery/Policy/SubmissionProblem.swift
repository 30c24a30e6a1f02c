import Records

/// The sentences about requests that were not accepted.
///
/// They may hold the server's words: whoever makes them takes known secrets out first (`SecretRedactor`).
public enum SubmissionProblem {
  /// Of a request that was refused; `otherShape` is the value of `--body` for the shape that was not used.
  public static func refused(_ refusal: Refusal, otherShape: String, at host: String? = nil) -> Problem {
    let fate =
      refusal.isMendedElsewhere ? "the request is kept for the next run" : "the request is in 'failed/'"
    return Problem(
      code(refusal.kind), .error, "\(answer(refusal, host)); \(fate)",
      fix: fix(refusal, otherShape: otherShape))
  }

  /// Of a run that the circuit stopped.
  public static func stopped(
    _ opening: CircuitBreaker.Opening, otherShape: String, at host: String? = nil
  ) -> Problem {
    switch opening {
    case .unavailable(let cause, let failures):
      Problem(
        "delivery.unavailable", .error,
        """
        \(failures) attempts in a row failed, the last one because \(words(cause, at: host)); \
        the run was stopped
        """,
        fix: cause == .fault(.unresolved)
          ? checkName : "run it again when the API is well: what was accepted is not sent again")
    case .refused(let refusal, let failures):
      Problem(
        code(refusal.kind), .error,
        """
        \(failures > 1 ? "\(failures) attempts in a row failed: " : "")\(answer(refusal, host)); \
        the run was stopped
        """,
        fix: fix(refusal, otherShape: otherShape))
    case .nothingAccepted(let refusal, let refusals):
      Problem(
        "delivery.nothing-accepted", .error,
        """
        none of the first \(refusals) requests was accepted: \(answer(refusal, host)); the run was stopped
        """,
        fix: fix(refusal, otherShape: otherShape) ?? "look at the bodies and the answers in 'failed/'")
    }
  }

  /// Of a run that gets no token; `said` is how the token endpoint at `host` last answered.
  public static func refused(
    _ refusal: TokenRefusal, at host: String? = nil, said: TokenComplaint? = nil
  ) -> Problem {
    let pim = host.map { "the PIM at \(Quotation.quote($0))" } ?? "the PIM"
    let said = said.map { ": it \($0.words)" } ?? ""
    return switch refusal {
    case .fixedToken:
      Problem(
        "credentials.refused", .error, "the API answered 401 to the App's token; the run was stopped",
        fix: "make a new token in the PIM, or check that it belongs to this client ID")
    case .password:
      Problem(
        "credentials.refused", .error,
        "\(pim) gives no token for this client and user\(said); the run was stopped",
        fix: "check the client ID and secret, the user name and password, and '--pim-url'")
    case .newToken:
      Problem(
        "credentials.refused", .error,
        "the API answered 401 to a token that \(pim) had just given; the run was stopped",
        fix: "check that '--api-url' and '--pim-url' belong together")
    case .unavailable:
      Problem(
        "delivery.token-unavailable", .error,
        "\(pim) gave no answer that could be used when asked for a token\(said); the run was stopped",
        fix: "check '--pim-url', or run it again when the PIM is well: what was accepted is not sent again")
    case .address:
      Problem(
        "delivery.token-address", .error,
        "\(pim) was asked for a token and gives none at this address\(said); the run was stopped",
        fix: "check '--pim-url'")
    }
  }

  /// `because …`.
  ///
  /// - Parameter server: Who was called, where it is not the API.
  public static func words(_ cause: RetryCause, at host: String? = nil, server: String? = nil) -> String {
    let api = server ?? api(host)
    let there = host.map { " to \(Quotation.quote($0))" } ?? ""
    return switch cause {
    case .tooManyRequests: "\(api) answered 429, too many requests"
    case .requestTimeout: "\(api) answered 408, the request came too slowly"
    case .serverError(let status): "\(api) answered \(status)"
    case .fault(.timeout): "no answer came in time\(host.map { " from \(Quotation.quote($0))" } ?? "")"
    case .fault(.refused): "the connection\(there) was refused"
    case .fault(.cut): "the connection\(there) was cut"
    case .fault(.unresolved): "the name \(host.map(Quotation.quote) ?? "of the host") has no address"
    case .fault(.proxy): "the proxy did not connect"
    case .fault(.proxyCredentials): "the proxy answered 407"
    case .fault(.notHTTP): "what answered\(host.map { " at \(Quotation.quote($0))" } ?? "") speaks no HTTP"
    case .fault(.certificate): "the certificate of \(host.map(Quotation.quote) ?? "the host") is not trusted"
    }
  }

  static func api(_ host: String?) -> String {
    host.map { "the API at \(Quotation.quote($0))" } ?? "the API"
  }
}

// MARK: - Requests that are kept for the next run

extension SubmissionProblem {
  /// No more requests are taken; the outcome tells why.
  static func hasStopped() -> Problem {
    Problem(
      "submission.stopped", .warning,
      "the submission has stopped, so no more requests are taken; the rest is kept for the next run")
  }

  /// Tells no counts: what was never made into requests is not known here.
  static func drained() -> Problem {
    Problem(
      "delivery.drained", .warning,
      "the run was told to end before all was sent; the rest is \(keptAlone)", fix: again)
  }

  static func gaveUp(
    _ cause: RetryCause, _ limit: RetryPolicy.Limit, _ unsent: SubmissionOutcome.Amount, at host: String
  ) -> Problem {
    let limit = limit == .attempts ? "the attempts were used up" : "it took too long"
    return Problem(
      "delivery.gave-up", .error,
      """
      \(words(unsent)) not accepted until \(limit), the last time because \(words(cause, at: host)); \
      \(unsent.requests == 1 ? "it is" : "they are") \(keptAlone)
      """, fix: cause == .fault(.unresolved) ? checkName : again)
  }

  static func parked(
    _ refusal: Refusal, _ unsent: SubmissionOutcome.Amount, otherShape: String, at host: String
  ) -> Problem {
    Problem(
      code(refusal.kind), .error,
      """
      \(words(unsent)) not accepted: \(answer(refusal, host)); \
      \(unsent.requests == 1 ? "it is" : "they are") \(keptAlone)
      """, fix: fix(refusal, otherShape: otherShape))
  }

  /// A name without an address is mistyped as often as it is out of reach.
  private static let checkName =
    "check '--api-url', or run it again when the name has an address: what was accepted is not sent again"
  private static let again = "run it again: what was accepted is not sent again"
  private static let keptAlone = "kept for the next run"

  /// `1 request with 50 reviews was`.
  private static func words(_ amount: SubmissionOutcome.Amount) -> String {
    let isOne = amount.requests == 1
    return """
      \(amount.requests) request\(isOne ? "" : "s") with \(amount.reviews) \
      review\(amount.reviews == 1 ? "" : "s") \(isOne ? "was" : "were")
      """
  }
}

// MARK: - Refusals

extension SubmissionProblem {
  private static func code(_ kind: Refusal.Kind) -> ProblemCode {
    switch kind {
    case .body: "delivery.refused"
    case .credentials: "delivery.credentials"
    case .permission: "delivery.permission"
    case .address: "delivery.address"
    case .product: "delivery.no-product"
    case .redirect: "delivery.redirect"
    case .certificate: "delivery.certificate"
    case .proxyCredentials: "delivery.proxy-credentials"
    case .protocolError: "delivery.protocol"
    }
  }

  /// `the API answered 400 and said 'no'`.
  private static func answer(_ refusal: Refusal, _ host: String?) -> String {
    let status = refusal.status.map { "answered \($0)" } ?? "did not answer"
    let said = refusal.errors.messages.isEmpty ? "" : " and said \(refusal.errors.summary)"
    return "\(api(host)) \(status)\(said)\(explanation(refusal))"
  }

  private static func explanation(_ refusal: Refusal) -> String {
    switch refusal.kind {
    case .redirect:
      let target = refusal.location.map { " to \(Quotation.quote(withoutQuery($0)))" } ?? ""
      return ", a redirect\(target), which is not followed because the credentials would go along"
    case .certificate: return ": its certificate is not trusted"
    case .proxyCredentials: return ": the proxy before it answered 407, proxy authentication required"
    case .protocolError where refusal.status == nil: return ": what listens there speaks no HTTP"
    case .protocolError: return ", which is no status of an answer"
    case .body, .credentials, .permission, .address, .product: return ""
    }
  }

  private static func fix(_ refusal: Refusal, otherShape: String) -> String? {
    switch refusal.kind {
    case .body where refusal.suggestsOtherShape:
      "the API may expect the other body shape: try '--body \(otherShape)'"
    case .body, .product: nil
    case .credentials: "check the token, or the user name and password"
    case .permission: "ask who runs the PIM whether this client may send reviews"
    case .address, .redirect, .protocolError: "check '--api-url'"
    case .proxyCredentials: "write the proxy as 'http://user:password@host:port', as it knows them"
    case .certificate: "if the certificate is your own, name its authority with '--ca-file'"
    }
  }

  /// A location may carry a token behind its `?`, and a password before its `@`.
  private static func withoutQuery(_ location: String) -> String {
    let plain = location.prefix { $0 != "?" && $0 != "#" }
    guard let at = plain.lastIndex(of: "@") else { return String(plain) }
    return "…" + plain[plain.index(after: at)...]
  }
}
