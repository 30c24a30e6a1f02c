/// Why a request was refused for good.
public struct Refusal: Equatable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    /// 400, 413, 422 and what else a server says of a body.
    case body
    /// 401 after new credentials.
    case credentials
    /// 403: the client, or a firewall that dislikes a review's text.
    case permission
    /// 404, 405, 410: nothing listens at this address.
    case address
    /// 404 of the synchronous endpoint: no product matches.
    case product
    /// 3xx: never followed, because credentials would go along.
    case redirect
    case certificate
    /// 407 of the proxy on the way.
    case proxyCredentials
    /// A status that HTTP does not have, or no HTTP at all.
    case protocolError
  }

  public var kind: Kind
  /// Nil without an answer.
  public var status: Int?
  public var errors: ErrorAnswer
  /// Where a redirect leads, as the server wrote it.
  public var location: String?
  /// The server misses a field that only the other body shape has at its top.
  public var suggestsOtherShape: Bool

  init(_ kind: Kind) {
    self.kind = kind
    errors = .empty
    suggestsOtherShape = false
  }

  /// A success that is not the one of the endpoint: something else answers there.
  init(unexpected status: Int) {
    self.init(.address)
    self.status = status
  }

  init(_ answer: Answer, endpoint: IngestEndpoint) {
    kind = Self.kind(of: answer.status, endpoint: endpoint)
    status = answer.status
    errors = ErrorAnswer(answer.body)
    location = kind == .redirect ? answer.location : nil
    suggestsOtherShape = kind == .body && errors.missesTopLevelField
  }

  private static func kind(of status: Int, endpoint: IngestEndpoint) -> Kind {
    switch (status, endpoint) {
    case (401, _): .credentials
    case (403, _): .permission
    case (404, .synchronous): .product
    case (404, _), (405, _), (410, _): .address
    case (300..<400, _): .redirect
    case (400..<500, _): .body
    default: .protocolError
    }
  }

  /// Whether the same bytes can be accepted once something else is mended: they are kept for the next run.
  ///
  /// All others go to `failed/` with the answer.
  public var isMendedElsewhere: Bool {
    switch kind {
    case .credentials, .address, .redirect, .certificate, .proxyCredentials, .protocolError: true
    case .body, .permission, .product: false
    }
  }

  /// Whether the answer is about this body alone, so that the next one may fare better.
  public var isAboutBody: Bool { kind == .body || kind == .product }

  /// Whether something other than the API seems to answer.
  public var isAboutAddress: Bool { kind == .address || kind == .redirect || kind == .protocolError }

  /// Whether halves of the body may be accepted.
  public var isWorthBisecting: Bool { kind == .body || kind == .permission }
}
