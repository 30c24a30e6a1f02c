/// How well a field fits a role: by its name and by its values.
struct RoleScore {
  let role: FieldRole
  let profile: FieldProfile
  let hasNames: Bool

  /// From 0 to 1; below `threshold` the field is not taken.
  var confidence: Double {
    let name = nameScore
    let value = valueScore
    guard value > 0 else { return 0 }
    // A name that speaks of something else speaks against the role, whatever the values are.
    if name > 0 && name < Self.leastName { return 0 }
    let both = name > 0 ? 0.7 * name + 0.3 * value : blind * value
    let depth = 0.03 * Double(max(profile.field.names.count - 1, 0))
    let climb = role == .product || role == .barcode || role == .locale ? 0.02 : 0.25
    let list = profile.field.isList ? 0.1 : 0
    return both - depth - climb * Double(profile.field.climbs) - list
  }

  static let threshold = 0.3
  private static let leastName = 0.34

  /// What values alone are worth, where the name says nothing.
  private var blind: Double {
    switch role {
    case .text: profile.statistics.meanLength >= (hasNames ? 40 : 12) ? 0.45 : 0
    case .date: 0.45
    case .score: hasNames ? 0 : 0.45
    case .id: hasNames ? 0 : 0.4
    case .product: hasNames ? 0 : 0.35
    case .status, .locale, .title, .barcode: 0
    default: 0
    }
  }

  // MARK: Names

  private var nameScore: Double {
    let names = profile.field.names
    guard let last = names.last else { return 0 }
    let known = FieldLexicon.names[role, default: []]
    let words = FieldName.words(last)
    let joined = words.joined()
    var score = 0.0
    if known.contains(joined) {
      score = joined.contains("sku") ? 1.05 : 1
    } else if role == .product, words == ["id"], isOfThing {
      score = 0.9
    } else if role != .product, role != .id, known.contains(FieldName.withoutReview(joined)) {
      score = 0.95
    } else if names.count > 1, known.contains(FieldName.joined(names[names.count - 2]) + joined) {
      score = 0.9
    } else {
      score = partial(words, known)
    }
    return score * foreignFactor(words, isExact: score >= 1)
  }

  private func partial(_ words: [String], _ known: Set<String>) -> Double {
    if role == .product { return productName(words) }
    if role == .id {
      let isOfReview = words.contains {
        ["review", "rating", "feedback", "comment", "unique", "bewertung", "avis"].contains($0)
      }
      return words.last == "id" && isOfReview ? 0.9 : words.last == "id" || words.last == "uuid" ? 0.35 : 0
    }
    guard words.count > 1, let last = words.last, let first = words.first, role != .author else { return 0 }
    if known.contains(words.suffix(2).joined()) { return 0.75 }
    if known.contains(last) { return 0.65 }
    return known.contains(first) && role != .text ? 0.45 : 0
  }

  /// `movie_id` and `Clothing ID` name things; `drugName` names them for people.
  private func productName(_ words: [String]) -> Double {
    guard words.count > 1, let last = words.last else { return 0 }
    if words.contains("sku") || words.contains("skus") || words.contains("asin") { return 0.85 }
    if words.contains("mpn") || words.joined().contains("partnumber") { return 0.6 }
    if ["id", "code", "nr", "no", "ref", "number", "nummer", "key"].contains(last) {
      return words.contains("product") || words.contains("article") || words.contains("item") ? 0.8 : 0.55
    }
    if last == "handle" { return 0.7 }
    return ["name", "title"].contains(last) && words[0] != "full" ? 0.5 : 0
  }

  private func foreignFactor(_ words: [String], isExact: Bool) -> Double {
    let foreign = FieldLexicon.foreign[role, default: []]
    var factor = 1.0
    let reviewWords: Set<String> = ["review", "rating"]
    if !isExact, words.contains(where: { foreign.contains($0) }) { factor = 0.25 }
    if role == .product, words.contains(where: { reviewWords.contains($0) }), !words.contains("product") {
      factor *= 0.4
    }
    let parents = profile.field.names.dropLast().flatMap(FieldName.words)
    let reply: Set<String> = [
      "reply", "replies", "response", "responses", "answer", "answers", "exchange", "moderation", "service",
      "transaction", "order", "publisher",
      "aggregator", "images", "photos", "links", "media", "comments", "customer", "reviewer", "consumer",
      "user", "author", "company", "secondary",
      "attribute", "history", "first", "initial", "merchant", "custom", "fields", "badges",
    ]
    let things: Set<String> = ["product", "products", "item", "variant", "article", "entity"]
    let isReply = parents.contains { reply.contains($0) }
    let isThing = parents.contains { things.contains($0) || $0.hasPrefix("product") }
    if isReply && role != .author && role != .email { factor *= 0.25 }
    if isThing && ![.product, .barcode, .scoreMax, .scoreMin].contains(role) {
      factor *= isDirectThing ? 0.3 : 0.8
    }
    return factor
  }

