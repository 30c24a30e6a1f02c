import Hummingbird

/// Checks the three headers that every ingestion needs.
///
/// 401 where credentials are missing, unknown or expired; 403 where they are good but not for this client or
/// PIM; 400 where the URL is none.
struct Authorization {
  let core: EmulatorCore

  /// The client, or the answer that refuses it.
  func check(_ request: Request) -> Result<String, Refusal> {
    let names = ["X-PIM-URL", "X-PIM-TOKEN", "X-PIM-CLIENT-ID"]
    let values = names.map { request.header($0) ?? "" }
    let missing = zip(names, values).filter { $0.1.isEmpty }.map(\.0)
    guard missing.isEmpty else {
      return .failure(Refusal(401, "\(Quoted.list(missing)) \(missing.count == 1 ? "is" : "are") required"))
    }
    return check(url: values[0], token: values[1], clientID: values[2])
  }

  struct Refusal: Error {
    let answer: Answer

    init(_ status: Int, _ sentence: String) { answer = .error(status, sentence) }
  }

  private func check(url: String, token: String, clientID: String) -> Result<String, Refusal> {
    guard TextRules.isURL(url) else {
      return .failure(Refusal(400, "'X-PIM-URL' is \(Quoted.text(url)), but must be an http or https URL"))
    }
    switch core.check(token: token, clientID: clientID) {
    case .valid: break
    case .unknown: return .failure(Refusal(401, "'X-PIM-TOKEN' is not a token of this PIM"))
    case .expired: return .failure(Refusal(401, "'X-PIM-TOKEN' has expired"))
    case .otherClient: return .failure(Refusal(403, "'X-PIM-TOKEN' is not a token of this client"))
    }
    if let allowed = core.configuration.pimURL, Self.trimmed(url) != Self.trimmed(allowed) {
      return .failure(Refusal(403, "'X-PIM-URL' names a PIM that this client may not use"))
    }
    return .success(clientID)
  }

  private static func trimmed(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }
}
