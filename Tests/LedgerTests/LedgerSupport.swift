import Foundation
import Records
import TestSupport

@testable import Ledger

/// A review as tests write it; an own type, so that it can be sent to a child process.
struct TestReview: Hashable, Sendable, Codable {
  var origin = "Yotpo"
  var product: String
  var id: String
  var content: Int

  init(_ product: String, _ id: String, _ content: Int, origin: String = "Yotpo") {
    self.product = product
    self.id = id
    self.content = content
    self.origin = origin
  }

  var key: String { #"{"product_type":"product","origin":"\#(origin)","metadata":{"sku":"\#(product)"}}"# }
}

extension ContentHash {
  /// A hash that is told apart by a number.
  init(_ number: Int) {
    let words = SIMD2(UInt64(bitPattern: Int64(number)), 0x5EED)
    self = withUnsafeBytes(of: words) { ContentHash($0) }
  }
}

extension ReviewKeys {
  /// Reviews of one product that follow each other are one product.
  convenience init(_ reviews: [TestReview]) {
    self.init()
    var product: (String, String)?
    for review in reviews {
      if product?.0 != review.origin || product?.1 != review.product {
        begin(review.origin, review.key)
        product = (review.origin, review.product)
      }
      Array(review.id.utf8).withUnsafeBufferPointer {
        self.review(id: $0, content: ContentHash(review.content))
      }
    }
  }

  private func begin(_ origin: String, _ key: String) {
    Array(origin.utf8).withUnsafeBufferPointer { origin in
      Array(key.utf8).withUnsafeBufferPointer { product(origin: origin, key: $0) }
    }
  }
}

extension [TestReview] {
  /// As the grouper gives them.
  var inOrder: [TestReview] {
    sorted { ($0.key, $0.id, $0.content) < ($1.key, $1.id, $1.content) }
  }
}

extension Ledger {
  func decide(_ reviews: [TestReview]) throws(Problem) -> [Verdict] {
    var verdicts: [Verdict] = []
    try decide(ReviewKeys(reviews), into: &verdicts)
    return verdicts
  }

  func announce(_ reviews: [TestReview], _ verdicts: [Verdict]) throws(Problem) {
    try announce(ReviewKeys(reviews), verdicts)
  }

  func accept(_ reviews: [TestReview], number: Int = 1, at time: Int = 0) throws(Problem) {
    try accepted([AcceptedRequest(number: number, keys: ReviewKeys(reviews))], at: time)
  }

  /// By the journal.
  func take(_ reviews: [TestReview], _ number: Int, at time: Int = 0) throws(Problem) {
    try note(AcceptedRequest(number: number, keys: ReviewKeys(reviews)), at: time)
  }

  /// A whole run that sends what must be sent in batches, everything accepted; the reviews sent.
  @discardableResult
  func night(_ reviews: [TestReview], batch: Int = 7) throws(Problem) -> [TestReview] {
    _ = try beginRun(at: 0)
    var sent: [TestReview] = []
    var start = 0
    while start < reviews.count {
      let part = Array(reviews[start..<min(start + batch, reviews.count)])
      let verdicts = try decide(part)
      try announce(part, verdicts)
      let send = zip(part, verdicts).filter { $1.needsSending }.map(\.0)
      if !send.isEmpty { try accept(send, number: start) }
      sent += send
      start += batch
    }
    try endRun(.completed, counts: [:], at: 0)
    return sent
  }
}

extension LedgerReader {
  func lines() throws(Problem) -> [String] {
    var bytes: [UInt8] = []
    try export { (chunk) throws(Problem) in bytes += chunk }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

func code(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch let problem as Problem {
    return problem.code.rawValue
  } catch {
    return "\(error)"
  }
}
