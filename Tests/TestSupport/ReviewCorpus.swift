/// The reviews of a made-up shop as a CSV file, with the content that the API must have of each in the end.
///
/// The same for the same arguments. Every 20th review is of the first product, which so needs many requests; the
/// others are spread evenly over the rest. Every 50th review stands twice in the file, its older content first.
/// The JSON of a review is made here, in the order of the mapping, and not by the tool.
public struct ReviewCorpus: Sendable {
  public static let origin = "Shop"

  public static let mapping = """
    version: 1
    name: shop
    origin: \(origin)
    source: { format: csv }
    product:
      metadata: { sku: sku }
    review:
      external_id: id
      score: stars
      title: title
      text: text
      review_date: date
      up_votes: votes

    """

  public let reviewCount: Int
  public let productCount: Int
  private let seed: UInt64

  public init(reviews: Int, products: Int, seed: UInt64 = 1) {
    reviewCount = reviews
    productCount = products
    self.seed = seed
  }

  /// Of the same width for every review, so that their order is that of the numbers.
  public func id(_ review: Int) -> String { "r-" + Self.padded(review, 7) }

  public func sku(_ product: Int) -> String { "P-" + Self.padded(product, 6) }

  /// The product's UUID in the PIM.
  public func uuid(_ product: Int) -> String { "00000000-0000-4000-8000-" + Self.padded(product, 12) }

  public func product(of review: Int) -> Int {
    review.isMultiple(of: 20) || productCount == 1 ? 0 : 1 + review % (productCount - 1)
  }

  /// The review as the API stores it: compact JSON.
  public func content(_ review: Int, version: Int = 0) -> String {
    let fields = fields(review, version: version)
    return "{\"external_id\":\"\(id(review))\",\"score\":\(fields.score),\"title\":\"Title \(review)\","
      + "\"text\":\"\(Self.escaped(fields.text))\",\"review_date\":\"\(Self.date)\","
      + "\"up_votes\":\(fields.votes)}"
  }

  /// The whole file; `changed` reviews have version 1, `moved` ones another product.
  public func csv(changed: Set<Int> = [], moved: [Int: Int] = [:]) -> [UInt8] {
    var text = "id,sku,stars,title,text,date,votes\n"
    text.reserveCapacity(reviewCount * 150)
    for review in 0..<reviewCount {
      let product = moved[review] ?? product(of: review)
      if review % 50 == 7 { row(review, product, version: -1, to: &text) }
      row(review, product, version: changed.contains(review) ? 1 : 0, to: &text)
    }
    return Array(text.utf8)
  }

  private static let date = "2026-01-31T08:00:00Z"
  private static let words = ["good", "\"so so\"", "für immer", "漢字", "a\nb", "back\\slash", "🎉", "plain"]

  private func row(_ review: Int, _ product: Int, version: Int, to text: inout String) {
    let fields = fields(review, version: version)
    let quoted = fields.text.split(separator: "\"", omittingEmptySubsequences: false).joined(
      separator: "\"\"")
    text += "\(id(review)),\(sku(product)),\(fields.score),Title \(review),"
    text += "\"\(quoted)\",\(Self.date),\(fields.votes)\n"
  }

  private func fields(_ review: Int, version: Int) -> (score: Int, text: String, votes: Int) {
    var random = SeededRandom(seed: seed &+ UInt64(review) &* 0x9E37_79B9_7F4A_7C15)
    let words = (0..<3).map { _ in Self.words[random.int(in: 0...Self.words.count - 1)] }
    let text = "\(words[0]) \(words[1]) \(words[2]) \(review), version \(version)"
    return (random.int(in: 1...5), text, random.int(in: 0...40))
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// For the characters that the words have.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
