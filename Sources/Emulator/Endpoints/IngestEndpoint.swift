import Foundation
import HTTPTypes
import Hummingbird

/// `POST …/reviews/ingest/async` and `POST …/reviews/ingest`.
struct IngestEndpoint {
  enum Kind: String {
    case async
    case sync
  }

  let core: EmulatorCore
  let kind: Kind

  func answer(_ request: Request) async throws -> Answer {
    switch Authorization(core: core).check(request) {
    case .failure(let refusal): return refusal.answer
    case .success(let clientID):
      if let wait = core.admit(clientID: clientID, endpoint: kind.rawValue, limit: limit) {
        return tooManyRequests(wait)
      }
    }
    guard request.mediaType == "application/json" else {
      return .error(415, "'Content-Type' must be application/json")
    }
    guard let bytes = try await request.body(upTo: core.configuration.maxBodyBytes) else {
      return .error(413, "the body is longer than \(core.configuration.maxBodyBytes) bytes")
    }
    do throws(JSONSyntaxError) {
      return answer(try bytes.parseJSON())
    } catch {
      let violation = Violation(path: "$", message: "is not JSON: \(error.sentence) at byte \(error.byte)")
      return .errors(400, [violation.element(core.configuration.errorElements)])
    }
  }

  private var limit: Int {
    kind == .async ? core.configuration.requestsPerSecond : core.configuration.syncRequestsPerSecond
  }

  private func tooManyRequests(_ wait: Duration) -> Answer {
    let seconds = max(1, Int(wait.seconds.rounded(.up)))
    return .error(
      429, "more than \(limit) requests in a second", headers: [(.retryAfter, String(seconds))])
  }

  private func answer(_ body: JSONValue) -> Answer {
    let (ingestion, violations) = IngestRules.check(body, shapes: core.configuration.shapes)
    guard let ingestion else {
      let reviews = Self.reviewCount(body)
      core.reject(reviews: reviews, violations: violations)
      var answer = Answer.errors(400, violations.map { $0.element(core.configuration.errorElements) })
      answer.reviews = reviews
      return answer
    }
    let product = core.ingest(ingestion)
    var answer =
      switch kind {
      case .async: Answer(202, .fields([("message", .string("Reviews received for processing"))]))
      case .sync:
        product.map { Answer(200, report(ingestion, $0)) }
          ?? .error(404, "no product matches the product identification")
      }
    answer.reviews = ingestion.reviews.count
    return answer
  }

  /// Reviews in a body that breaks rules, in either shape.
  private static func reviewCount(_ body: JSONValue) -> Int {
    guard case .array(let items) = body["raw_reviews"] ?? body["review"]?["raw_reviews"] else { return 0 }
    return items.count
  }

  /// The ingested review of the synchronous answer; the sums are those of this request.
  private func report(_ ingestion: Ingestion, _ product: EmulatorCatalog.Product) -> JSONValue {
    let scores = ingestion.reviews.map(\.score)
    // In hundredths, rounded half up.
    let average = (scores.reduce(0, +) * 200 + scores.count) / (2 * scores.count)
    let hundredths = "\(average % 100 < 10 ? "0" : "")\(average % 100)"
    return .fields([
      ("uuid", .string(UUID().uuidString.lowercased())),
      ("product_identification", reconciled(ingestion.identification, product)),
      ("sync_date", .string(core.time.date.ISO8601Format())),
      ("average_score", .number("\(average / 100).\(hundredths)")),
      ("maximum_score", .integer(IngestRules.scores.upperBound)),
      ("count", .integer(scores.count)),
      (
        "breakdown",
        .fields(IngestRules.scores.map { score in (String(score), .integer(scores.count { $0 == score })) })
      ),
      ("raw_reviews", .array(ingestion.reviews.map(\.json))),
    ])
  }

  private func reconciled(_ asked: Identification, _ product: EmulatorCatalog.Product) -> JSONValue {
    var fields: [(String, JSONValue)] = [("product_type", .string(product.kind.rawValue))]
    if let uuid = product.uuid { fields.append(("product_uuid", .string(uuid))) }
    if let code = product.code { fields.append(("product_model_code", .string(code))) }
    fields.append(("origin", .string(asked.origin)))
    if let metadata = asked.json["metadata"] { fields.append(("metadata", metadata)) }
    return .fields(fields)
  }
}