  /// Whether the field lies in what names a thing, at most two steps below it.
  private var isOfThing: Bool {
    profile.field.names.dropLast().suffix(2).flatMap(FieldName.words).contains {
      ["product", "item", "variant", "article"].contains($0)
    }
  }

  /// Whether the thing itself is named just above the field.
  private var isDirectThing: Bool {
    let names = profile.field.names
    guard names.count > 1 else { return false }
    return FieldName.words(names[names.count - 2]).contains {
      ["product", "item", "variant", "article"].contains($0)
    }
  }

  // MARK: Values

  private var valueScore: Double {
    let values = profile.statistics
    guard values.filled > 0 else { return 0 }
    switch role {
    case .id: return id(values)
    case .product: return product(values)
    case .barcode:
      return values.share(values.barcodes) > 0.3
        ? 1 : values.meanLength <= 14 && !values.numbers.isEmpty ? 0.4 : 0
    case .score: return profile.score?.fit ?? 0
    case .scoreMin, .scoreMax: return values.share(values.numbers.count) > 0.8 && values.distinct <= 3 ? 1 : 0
    case .title: return words(values, most: 160)
    case .text, .pros, .cons: return text(values)
    case .date: return profile.date?.share ?? 0
    case .upVotes, .downVotes, .totalVotes:
      return values.share(values.counts) > 0.7 && values.share(values.booleans) < 0.5 ? 0.9 : 0
    case .status:
      return profile.status != nil
        ? (profile.status?.isInWords == true ? 1 : 0.7)
        : values.distinct <= 12 && values.meanLength < 24 ? 0.3 : 0
    case .removed: return values.distinct <= 2 && values.share(values.booleans + values.counts) > 0.9 ? 1 : 0
    case .locale: return values.share(values.locales)
    case .author: return values.meanLength <= 60 && values.share(values.numbers.count) < 1 ? 0.8 : 0.3
    case .email: return values.share(values.emails)
    }
  }

  private func id(_ values: FieldStatistics) -> Double {
    guard values.meanLength <= 80, values.meanBlanks < 1, values.fillRate >= 0.5,
      values.share(values.booleans) < 0.5
    else { return 0 }
    let isDate = profile.date.map { $0.formats != ["epoch_s"] && $0.formats != ["epoch_ms"] } ?? false
    if isDate || values.share(values.emails) > 0.3 || values.numbers.count > values.counts + 1 { return 0 }
    let enough = values.filled >= 30 ? values.uniqueness : min(1, values.uniqueness + 0.15)
    return enough >= 0.95 ? 1 : enough >= 0.8 ? 0.7 : enough >= 0.6 ? 0.3 : 0
  }

  private func product(_ values: FieldStatistics) -> Double {
    guard values.meanLength <= 80, values.fillRate >= 0.2, profile.date == nil || hasNames else { return 0 }
    if values.share(values.emails) > 0.2 || values.share(values.booleans) > 0.5 { return 0 }
    if values.share(values.addresses) > 0.5 { return 0.1 }
    if values.numbers.count > values.counts + values.filled / 2 || values.meanBlanks > 4 { return 0 }
    let repeats = values.distinct < values.filled || values.filled < 5 ? 0.2 : 0
    return 0.2 + repeats + 0.6 * values.fillRate
  }

  private func words(_ values: FieldStatistics, most: Double) -> Double {
    guard values.meanLength <= most, profile.date == nil, values.share(values.addresses) < 0.5 else {
      return 0
    }
    return values.share(values.numbers.count) < 0.5 ? 0.85 : values.filled < 3 ? 0.3 : 0
  }

  private func text(_ values: FieldStatistics) -> Double {
    guard profile.date == nil, values.share(values.addresses) < 0.5, values.share(values.emails) < 0.3 else {
      return 0
    }
    if values.share(values.numbers.count) >= 0.5 { return values.filled < 3 ? 0.3 : 0 }
    let few = values.filled >= 10 && values.uniqueness < 0.2
    return few ? 0.2 : min(1, 0.6 + values.meanLength / 200)
  }
}
