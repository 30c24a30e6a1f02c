import Foundation
import Records

/// Reads a `summary.json`, which may come from anybody.
public enum SummaryFile {
  /// Larger files are no summaries: a summary names the inputs and some examples.
  public static let maxBytes = 16 << 20
  /// No count of ours comes near it, and sums of those that do not stay far from overflow.
  private static let mostCounted = 1 << 40
  private static let mostMilliseconds = 1e12
  private static let mostSlices = 1000

  private struct Head: Decodable {
    struct Details: Decodable {
      var version: Int
    }
    var details: Details?
  }

  /// Throws `report.no-summary` or `report.newer`; `name` is for these.
  public static func read(_ bytes: [UInt8], name: String) throws(Problem) -> SummaryDocument {
    let decoder = JSONDecoder()
    let data = Data(bytes)
    if let version = (try? decoder.decode(Head.self, from: data))?.details?.version,
      version > SummaryDetails.version
    {
      throw newer(name, version)
    }
    do {
      let document = try decoder.decode(SummaryDocument.self, from: data)
      if let key = impossible(document) { throw noSummary(name, "its \(Quotation.quote(key)) cannot be") }
      return document
    } catch let problem as Problem {
      throw problem
    } catch {
      throw noSummary(name, why(error))
    }
  }

  public static func tooLarge(_ name: String) -> Problem {
    noSummary(name, "it is larger than \(maxBytes >> 20) MiB")
  }

  private static func noSummary(_ name: String, _ why: String) -> Problem {
    Problem(
      "report.no-summary", .error, "\(quoted: name) is no summary of a run: \(why); no report was made",
      fix: "give a 'summary.json', or the folder of a run or of 'convert' that holds one")
  }

  private static func newer(_ name: String, _ version: Int) -> Problem {
    Problem(
      "report.newer", .error,
      "\(quoted: name) was written by a newer reviewferry (details of version \(version)); no report was made",
      fix: "make the report with that version")
  }

  private static func why(_ error: any Error) -> String {
    switch error {
    case DecodingError.typeMismatch(_, let context) where context.codingPath.isEmpty: "it is no JSON object"
    case DecodingError.keyNotFound(let key, _): "it has no \(Quotation.quote(key.stringValue))"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
      "its \(Quotation.quote(context.codingPath.map(\.stringValue).joined(separator: "."))) is of another type"
    default: "it is no JSON of that form"
    }
  }
}

// MARK: - What cannot be

extension SummaryFile {
  /// The key of a value that no run writes; nil where all may be.
  private static func impossible(_ document: SummaryDocument) -> String? {
    let counts =
      document.counts.map { ($0.key, $0.value) } + document.filtered_by.map { ($0.key, $0.value) }
      + document.rejected_by.map { ($0.key, $0.value) } + document.inputs.map { ("inputs", $0.read) }
      + (document.enrichment ?? [:]).map { ($0.key, $0.value) } + document.submission.counts
      + document.details.counts
    if let (key, _) = counts.first(where: { !(0...mostCounted).contains($0.1) }) { return key }
    let times = [document.seconds.map { $0 * 1e3 }] + document.details.times
    if times.contains(where: { time in time.map { !(0...mostMilliseconds).contains($0) } ?? false }) {
      return "seconds"
    }
    let months = document.details?.dates?.months.keys.first {
      $0.wholeMatch(of: #/[0-9]{4}-(0[1-9]|1[0-2])/#) == nil
    }
    if months != nil { return "months" }
    if document.details?.delivery?.slices.count ?? 0 > mostSlices { return "slices" }
    return document.details?.scores?.keys.first { !["1", "2", "3", "4", "5"].contains($0) }
  }
}

extension SummaryDocument.Submission? {
  fileprivate var counts: [(String, Int)] {
    guard let self else { return [] }
    return [
      ("sent", self.sent.reviews), ("sent", self.sent.requests), ("unchanged", self.unchanged),
      ("parked", self.parked), ("parked_in_ledger", self.parked_in_ledger), ("offered", self.offered),
      ("released", self.released), ("changed", self.changed), ("moved", self.moved),
      ("refused", self.refused.reviews), ("refused", self.refused.requests), ("unsent", self.unsent.reviews),
      ("unsent", self.unsent.requests), ("attempts", self.attempts), ("tokens", self.tokens),
    ] + self.failed_attempts.map { ($0.key, $0.value) }
  }
}

extension SummaryDetails? {
  fileprivate var counts: [(String, Int)] {
    guard let self else { return [] }
    var counts = (self.scores ?? [:]).map { ($0.key, $0.value) }
    if let dates = self.dates {
      counts += dates.months.map { ($0.key, $0.value) }
      counts += [("earlier", dates.earlier), ("later", dates.later), ("undated", dates.undated)]
    }
    counts += (self.top_products ?? []).map { ("top_products", $0.reviews) }
    counts += self.rejects.map { ($0.code, $0.count) } + self.filters.map { ($0.condition, $0.count) }
    for slice in self.delivery?.slices ?? [] {
      counts += [("slices", slice.accepted), ("slices", slice.throttled), ("slices", slice.failed)]
    }
    counts.append(("repeated", self.delivery?.repeated ?? 0))
    return counts + (self.catalog?.counts ?? [])
  }

  fileprivate var times: [Double?] {
    guard let delivery = self?.delivery else { return [] }
    let latency = delivery.latency
    return delivery.slices.flatMap { [$0.p50, $0.p99] }
      + [delivery.slice, latency?.p50, latency?.p90, latency?.p99, latency?.longest]
  }
}

extension CatalogTally {
  fileprivate var counts: [(String, Int)] {
    let amounts =
      matched.map { ($0.key, $0.value) }
      + [
        ("ambiguous", ambiguous), ("unknown", unknown), ("deleted", deleted),
        ("no_identifier", no_identifier), ("refused", refused),
      ].compactMap { name, amount in amount.map { (name, $0) } }
    return amounts.flatMap { name, amount in
      [amount.products, amount.reviews].compactMap { $0 }.map { (name, $0) }
    } + (lost ?? []).map { ("lost", $0.reviews) }
  }
}
