import Records

/// The sentences about requests that were not accepted.
///
/// They may hold the server's words: whoever prints them takes known secrets out (`SecretRedactor`).
public enum SubmissionProblem {
  /// Of a request that was refused; `otherShape` is the value of `--body` for the shape that was not used.
  public static func refused(_ refusal: Refusal, otherShape: String) -> Problem {
    let status = refusal.status.map { "answered \($0)" } ?? "did not answer"
    let said = refusal.errors.messages.isEmpty ? "" : " and said \(refusal.errors.summary)"
    let fate =
      refusal.isMendedElsewhere ? "the request is kept for the next run" : "the request is in 'failed/'"
    let why = explanation(refusal)
    return Problem(
      code(refusal.kind), .error, "the API \(status)\(said)\(why); \(fate)",
      fix: fix(refusal, otherShape: otherShape))
  }

  private static func code(_ kind: Refusal.Kind) -> ProblemCode {
    switch kind {
    case .body: "delivery.refused"
    case .credentials: "delivery.credentials"
    case .permission: "delivery.permission"
    case .address: "delivery.address"
    case .product: "delivery.no-product"
    case .redirect: "delivery.redirect"
    case .certificate: "delivery.certificate"
    case .protocolError: "delivery.protocol"
    }
  }

  private static func explanation(_ refusal: Refusal) -> String {
    switch refusal.kind {
    case .redirect:
      let target = refusal.location.map { " to \(Quotation.quote(withoutQuery($0)))" } ?? ""
      return ", a redirect\(target), which is not followed because the credentials would go along"
    case .certificate: return ": its certificate is not trusted"
    case .protocolError: return ", which is no status of an answer"
    case .body, .credentials, .permission, .address, .product: return ""
    }
  }

  private static func fix(_ refusal: Refusal, otherShape: String) -> String? {
    switch refusal.kind {
    case .body where refusal.suggestsOtherShape:
      "the API may expect the other body shape: try '--body \(otherShape)'"
    case .body, .product, .protocolError: nil
    case .credentials: "check the token, or the user name and password"
    case .permission: "ask who runs the PIM whether this client may send reviews"
    case .address, .redirect: "check '--api-url'"
    case .certificate: "if the certificate is your own, name its authority with '--ca-file'"
    }
  }

  /// A location may carry a token behind its `?`, and a password before its `@`.
  private static func withoutQuery(_ location: String) -> String {
    let plain = location.prefix { $0 != "?" && $0 != "#" }
    guard let at = plain.lastIndex(of: "@") else { return String(plain) }
    return "…" + plain[plain.index(after: at)...]
  }

  /// Of a run that the circuit stopped; `otherShape` as above.
  public static func stopped(_ opening: CircuitBreaker.Opening, otherShape: String) -> Problem {
    switch opening {
    case .unavailable(let cause, let failures):
      Problem(
        "delivery.unavailable", .error,
        "\(failures) attempts in a row failed, the last one because \(words(cause)); the run was stopped",
        fix: "run it again when the API is well: what was accepted is not sent again")
    case .refused(let refusal, let failures):
      Problem(
        code(refusal.kind), .error,
        """
        \(failures) requests in a row were refused, the last one with \(refusal.errors.summary)\
        \(explanation(refusal)); the run was stopped
        """,
        fix: fix(refusal, otherShape: otherShape))
    case .nothingAccepted(let refusal, let refusals):
      Problem(
        "delivery.nothing-accepted", .error,
        """
        none of the first \(refusals) requests was accepted, the last one was answered with \
        \(refusal.errors.summary); the run was stopped
        """,
        fix: fix(refusal, otherShape: otherShape) ?? "look at the bodies and the answers in 'failed/'")
    }
  }

  /// Of a run that gets no token.
  public static func refused(_ refusal: TokenRefusal) -> Problem {
    switch refusal {
    case .fixedToken:
      Problem(
        "credentials.refused", .error, "the API answered 401 to the App's token; the run was stopped",
        fix: "make a new token in the PIM, or check that it belongs to this client ID")
    case .password:
      Problem(
        "credentials.refused", .error, "the PIM gives no token for this client and user; the run was stopped",
        fix: "check the client ID and secret, the user name and password, and '--pim-url'")
    case .newToken:
      Problem(
        "credentials.refused", .error,
        "the API answered 401 to a token that the PIM had just given; the run was stopped",
        fix: "check that '--api-url' and '--pim-url' belong together")
    case .unavailable:
      Problem(
        "delivery.token-unavailable", .error,
        "the PIM did not answer when asked for a token; the run was stopped",
        fix: "run it again when the PIM is well: what was accepted is not sent again")
    }
  }

  /// `because …`.
  public static func words(_ cause: RetryCause) -> String {
    switch cause {
    case .tooManyRequests: "the API answered 429, too many requests"
    case .requestTimeout: "the API answered 408, the request came too slowly"
    case .serverError(let status): "the API answered \(status)"
    case .fault(.timeout): "no answer came in time"
    case .fault(.refused): "the connection was refused"
    case .fault(.cut): "the connection was cut"
    case .fault(.unresolved): "the name of the host has no address"
    case .fault(.certificate): "the certificate is not trusted"
    }
  }
}
