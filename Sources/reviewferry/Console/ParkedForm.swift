import Catalog
import Ledger
import Records

/// Products with parked reviews, as a table, JSON or CSV; the greatest loss first.
///
/// Keys and columns are never renamed, because scripts read them; new ones may come behind.
struct ParkedForm {
  private let products: [ParkedReport.Product]

  init(_ products: [ParkedReport.Product]) { self.products = products }

  func text(_ format: RejectsFormat) -> String {
    switch format {
    case .table: products.isEmpty ? "" : RejectForm.text(table)
    case .json: DocumentJSON.text(products.map(item))
    case .csv: csv
    }
  }

  private var table: TextTable {
    TextTable(
      headers: ["reviews", "product", "why", "parked since"],
      rows: products.map { parked in
        [
          Numerals.grouped(parked.product.reviews), parked.product.name, Self.why(parked),
          Moment.text(parked.first),
        ]
      }, flexible: [1])
  }

  /// What the catalog says now.
  static func why(_ parked: ParkedReport.Product) -> String {
    switch parked.product.match {
    case .matched: return "known: the next run sends them"
    case .ambiguous(_, let names): return "known as \(names.count) products: the next run sends them"
    case .unmatched(.unknown): return "not in the catalog"
    case .unmatched(.noIdentifier): return "no key of the catalog"
    case .unmatched(.deleted(let time)):
      let author = parked.author.map { " by \(Quotation.quote($0))" } ?? ""
      return "deleted \(Moment.text(milliseconds: time).prefix(10))\(author)"
    }
  }

  private struct Item: Encodable {
    var reviews: Int
    var reason: String
    var releasable: Bool
    var deleted_at: String?
    var deleted_by: String?
    var parked_first: String
    var parked_last: String
    /// The object as it would be sent, as text: its bytes are what requests are made of.
    var product_identification: String
  }

  private func item(_ parked: ParkedReport.Product) -> Item {
    Item(
      reviews: parked.product.reviews, reason: parked.product.reason, releasable: parked.isReleasable,
      deleted_at: parked.product.deletedAt, deleted_by: parked.author,
      parked_first: Moment.text(parked.first), parked_last: Moment.text(parked.last),
      product_identification: parked.product.object)
  }

  private var csv: String {
    "reviews,reason,releasable,deleted_at,deleted_by,parked_first,parked_last,product,product_identification\n"
      + products.map { parked in
        RejectForm.csv([
          String(parked.product.reviews), parked.product.reason, String(parked.isReleasable),
          parked.product.deletedAt ?? "", parked.author ?? "", Moment.text(parked.first),
          Moment.text(parked.last), parked.product.name, parked.product.object,
        ])
      }.joined()
  }
}
