import Emulator
import Foundation
import Testing

@Suite("Fault plan files")
struct FaultPlanFileTests {
  @Test("a plan says all there is")
  func plan() throws {
    let yaml = """
      seed: 7
      faults:
        - name: busy
          match: { path: /api/v1/reviews/ingest/async, probability: 0.05 }
          action: { status: 429, retry_after: 2, delay_ms: 10 }
        - match: { every: 50, requests: 100-200 }
          action: drop_reply
        - match: { path: /api/v1/*, requests: 5- }
          action: { slow_body_ms: 3000 }
        - match: { requests: 3 }
          action: { delay_ms: 5 }
        - action: { expire_tokens: all }
        - action: expire_tokens
        - action: { cut: true }
        - action: wrong_json
      """
    let plan = try FaultPlan(yaml: yaml, file: "f.yaml")
    #expect(plan.seed == 7)
    #expect(
      plan.faults == [
        Fault(
          "busy", .init(path: asyncPath, probability: 0.05),
          .init(.status(429, retryAfter: "2"), delay: .milliseconds(10))),
        Fault("fault 2", .init(every: 50, requests: 100...200), .init(.dropReply)),
        Fault("fault 3", .init(path: "/api/v1/*", requests: 5...Int.max), .init(.slowBody(.seconds(3)))),
        Fault("fault 4", .init(requests: 3...3), .init(delay: .milliseconds(5))),
        Fault("fault 5", .init(), .init(.expireTokens(includingRefresh: true))),
        Fault("fault 6", .init(), .init(.expireTokens())), Fault("fault 7", .init(), .init(.cut)),
        Fault("fault 8", .init(), .init(.wrongJSON)),
      ])
  }

  @Test(
    "what is wrong is told with its place",
    arguments: [
      ("", ["1:1 the plan is empty"]),
      ("faults: [", ["2:1 this is not YAML"]),
      ("fault: []", ["1:1 'fault' is not a key of the plan; did you mean 'faults'?", "1:1 the plan has no"]),
      ("faults: {}", ["1:9 'faults' must be a list"]),
      ("seed: -1\nfaults: []", ["1:7 'seed' must be an integer of at least 0, but is '-1'"]),
      ("faults:\n  - match: {}", ["2:5 the fault has no 'action'"]),
      ("faults:\n  - action: cutt", ["2:13 'cutt' is no action; "]),
      ("faults: [{action: {stat: 1}}]", ["1:20 'stat' is not a key of 'action'; did you mean 'status'?"]),
      ("faults: [{action: {status: 42}}]", ["1:28 'status' must be an integer from 200 to 599, but is '42'"]),
      ("faults: [{action: {retry_after: 1, cut: true}}]", ["1:33 'retry_after' has no effect without"]),
      ("faults: [{action: {cut: true, drop_reply: true}}]", ["1:19 an action has one effect"]),
      ("faults: [{action: {cut: maybe}}]", ["1:25 'cut' must be 'true', but is 'maybe'"]),
      ("faults: [{action: {expire_tokens: none}}]", ["1:35 'expire_tokens' must be 'access' or 'all'"]),
      ("faults: [{action: {}}]", ["1:19 the action is empty"]),
      (
        "faults: [{action: cut, match: {probability: 5}}]",
        ["1:45 'probability' must be a number from 0 to 1"]
      ),
      ("faults: [{action: cut, match: {every: 0}}]", ["1:39 'every' must be an integer of at least 1"]),
      ("faults: [{action: cut, match: {requests: 9-3}}]", ["1:42 'requests' must be a number as 12"]),
      (
        "faults: [{action: cut, match: {path: /api/v1/reviews/ingest/asink}}]",
        ["1:38 no endpoint fits the path '/api/v1/reviews/ingest/asink'; did you mean"]
      ),
      ("faults: [{action: cut, action: cut}]", ["'action' is given twice"]),
      (
        "faults:\n  - action: cut\n    mach: {}\n  - action: {delay_ms: 0}",
        ["3:5 'mach' is not a key of a fault; did you mean 'match'?", "4:24 'delay_ms' must be an integer"]
      ),
    ])
  func problems(yaml: String, expected: [String]) {
    let error = #expect(throws: EmulatorProblems.self) { try FaultPlan(yaml: yaml, file: "f.yaml") }
    let found = (error?.problems ?? []).map { "\($0.line ?? 0):\($0.column ?? 0) \($0.sentence)" }
    #expect(found.count == expected.count, "\(found)")
    for (found, expected) in zip(found, expected) { #expect(found.contains(expected), "\(found)") }
  }
}

