import Catalog
import Foundation
import Ledger
import Records
import Requests

/// What a reconciliation has found, as a table, JSON or CSV.
///
/// Keys and columns are never renamed, because scripts read them; new ones may come behind.
struct ReconcileForm {
  private let report: ReconciliationReport
  /// Whether the API was asked, and not the catalog.
  private let isProbed: Bool

  init(_ report: ReconciliationReport, isProbed: Bool = false) {
    self.report = report
    self.isProbed = isProbed
  }

  private var unknown: String { isProbed ? "not found by the API" : "not in the catalog" }

  func text(_ format: RejectsFormat) -> String {
    switch format {
    case .table: totals + (report.listed.isEmpty ? "" : "\n" + RejectForm.text(list))
    case .json: json
    case .csv: csv
    }
  }

  /// By what products were found, the most frequent first.
  private var matches: [(key: MatchKey, amount: ReconciliationReport.Amount)] {
    report.matched.map { ($0.key, $0.value) }.sorted {
      ($1.amount.reviews, $0.key.text) < ($0.amount.reviews, $1.key.text)
    }
  }

  // MARK: Table

  private var totals: String {
    let matched = report.matched.values.reduce(ReconciliationReport.Amount(), +)
    var rows = [("matched", matched)]
    rows += matches.map { ("  by \(Quotation.escape($0.key.text))", $0.amount) }
    rows += [("ambiguous", report.ambiguous), ("not matched", report.unmatched)]
    rows += [
      ("  " + unknown, report.unknown), ("  deleted", report.deleted),
      ("  without a key of the catalog", report.noIdentifier), ("  refused by the API", report.refused),
    ].filter { $0.1.products > 0 }
    let width = (rows.map(\.0.count).max() ?? 0) + 2
    let line = { (name: String, products: String, reviews: String) in
      name.padded(to: width) + products.padded(to: 12, left: true) + reviews.padded(to: 14, left: true) + "\n"
    }
    return line("", "products", "reviews")
      + rows.map { line($0.0, Numerals.grouped($0.1.products), Numerals.grouped($0.1.reviews)) }.joined()
  }

  private var list: TextTable {
    TextTable(
      headers: ["reviews", "product", "why", "near"],
      rows: report.listed.map { product in
        [
          Numerals.grouped(product.reviews), product.name, why(product),
          product.near.map { "'\($0.found)' (\($0.difference))" }.joined(separator: ", "),
        ]
      }, flexible: [1, 3])
  }

  private func why(_ product: ReconciliationReport.Product) -> String {
    if let said = product.refusal { return "refused: \(said)" }
    return switch product.match {
    case .matched: ""
    case .ambiguous(_, let names): "\(names.count) products"
    case .unmatched(.unknown): unknown
    case .unmatched(.deleted(let time)): "deleted \(Moment.text(milliseconds: time).prefix(10))"
    case .unmatched(.noIdentifier): "no key of the catalog"
    }
  }

  // MARK: JSON

  private struct Document: Encodable {
    var matched: [Match]
    var ambiguous: Amount
    var unmatched: Unmatched
    var listed: [Item]
  }

  private struct Amount: Encodable {
    var products: Int
    var reviews: Int

    init(_ amount: ReconciliationReport.Amount) { (products, reviews) = (amount.products, amount.reviews) }
  }

  private struct Match: Encodable {
    var by: String
    var products: Int
    var reviews: Int
  }

  private struct Unmatched: Encodable {
    var products: Int
    var reviews: Int
    var unknown: Amount
    var deleted: Amount
    var no_identifier: Amount
    /// Where the API was asked.
    var refused: Amount?
  }

  private struct Item: Encodable {
    var reviews: Int
    var reason: String
    var deleted_at: String?
    /// The object as it would be sent, as text: its bytes are what requests are made of.
    var product_identification: String
    var candidates: [String]?
    var near: [Near]
    /// What the API said of the review that it refused.
    var refusal: String?
  }

  private struct Near: Encodable {
    var key: String
    var given: String
    var found: String
    var found_key: String
    var difference: String
    var sentence: String
  }

  private var json: String {
    DocumentJSON.text(
      Document(
        matched: matches.map {
          Match(by: $0.key.text, products: $0.amount.products, reviews: $0.amount.reviews)
        },
        ambiguous: Amount(report.ambiguous),
        unmatched: Unmatched(
          products: report.unmatched.products, reviews: report.unmatched.reviews,
          unknown: Amount(report.unknown),
          deleted: Amount(report.deleted), no_identifier: Amount(report.noIdentifier),
          refused: isProbed ? Amount(report.refused) : nil),
        listed: report.listed.map(item)))
  }

  private func item(_ product: ReconciliationReport.Product) -> Item {
    Item(
      reviews: product.reviews, reason: product.reason, deleted_at: product.deletedAt,
      product_identification: product.object,
      candidates: product.candidates.isEmpty ? nil : product.candidates,
      near: product.near.map {
        Near(
          key: $0.key, given: $0.given, found: $0.found, found_key: $0.foundKey, difference: $0.difference,
          sentence: $0.sentence)
      }, refusal: product.refusal)
  }

  // MARK: CSV

  private var csv: String {
    "reviews,reason,deleted_at,product,near,difference,candidates,product_identification\n"
      + report.listed.map { product in
        RejectForm.csv([
          String(product.reviews), product.reason, product.deletedAt ?? "", product.name,
          product.near.map(\.found).joined(separator: " | "),
          product.near.map(\.difference).joined(separator: " | "),
          product.candidates.joined(separator: " | "),
          product.object,
        ])
      }.joined()
  }
}

extension ReconciliationReport.Product {
  /// What a person knows it by: all its identifiers.
  var name: String {
    let identifiers = ProductIdentifiers()
    identification.withUnsafeBufferPointer { identifiers.read($0) }
    var parts: [String] = []
    if let uuid = identifiers.uuid { parts.append("uuid \(String(decoding: uuid, as: UTF8.self))") }
    if let code = identifiers.modelCode { parts.append("model \(String(decoding: code, as: UTF8.self))") }
    for index in 0..<identifiers.metadataCount {
      let name = String(decoding: identifiers.metadataName(index), as: UTF8.self)
      parts.append("\(name) \(String(decoding: identifiers.metadataValue(index), as: UTF8.self))")
    }
    return parts.joined(separator: ", ")
  }

  var object: String { String(decoding: identification, as: UTF8.self) }

  var reason: String {
    if refusal != nil { return "refused" }
    return switch match {
    case .matched: "matched"
    case .ambiguous: "ambiguous"
    case .unmatched(.unknown): "unknown"
    case .unmatched(.deleted): "deleted"
    case .unmatched(.noIdentifier): "no_identifier"
    }
  }

  var deletedAt: String? {
    if case .unmatched(.deleted(let time)) = match { Moment.text(milliseconds: time) } else { nil }
  }

  var candidates: [String] {
    if case .ambiguous(_, let names) = match { names.map(\.text) } else { [] }
  }
}
