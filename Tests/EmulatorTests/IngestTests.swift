import Emulator
import Foundation
import Testing

@Suite("Ingestion")
struct IngestTests {
  @Test("the asynchronous endpoint takes a body and answers 202 with a message")
  func asynchronous() async throws {
    try await EmulatorServer.with(EmulatorConfiguration(catalog: catalog)) { server in
      let reply = try await server.ingest(flatBody([review("1"), review("2")]))
      #expect(reply.status == 202)
      #expect(reply.body == #"{"message":"Reviews received for processing"}"#)
      #expect(reply.header("content-type") == "application/json")
      #expect(server.reviews().map(\.externalID) == ["1", "2"])
    }
  }

  @Test("the synchronous endpoint reports the ingested review", arguments: [syncPath, syncPath + "/"])
  func synchronous(path: String) async throws {
    let product = #"{"product_type":"product","metadata":{"sku":"0042"},"origin":"Yotpo"}"#
    let body = flatBody(
      [review("1", score: 5), review("2", score: 4), review("3", score: 4)], product: product)
    try await EmulatorServer.with(EmulatorConfiguration(catalog: catalog)) { server in
      let reply = try await server.ingest(body, path: path)
      #expect(reply.status == 200)
      let report = reply.object
      #expect(report["average_score"] as? Double == 4.33)
      #expect(report["maximum_score"] as? Int == 5)
      #expect(report["count"] as? Int == 3)
      #expect(report["breakdown"] as? [String: Int] == ["1": 0, "2": 0, "3": 0, "4": 2, "5": 1])
      #expect((report["raw_reviews"] as? [Any])?.count == 3)
      #expect(UUID(uuidString: report["uuid"] as? String ?? "") != nil)
      let reconciled = report["product_identification"] as? [String: Any]
      #expect(reconciled?["product_uuid"] as? String == uuid)
    }
  }

  @Test("the synchronous date comes from the clock")
  func syncDate() async throws {
    let time = EmulatorTime(ManualClock(), epoch: Date(timeIntervalSince1970: 86_400))
    try await EmulatorServer.with(EmulatorConfiguration(), time: time) { server in
      let reply = try await server.ingest(flatBody([review("1")]), path: syncPath)
      #expect(reply.object["sync_date"] as? String == "1970-01-02T00:00:00Z")
    }
  }

  @Test("an unknown product is 404 for the synchronous endpoint and silence for the other")
  func unmatched() async throws {
    let product = #"{"metadata":{"sku":"none"},"origin":"Yotpo"}"#
    try await EmulatorServer.with(EmulatorConfiguration(catalog: catalog)) { server in
      try await expect(server.ingest(flatBody([review("1")], product: product)), is: 202)
      #expect(
        try await server.ingest(flatBody([review("2")], product: product), path: syncPath).status == 404)
      #expect(server.snapshot.unmatched == 2)
      #expect(server.snapshot.stored == 0)
      #expect(server.snapshot.unmatchedProducts == [product])
    }
  }

  @Test(
    "what is no ingestion is refused by its status",
    arguments: [
      ("GET", asyncPath, "application/json", 405), ("POST", "/api/v1/reviews", "application/json", 404),
      ("POST", asyncPath, "text/plain", 415), ("POST", asyncPath, "application/jsonx", 415),
      ("POST", asyncPath, "application/json; charset=utf-8", 202),
      ("POST", asyncPath, "Application/JSON", 202), ("PUT", tokenPath, "application/json", 405),
    ])
  func statuses(method: String, path: String, type: String, status: Int) async throws {
    let fields = [("Content-Type", type)] + headers().dropFirst()
    try await EmulatorServer.with(EmulatorConfiguration()) { server in
      let reply = try await server.send(
        method, path, headers: fields, body: flatBody([review("1")]))
      #expect(reply.status == status)
      #expect(status == 202 || reply.errors.count == 1)
    }
  }

  @Test("a body over the limit is 413, one at the limit is taken")
  func size() async throws {
    let body = flatBody([review("1")])
    try await EmulatorServer.with(EmulatorConfiguration(maxBodyBytes: body.utf8.count)) { server in
      try await expect(server.ingest(body), is: 202)
      try await expect(server.ingest(body + " "), is: 413)
    }
  }

  @Test("another prefix moves the endpoints")
  func prefix() async throws {
    try await EmulatorServer.with(EmulatorConfiguration(prefix: "/v2")) { server in
      #expect(
        try await server.ingest(flatBody([review("1")]), path: "/v2/reviews/ingest/async").status == 202)
      try await expect(server.ingest(flatBody([review("1")])), is: 404)
      #expect(try await server.apiURL.hasSuffix("/v2"))
    }
  }

  @Test("500 reviews are taken, 501 are not")
  func count() async throws {
    try await EmulatorServer.with(EmulatorConfiguration()) { server in
      let reviews = (1...501).map { review(String($0)) }
      try await expect(server.ingest(flatBody(Array(reviews.dropLast()))), is: 202)
      let reply = try await server.ingest(flatBody(reviews))
      #expect(reply.status == 400)
      #expect(reply.errors == ["$.raw_reviews: has 501 reviews, but at most 500 are taken"])
      #expect(server.snapshot.rejected == 501)
    }
  }

  @Test("errors can be objects with path and message")
  func errorObjects() async throws {
    try await EmulatorServer.with(EmulatorConfiguration(errorElements: .objects)) { server in
      let reply = try await server.ingest("[]")
      #expect(
        reply.object["errors"] as? [[String: String]] == [
          ["path": "$", "message": "is an array, but must be an object"]
        ])
    }
  }
}