@Suite("Catalogue files")
struct CatalogFileTests {
  private static func catalog(_ text: String) throws -> EmulatorCatalog {
    try EmulatorCatalog(data: Data(text.utf8), file: "c")
  }

  @Test(
    "JSON Lines and CSV give the same products",
    arguments: [
      """
      {"uuid":"\(uuid.uppercased())","type":"product","sku":"0042","name":"A \\"b\\", c"}

      {"type":"product_model","code":"lamp","sku":null}
      """,
      "\u{FEFF}uuid;type;code;sku;name\r\n\(uuid);product;;0042;\"A \"\"b\"\", c\"\r\n;product_model;lamp;;\r\n",
      "uuid,code,sku,name\n\(uuid),,0042,\"A \"\"b\"\", c\"\n,lamp,,",
      "uuid\tcode\tsku\tname\n\(uuid)\t\t0042\tA \"b\", c\n\tlamp\t\t\n",
    ])
  func formats(text: String) throws {
    #expect(
      try Self.catalog(text).products == [
        .init(uuid: uuid, metadata: ["sku": ["0042"], "name": ["A \"b\", c"]]),
        .init(kind: .model, code: "lamp"),
      ])
  }

  @Test("values of JSON Lines may be numbers and lists")
  func values() throws {
    let line = #"{"uuid":"\#(uuid)","ean":[ "1","2" ],"id":7,"on":true}"#
    #expect(try Self.catalog(line).products[0].metadata == ["ean": ["1", "2"], "id": ["7"], "on": ["true"]])
  }

  @Test("a quoted cell may hold line ends")
  func lineEnds() throws {
    let products = try Self.catalog("code,text\na,\"1\n2\"\nb,3\n").products
    #expect(products.map(\.metadata) == [["text": ["1\n2"]], ["text": ["3"]]])
  }

  @Test(
    "what is wrong is told with its line",
    arguments: [
      ("", ["1 the catalogue has no products"]),
      ("a,b\n1,2", ["1 the header has neither 'uuid' nor 'code'"]),
      ("uuid,sku\n\(uuid)", ["2 found 1 cells, but the header has 2"]),
      ("uuid\nx\ny", ["2 'x' is not a UUID", "3 'y' is not a UUID"]),
      ("uuid,code\n\(uuid),\n\(uuid),", ["3 '\(uuid)' stands in line 2 already"]),
      ("type,code\nproducts,x", ["2 type 'products' is neither"]),
      ("type,code\nproduct,x", ["2 a product needs a 'uuid'"]),
      ("{\"sku\":\"1\"}", ["1 a product model needs a 'code'"]),
      ("{\"code\":\"1\"}\n{", ["2 this line is not JSON"]),
      ("{\"code\":\"1\",\"a\":{}}", ["1 'a' is an object"]),
    ])
  func problems(text: String, expected: [String]) {
    let error = #expect(throws: EmulatorProblems.self) { try Self.catalog(text) }
    let found = (error?.problems ?? []).map { "\($0.line ?? 0) \($0.sentence)" }
    #expect(found.count == expected.count, "\(found)")
    for (found, expected) in zip(found, expected) { #expect(found.hasPrefix(expected), "\(found)") }
  }

  @Test("a missing file is told")
  func missing() {
    #expect(throws: EmulatorProblems.self) { try EmulatorCatalog(path: "/nowhere/catalog.jsonl") }
    #expect(throws: EmulatorProblems.self) { try FaultPlan(path: "/nowhere/faults.yaml") }
  }
}

@Suite("The shipped samples")
struct SampleTests {
  private static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../../samples/emulator"

  @Test("the catalogue and the fault plan can be read")
  func read() throws {
    #expect(try EmulatorCatalog(path: "\(Self.folder)/catalog.jsonl").products.count == 16)
    #expect(try FaultPlan(path: "\(Self.folder)/faults.yaml").faults.count == 8)
  }
}
