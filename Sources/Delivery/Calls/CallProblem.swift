import Records

/// The sentences about calls whose answers matter.
public enum CallProblem {
  /// - Parameters:
  ///   - whole: What was asked for, such as `the PIM at 'pim.example'`.
  ///   - host: Of whoever was called.
  ///   - fate: What became of the work, behind a semicolon.
  ///   - option: The option that names the address.
  public static func of(
    _ failure: CallFailure, _ whole: String, host: String, fate: String, option: String
  ) -> Problem {
    switch failure {
    case .refused(let refusal):
      Problem(
        code(refusal.kind), .error, "\(whole) \(answer(refusal)); \(fate)", fix: fix(refusal.kind, option))
    case .noToken(let refusal, let said): noToken(refusal, said, whole, fate)
    case .gaveUp(let cause, let limit):
      Problem(
        "call.unavailable", .error,
        """
        \(limit == .attempts ? "the attempts were used up" : "it took too long"), the last time because \
        \(SubmissionProblem.words(cause, at: host, server: whole)); \(fate)
        """,
        fix: cause == .fault(.unresolved) ? "check '\(option)'" : "run it again when the server is well")
    case .tooLong:
      Problem(
        "call.too-long", .error,
        "\(whole) sent an answer of more than \(PIMClient.maxPageBytes >> 20) MiB; \(fate)",
        fix: "check '\(option)'")
    case .cancelled: Problem("call.cancelled", .warning, "the run was told to end; \(fate)")
    }
  }

  private static func noToken(
    _ refusal: TokenRefusal, _ said: TokenComplaint?, _ whole: String, _ fate: String
  ) -> Problem {
    let said = said.map { ": it \($0.words)" } ?? ""
    return switch refusal {
    case .fixedToken:
      Problem(
        "credentials.refused", .error, "\(whole) answered 401 to the App's token; \(fate)",
        fix: "make a new token in the PIM, or check that it belongs to this client ID")
    case .password:
      Problem(
        "credentials.refused", .error, "\(whole) gives no token for this client and user\(said); \(fate)",
        fix: "check the client ID and secret, the user name and password, and '--pim-url'")
    case .newToken:
      Problem(
        "credentials.refused", .error, "\(whole) answered 401 to a token that had just been given; \(fate)",
        fix: "check what the connection may do in the PIM")
    case .unavailable:
      Problem(
        "delivery.token-unavailable", .error, "no token could be had from the PIM\(said); \(fate)",
        fix: "check '--pim-url', or run it again when the PIM is well")
    case .address:
      Problem(
        "delivery.token-address", .error, "the PIM gives no tokens at this address\(said); \(fate)",
        fix: "check '--pim-url'")
    }
  }

  private static func code(_ kind: Refusal.Kind) -> ProblemCode {
    switch kind {
    case .body, .product: "call.refused"
    case .credentials: "credentials.refused"
    case .permission: "call.permission"
    case .address: "call.address"
    case .redirect: "call.redirect"
    case .certificate: "call.certificate"
    case .proxyCredentials: "call.proxy-credentials"
    case .protocolError: "call.protocol"
    }
  }

  private static func answer(_ refusal: Refusal) -> String {
    let said = refusal.errors.messages.isEmpty ? "" : " and said \(refusal.errors.summary)"
    switch refusal.kind {
    case .redirect:
      return "answered \(refusal.status ?? 300) with a redirect, "
        + "which is not followed because the token would go along"
    case .certificate: return "has a certificate that is not trusted"
    case .proxyCredentials: return "is behind a proxy that wants other credentials"
    case .protocolError where refusal.status == nil: return "speaks no HTTP"
    case .protocolError, .body, .product, .credentials, .permission, .address:
      return "answered \(refusal.status.map(String.init) ?? "nothing")\(said)"
    }
  }

  private static func fix(_ kind: Refusal.Kind, _ option: String) -> String? {
    switch kind {
    case .body, .product: nil
    case .credentials: "check the token, or the user name and password"
    case .permission: "ask who runs the PIM what this client may do"
    case .address, .redirect, .protocolError: "check '\(option)'"
    case .proxyCredentials: "write the proxy as 'http://user:password@host:port', as it knows them"
    case .certificate: "if the certificate is your own, name its authority with '--ca-file'"
    }
  }
}
