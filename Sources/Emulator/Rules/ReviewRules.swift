/// The rules of `raw_reviews`.
extension IngestRules {
  mutating func reviews(_ body: JSONValue, at path: String) -> [RawReview] {
    let path = "\(path).raw_reviews"
    guard let value = body["raw_reviews"] else {
      report(path, "is required")
      return []
    }
    guard case .array(let items) = value else {
      report(path, "is \(value.kind), but must be an array")
      return []
    }
    if items.isEmpty { report(path, "has no reviews") }
    if items.count > Self.maxReviews {
      report(path, "has \(items.count) reviews, but at most \(Self.maxReviews) are taken")
    }
    return items.enumerated().compactMap { review($0.element, at: "\(path)[\($0.offset)]") }
  }

  private mutating func review(_ value: JSONValue, at path: String) -> RawReview? {
    guard case .object(let members) = value else {
      report(path, "is \(value.kind), but must be an object")
      return nil
    }
    let externalID = name("external_id", in: value, at: path, isRequired: true)
    let score = score(value, at: path)
    for member in members { check(member, at: "\(path)") }
    guard let externalID, let score else { return nil }
    return RawReview(externalID: externalID, score: score, json: value)
  }

  private mutating func score(_ review: JSONValue, at path: String) -> Int? {
    guard let value = review["score"] else {
      report("\(path).score", "is required")
      return nil
    }
    guard case .number(let text) = value else {
      report("\(path).score", "is \(value.kind), but must be an integer from 1 to 5")
      return nil
    }
    guard let score = value.integer, Self.scores.contains(score) else {
      report("\(path).score", "is \(text), but must be an integer from 1 to 5")
      return nil
    }
    return score
  }

  private mutating func check(_ member: JSONValue.Member, at path: String) {
    let value = member.value
    switch member.key {
    case "external_id", "score": break
    case "title", "text":
      if value.text == nil { report("\(path).\(member.key)", "is \(value.kind), but must be a string") }
    case "review_date": reviewDate(value, at: "\(path).review_date")
    case "up_votes", "down_votes": votes(value, at: "\(path).\(member.key)")
    default: extra(value, at: Self.join(path, member.key))
    }
  }

  private mutating func reviewDate(_ value: JSONValue, at path: String) {
    guard let text = value.text else {
      return report(path, "is \(value.kind), but must be a date-time of RFC 3339")
    }
    if !TextRules.isDateTime(text) {
      report(path, "is \(Quoted.text(text)), but must be a date-time of RFC 3339")
    }
  }

  private mutating func votes(_ value: JSONValue, at path: String) {
    guard case .number(let text) = value else {
      return report(path, "is \(value.kind), but must be an integer of 0 or more")
    }
    if value.integer ?? -1 < 0 { report(path, "is \(text), but must be an integer of 0 or more") }
  }

  /// A field that no page names: string, number, boolean or a list of strings.
  private mutating func extra(_ value: JSONValue, at path: String) {
    switch value {
    case .string, .number, .bool: break
    case .array(let items) where items.allSatisfy { $0.text != nil }: break
    default:
      report(path, "is \(value.kind), but must be a string, a number, a boolean or a list of strings")
    }
  }
}
