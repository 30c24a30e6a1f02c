/// What a field may be for a review.
enum FieldRole: String, CaseIterable, Sendable {
  case id, product, barcode, score, scoreMin, scoreMax, title, text, pros, cons, date
  case upVotes, downVotes, totalVotes, status, removed, locale, author, email

  /// As the output of `guess` names it.
  var label: String {
    switch self {
    case .id: "external_id"
    case .product: "product"
    case .barcode: "ean"
    case .score: "score"
    case .scoreMin: "score's minimum"
    case .scoreMax: "score's maximum"
    case .title: "title"
    case .text: "text"
    case .pros: "text (pros)"
    case .cons: "text (cons)"
    case .date: "review_date"
    case .upVotes: "up_votes"
    case .downVotes: "down_votes"
    case .totalVotes: "all votes"
    case .status: "status"
    case .removed: "removed"
    case .locale: "locale"
    case .author: "author"
    case .email: "e-mail"
    }
  }
}

/// How sure a guess is.
public enum Confidence: String, Sendable, Comparable {
  case low, medium, high

  init(_ value: Double) { self = value >= 0.75 ? .high : value >= 0.5 ? .medium : .low }

  private var rank: Int { self == .low ? 0 : self == .medium ? 1 : 2 }
  public static func < (left: Confidence, right: Confidence) -> Bool { left.rank < right.rank }
}
