/// Ids that begin with the product's: `309_8`.
struct CompositeID {
  var pattern: String
  var example: String
  /// Different beginnings.
  var count: Int

  init?(_ statistics: FieldStatistics) {
    guard statistics.filled >= 6 else { return nil }
    for sign: Character in ["_", "-", ":", "/", "."] {
      var beginnings: Set<Substring> = []
      var hits = 0
      for text in statistics.sample {
        guard let place = text.lastIndex(of: sign), place != text.startIndex else { continue }
        let tail = text[text.index(after: place)...]
        guard !tail.isEmpty, tail.allSatisfy({ $0.isASCII && $0.isNumber }) else { continue }
        beginnings.insert(text[..<place])
        hits += 1
      }
      guard hits * 10 >= statistics.sample.count * 9, beginnings.count > 1, beginnings.count * 2 <= hits
      else { continue }
      pattern = "^(.+)\(sign == "." ? "[.]" : String(sign))[0-9]+$"
      example = statistics.sample[0]
      count = beginnings.count
      return
    }
    return nil
  }
}
