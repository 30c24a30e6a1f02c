import Emulator
import Testing

@Suite("The store")
struct StoreTests {
  @Test("reviews are created, updated and recognised, never deleted")
  func upsert() async throws {
    try await EmulatorServer.with(EmulatorConfiguration(catalog: catalog)) { server in
      _ = try await server.ingest(flatBody([review("1"), review("2")]))
      _ = try await server.ingest(flatBody([review("1"), review("2", text: "changed")]))
      let moved = #"{"metadata":{"sku":"42"},"origin":"Yotpo"}"#
      _ = try await server.ingest(flatBody([review("1")], product: moved))
      let elsewhere = #"{"metadata":{"sku":"42"},"origin":"Other"}"#
      _ = try await server.ingest(flatBody([review("1")], product: elsewhere))
      let state = server.snapshot
      #expect((state.stored, state.created, state.updated, state.repeated) == (3, 3, 2, 1))
      #expect(
        server.reviews() == [
          StoredReview(
            origin: "Other", externalID: "1", product: otherUUID, content: review("1"), timesSeen: 1),
          StoredReview(
            origin: "Yotpo", externalID: "1", product: otherUUID, content: review("1"), timesSeen: 3),
          StoredReview(
            origin: "Yotpo", externalID: "2", product: uuid, content: review("2", text: "changed"),
            timesSeen: 2),
        ])
    }
  }

  @Test("the last of the same review in one body counts")
  func sameBody() async throws {
    try await EmulatorServer.with(EmulatorConfiguration()) { server in
      _ = try await server.ingest(flatBody([review("1", score: 1), review("1", score: 2)]))
      #expect(server.reviews().map(\.content) == [review("1", score: 2)])
    }
  }

  @Test(
    "products are found by type with UUID or code, else by metadata, the SKU first",
    arguments: [
      (#""product_type":"product","product_uuid":"\#(uuid)""#, uuid),
      (#""product_type":"product","product_uuid":"\#(uuid.uppercased())""#, uuid),
      (#""product_type":"product_model","product_model_code":"lamp""#, "lamp"),
      (#""product_type":"product","product_model_code":"lamp""#, nil),
      (#""product_type":"product_model","product_uuid":"\#(uuid)""#, nil),
      (#""product_uuid":"\#(uuid)""#, nil),
      (#""product_type":"product","product_uuid":"00000000-0000-0000-0000-000000000000""#, nil),
      (
        #""product_type":"product","product_uuid":"00000000-0000-0000-0000-000000000000","metadata":{"sku":"42"}"#,
        otherUUID
      ),
      (#""metadata":{"sku":"0042"}"#, uuid), (#""metadata":{"sku":"42"}"#, otherUUID),
      (#""metadata":{"sku":"LAMP"}"#, "lamp"), (#""metadata":{"sku":"lamp"}"#, nil),
      (#""metadata":{"ean":"4006381333931","sku":"42"}"#, otherUUID),
      (#""metadata":{"sku":"none","ean":"4006381333931"}"#, uuid),
      (#""metadata":{"brand":"Acme"}"#, nil),
    ])
  func reconciliation(fields: String, product: String?) async throws {
    try await EmulatorServer.with(EmulatorConfiguration(catalog: catalog)) { server in
      let body = flatBody([review("1")], product: "{\(fields),\"origin\":\"o\"}")
      let reply = try await server.ingest(body)
      #expect(reply.status == 202)
      #expect(server.reviews().map(\.product) == [product].compactMap { $0 })
      #expect(server.snapshot.unmatched == (product == nil ? 1 : 0))
    }
  }

  @Test("without a catalogue every identified product exists")
  func noCatalog() async throws {
    try await EmulatorServer.with(EmulatorConfiguration()) { server in
      for product in [identification, #"{"metadata":{"sku":"9"},"origin":"o"}"#] {
        _ = try await server.ingest(flatBody([review("1")], product: product))
      }
      #expect(Set(server.reviews().map(\.product)) == [uuid, "sku=9"])
    }
  }

  @Test("the state is told over HTTP, and forgotten")
  func state() async throws {
    try await EmulatorServer.with(EmulatorConfiguration(catalog: catalog)) { server in
      _ = try await server.ingest(flatBody([review("1"), review("2")]))
      _ = try await server.ingest("{}")
      let state = try await server.send("GET", "/_state")
      #expect(state.status == 200)
      #expect((state.object["reviews"] as? [String: Int])?["stored"] == 2)
      let requests = state.object["requests"] as? [String: Any]
      #expect(requests?["by_outcome"] as? [String: Int] == ["202": 1, "400": 1])
      #expect((state.object["rejections"] as? [String])?.count == 2)

      let paths = [
        "?product=\(uuid)": 2, "": 2, "?product=lamp": 0, "?origin=Yotpo&external_id=2": 1,
        "?origin=No&external_id=2": 0,
      ]
      for (query, count) in paths {
        let reply = try await server.send("GET", "/_state/reviews\(query)")
        #expect((reply.object["reviews"] as? [Any])?.count == count, "\(query)")
      }
      let one = try await server.send("GET", "/_state/reviews?origin=Yotpo&external_id=2")
      #expect(
        one.body == #"{"reviews":[{"origin":"Yotpo","external_id":"2","product":"\#(uuid)","times_seen":1,"#
          + #""review":\#(review("2"))}]}"#)

      try await expect(server.send("POST", "/_state"), is: 405)
      try await expect(server.send("GET", "/_state/other"), is: 404)
      try await expect(server.send("DELETE", "/_state"), is: 204)
      #expect(server.snapshot == EmulatorSnapshot())
    }
  }
}
