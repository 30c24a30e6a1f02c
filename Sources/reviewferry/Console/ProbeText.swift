import Catalog
import Delivery
import Pipeline
import Records
import Requests

/// The sentences about probes.
enum ProbeProblem {
  static func sends(_ count: Int) -> Problem {
    Problem(
      "probe.sends", .warning,
      """
      the API knows no question without a review: the first review of \(count == 1 ? "1 product" : "\(count) products") \
      is sent, stored where the API finds the product, and noted in the ledger as accepted
      """)
  }

  static func nobody(_ host: String) -> Problem {
    Problem(
      "probe.address", .error,
      """
      every answer of \(quoted: host) was 404, in none of them the errors of PX Insights: it has none of the products, or \
      the address is wrong
      """, fix: "check '--api-url'")
  }

  static func allRefused(_ refusal: Refusal, _ host: String) -> Problem {
    let status = refusal.status.map(String.init) ?? "nothing"
    return Problem(
      "probe.refused", .error,
      "\(quoted: host) refused every review, the last one with \(status): \(refusal.errors.summary)",
      fix: "try one with 'submit --sync' and look at its answer in 'failed/'")
  }
}

/// What `reconcile --probe` says at its end, on standard error.
enum ProbeText {
  private struct Line: Encodable {
    var event = "summary"
    var command = "reconcile"
    var probed: Int
    var found: Int
    var not_found: Int
    var not_asked: Int
    var refused: Int
    var sent_again: Int
  }

  static func summary(_ result: ProbeResult, asked: Int, format: ProblemFormat) -> String {
    let report = result.report
    let (all, refused, unknown) = (
      report.all.products, report.refused.products, report.unknown.products
    )
    let found = all - refused - unknown
    if format == .json {
      return DocumentJSON.line(
        Line(
          probed: all, found: found, not_found: unknown, not_asked: asked - all, refused: refused,
          sent_again: result.sentAgain))
    }
    var text = "reviewferry reconcile: \(Numerals.counted(all, "product")) asked for: "
    text += "\(Numerals.grouped(found)) found, \(Numerals.grouped(unknown)) not found"
    let rest = [
      (refused, "refused"), (asked - all, "not asked for"),
      (result.sentAgain, "sent again, though unchanged"),
    ]
    for (count, what) in rest where count > 0 { text += ", \(Numerals.grouped(count)) \(what)" }
    return text + "\n"
  }
}
