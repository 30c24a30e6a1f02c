import Emulator
import Testing

let asyncPath = "/api/v1/reviews/ingest/async"
let syncPath = "/api/v1/reviews/ingest"
let tokenPath = "/api/oauth/v1/token"

let uuid = "0d9e3a5c-91f0-4c1e-8a5b-6f0f5a1b2c3d"
let otherUUID = "5b1c2d3e-4f50-4a61-9b72-8c93a4b5c6d7"

/// The headers of a request with the App token of the rehearsal credentials.
func headers(
  token: String = "emulator-token", clientID: String = "emulator-client", pim: String = "http://pim.example"
) -> [(String, String)] {
  [
    ("Content-Type", "application/json"), ("X-PIM-URL", pim), ("X-PIM-TOKEN", token),
    ("X-PIM-CLIENT-ID", clientID),
  ]
}

let identification = #"{"product_type":"product","product_uuid":"\#(uuid)","origin":"Yotpo"}"#

func review(_ id: String, score: Int = 5, text: String = "good") -> String {
  #"{"external_id":"\#(id)","score":\#(score),"title":"t","text":"\#(text)"}"#
}

func flatBody(_ reviews: [String], product: String = identification) -> String {
  #"{"product_identification":\#(product),"raw_reviews":[\#(reviews.joined(separator: ","))]}"#
}

func envelope(_ inner: String, head: String = #""sync_id":"\#(uuid)","origin":"Yotpo","#) -> String {
  "{\(head)\"review\":\(inner)}"
}

let catalog = EmulatorCatalog(products: [
  .init(uuid: uuid, metadata: ["sku": ["0042"], "ean": ["4006381333931"], "brand": ["Acme"]]),
  .init(uuid: otherUUID, metadata: ["sku": ["42"], "brand": ["Acme"]]),
  .init(kind: .model, code: "lamp", metadata: ["sku": ["LAMP"]]),
])

extension EmulatorServer {
  /// One request over a connection of its own.
  func send(
    _ method: String, _ path: String, headers: [(String, String)] = headers(), body: String = ""
  ) async throws -> Reply {
    let connection = try await TestConnection(port: try await port)
    do {
      let reply = try await connection.send(method, path, headers: headers, body: body)
      await connection.close()
      return reply
    } catch {
      await connection.close()
      throw error
    }
  }

  func ingest(_ body: String, path: String = asyncPath) async throws -> Reply {
    try await send("POST", path, body: body)
  }
}

func expect(_ reply: Reply, is status: Int, at location: SourceLocation = #_sourceLocation) {
  #expect(reply.status == status, "\(reply.body)", sourceLocation: location)
}
