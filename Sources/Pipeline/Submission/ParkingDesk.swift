import Catalog
import Foundation
import Ledger
import Records

/// What becomes of reviews whose product the catalog does not have.
public enum UnmatchedFate: String, Sendable, CaseIterable {
  /// They are sent all the same: the catalog may be behind.
  case send
  case park
  case reject
}

/// Keeps reviews whose product PX Insights would not find, because it drops them and tells nobody.
///
/// A product that several items of the catalog may be is sent: PX Insights decides, and parking would wait for
/// something that does not come. Used by one thread.
final class ParkingDesk {
  private let ledger: Ledger
  private let fate: UnmatchedFate
  private let source: ParkingSource
  private let time: Int
  private let reject: SubmitOutput.Reject
  private(set) var parked = 0
  /// Of those, the ones that were not parked before.
  private(set) var newlyParked = 0
  /// Left out because something newer is parked.
  private(set) var superseded = 0
  private(set) var rejected: [ProblemCode: Int] = [:]
  /// What the catalog said; nil where it was never asked.
  private(set) var catalog: CatalogTally?

  init(
    ledger: Ledger, fate: UnmatchedFate, source: ParkingSource, time: Int,
    reject: @escaping SubmitOutput.Reject
  ) {
    (self.ledger, self.fate, self.source) = (ledger, fate, source)
    (self.time, self.reject) = (time, reject)
  }

  /// Changes the verdicts of reviews that are not to be sent, and keeps those.
  func settle(
    _ keys: ReviewKeys, _ verdicts: inout [Verdict], body: (Int) -> UnsafeBufferPointer<UInt8>
  ) throws(Problem) {
    let reasons = try fate == .send ? [] : self.reasons(keys)
    if !reasons.isEmpty { count(keys, reasons) }
    for (product, reason) in reasons.enumerated() where reason != nil {
      for review in keys.reviews(of: product) where verdicts[review].needsSending {
        verdicts[review] = fate == .park ? .parked : .rejected
      }
    }
    let before = verdicts.count { $0 == .superseded }
    newlyParked += try ledger.park(
      keys, &verdicts, reasons: reasons, from: source, at: time, body: body)
    superseded += verdicts.count { $0 == .superseded } - before
    parked += verdicts.count { $0 == .parked }
    if fate == .reject { try writeRejects(keys, verdicts, reasons, body) }
  }

  private func count(_ keys: ReviewKeys, _ reasons: [ParkedReason?]) {
    var tally = catalog ?? CatalogTally()
    for (product, reason) in reasons.enumerated() {
      let reviews = keys.reviews(of: product).count
      if reviews > 0 { tally.count(reason, reviews: reviews) }
    }
    catalog = tally
  }

  /// Why each product is not found; nil where it is, or has no review here.
  private func reasons(_ keys: ReviewKeys) throws(Problem) -> [ParkedReason?] {
    try ledger.readCatalog { lookup in
      let matcher = ProductMatcher(lookup)
      return try (0..<keys.productCount).map { product in
        keys.reviews(of: product).isEmpty ? nil : try matcher.match(keys.key(of: product)).parkedReason
      }
    }
  }

  private func writeRejects(
    _ keys: ReviewKeys, _ verdicts: [Verdict], _ reasons: [ParkedReason?],
    _ body: (Int) -> UnsafeBufferPointer<UInt8>
  ) throws(Problem) {
    for (product, reason) in reasons.enumerated() {
      guard let reason else { continue }
      for review in keys.reviews(of: product) where verdicts[review] == .rejected {
        let line = UnmatchedReject(
          product: keys.key(of: product), reason: reason, review: body(review),
          number: rejected.values.reduce(1, +))
        rejected[line.code, default: 0] += 1
        try reject(line.bytes)
      }
    }
  }
}

/// A line of `rejects.jsonl` about a review whose product the catalog does not have.
///
/// It has no file and no record: those are lost where reviews are grouped. `rejects retry` passes it over, because the
/// next `submit` of the same export sends it once its product is known.
struct UnmatchedReject {
  let product: UnsafeBufferPointer<UInt8>
  let reason: ParkedReason
  let review: UnsafeBufferPointer<UInt8>
  /// Among those of the run, from 1.
  let number: Int

  var code: ProblemCode {
    switch reason {
    case .unknown, .other: "product.unmatched"
    case .deleted: "product.deleted"
    case .noIdentifier: "product.no-identifier"
    }
  }

  private var sentence: String {
    switch reason {
    case .unknown, .other: "the catalog has no such product; review rejected"
    case .deleted: "the product was deleted in the PIM; review rejected"
    case .noIdentifier: "the product has no identifier that the catalog knows; review rejected"
    }
  }

  var bytes: [UInt8] {
    let raw =
      #"{"product_identification":\#(String(decoding: product, as: UTF8.self)),"review":\#(String(decoding: review, as: UTF8.self))}"#
    return RejectLine.bytes(
      RejectLine.Stored(
        unmatched: raw, number: number, code: code.rawValue, sentence: sentence))
  }
}
