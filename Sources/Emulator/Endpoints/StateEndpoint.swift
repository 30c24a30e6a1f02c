import HTTPTypes
import Hummingbird

/// `/_state`: what the emulator holds, for tests and people; no part of any real API and never struck by faults.
struct StateEndpoint {
  static let path = "/_state"

  let core: EmulatorCore

  func answer(_ request: Request) -> Answer {
    switch (request.method, request.uri.path) {
    case (.get, Self.path): return Answer(200, core.snapshot.json)
    case (.get, "\(Self.path)/reviews"): return reviews(request)
    case (.delete, Self.path):
      core.reset()
      return Answer(204)
    case (_, Self.path):
      return .error(405, "only GET and DELETE are known here", headers: [(.allow, "GET, DELETE")])
    default: return .error(404, "there is nothing here")
    }
  }

  /// `?product=` narrows to a product's UUID or a model's code, `?origin=&external_id=` to one review.
  private func reviews(_ request: Request) -> Answer {
    let query = request.uri.queryParameters
    func value(_ key: String) -> String? { query[key[...]].map { String($0) } }
    let found: [StoredReview] =
      if let origin = value("origin"), let externalID = value("external_id") {
        core.review(origin: origin, externalID: externalID).map { [$0] } ?? []
      } else {
        core.reviews(product: value("product"))
      }
    return Answer(200, "{\"reviews\":[\(found.map(\.json).joined(separator: ","))]}")
  }
}
