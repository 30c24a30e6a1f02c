import Records

/// Asks the API whether it finds a product, by the synchronous endpoint.
///
/// The endpoint has no question without a review: where it finds the product it stores what was sent.
public final class ProductProbe: Sendable {
  public enum Verdict: Equatable, Sendable {
    /// The review was stored; the UUID or model code that the answer names, if it names one.
    case found(String?)
    /// 404; whether the answer has the form of the API's errors, which what stands at a wrong address has hardly.
    case notFound(isOfAPI: Bool)
    /// The review, or what identifies the product, is not as the API wants it.
    case refused(Refusal)
  }

  private let apiURL: ServiceURL
  private let settings: CallSettings
  private let clientID: SecretText
  private let caller: APICaller

  /// - Parameter seed: Of the jitter.
  public init(
    apiURL: ServiceURL, settings: CallSettings, credentials: Credentials, transport: any HTTPTransport,
    clock: some Clock<Duration>, seed: UInt64
  ) {
    self.apiURL = apiURL
    self.settings = settings
    clientID = credentials.clientID
    caller = APICaller(
      settings: settings, credentials: credentials, transport: transport, time: RunTime(clock), seed: seed,
      ratesTokens: false)
  }

  /// Sends a body with a review.
  public func ask(_ body: [UInt8]) async throws(CallFailure) -> Verdict {
    let url = apiURL.appending(IngestEndpoint.synchronous.path)
    let (pim, clientID, timeout) = (SecretText(settings.pimURL.text), clientID, settings.timeout)
    do throws(CallFailure) {
      let answer = try await caller.call(endpoint: .synchronous) { token in
        HTTPPost(
          url: url,
          headers: [
            ("Content-Type", SecretText("application/json")), ("X-PIM-URL", pim),
            ("X-PIM-CLIENT-ID", clientID), ("X-PIM-TOKEN", token),
          ], body: body, timeout: timeout)
      }
      // 202 is what the other endpoint answers, and says nothing of a product.
      guard answer.status == 200 else { throw .refused(Refusal(unexpected: answer.status)) }
      return .found(Self.linked(answer.body))
    } catch {
      guard case .refused(let refusal) = error else { throw error }
      switch refusal.kind {
      case .product: return .notFound(isOfAPI: refusal.errors.isDocumented)
      case .body where !refusal.suggestsOtherShape: return .refused(refusal)
      default: throw error
      }
    }
  }

  /// Of the newer guide's answer; an older one says nothing.
  private static func linked(_ body: [UInt8]) -> String? {
    let product = JSONFragment(body)?["product_identification"]
    return product?["product_uuid"]?.text ?? product?["product_model_code"]?.text
  }
}
