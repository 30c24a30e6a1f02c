import Foundation
import Records
import Requests

@testable import Delivery

let testRecord = RunRecord(
  run: 12, mapping: .init(name: "m", path: "/m \"x\".yaml", sha256: "ab"),
  inputs: [
    .init(name: "a.csv", path: "/data/a.csv", bytes: 10, xxh128: "cd"),
    .init(name: "standard input", path: "-", bytes: 0, xxh128: "ef"),
  ], apiURL: "https://api.example/v1", pimURL: "https://pim.example", body: .flat)

func refusedRequest(_ number: Int, sku: String = "A/1", body: String = "{\"a\":1}") -> RefusedRequest {
  let answer = Answer(status: 400, body: Array("{\"errors\":[\"too short\"]}".utf8))
  let refusal = Refusal(answer, endpoint: .asynchronous)
  return RefusedRequest(
    request: OutgoingRequest(
      number: number, key: Array("{\"origin\":\"Y\",\"metadata\":{\"sku\":\"\(sku)\"}}".utf8),
      body: Array(body.utf8), reviewCount: 3, reviews: nil),
    refusal: refusal, answer: "{\"errors\":[\"too short\"]}", attempts: 2,
    problem: SubmissionProblem.refused(refusal, otherShape: "envelope"))
}

/// A committed run folder.
func writeRun(
  _ path: String, failed: [Int] = [], force: Bool = false, calls: FileCalls = .ownersOnly
) throws {
  let folder = try RunFolder(path: path, force: force, calls: calls)
  try folder.reject(Array("{}\n".utf8))
  for number in failed { try folder.keep(refusedRequest(number)) }
  _ = try folder.commit(testRecord, summary: "{}\n")
}

extension FailedRequests {
  mutating func all() throws -> [FailedRequest] {
    var found: [FailedRequest] = []
    while let request = try next() { found.append(request) }
    return found
  }
}
