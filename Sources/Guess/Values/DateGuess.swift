import Mapping

/// The formats of a field's dates, and what is doubtful of them.
struct DateGuess: Equatable, Sendable {
  /// In the order in which the mapping tries them.
  var formats: [String] = []
  /// Whether some of the values have a time and no zone, so that the mapping must name one.
  var needsZone = false
  /// The other reading, where day and month could be either.
  var alternative: String?
  /// Values that the formats read, of all.
  var share = 0.0
  /// Some of those that none reads.
  var unread: [String] = []

  private static let maxFormats = 3
  private static let looked = 300

  /// Nil where fewer than half of the values are dates.
  init?(_ statistics: FieldStatistics) {
    let values = Array(statistics.sample.prefix(Self.looked))
    guard !values.isEmpty, values.contains(where: { $0.utf8.contains { $0 >= 0x30 && $0 <= 0x39 } }) else {
      return nil
    }
    var rest = values
    while formats.count < Self.maxFormats, let best = Self.best(for: rest, beside: formats) {
      // Of few values that are written otherwise than the rest, nobody could tell day from month.
      if !formats.isEmpty && best.alternative != nil { break }
      formats.append(best.format)
      if alternative == nil { alternative = best.alternative }
      needsZone = needsZone || best.needsZone
      rest = rest.filter { best.trial.outcome(of: $0) == .unreadable }
      if rest.isEmpty { break }
    }
    share = Double(values.count - rest.count) / Double(values.count)
    unread = Array(rest.prefix(3))
    if formats.isEmpty || share < 0.5 { return nil }
  }

  private struct Candidate {
    var format: String
    var trial: DateTrial
    var hits: Int
    /// Different years of the dates that it reads.
    var years: Int
    var needsZone: Bool
    var alternative: String?
  }

  /// The format that reads most of the values.
  private static func best(for values: [String], beside formats: [String]) -> Candidate? {
    var names: [String] = []
    for value in values.prefix(40) {
      for name in DateShape.formats(of: value) where !names.contains(name) { names.append(name) }
    }
    let candidates = names.filter { name in !formats.contains { DateTrial.disagree($0, name) } }
      .compactMap { candidate($0, values) }
    // Of equals the first, which is the more usual one; but reviews of few years are likelier than of many.
    guard let most = candidates.map(\.hits).max(),
      let fewest = candidates.filter({ $0.hits == most }).map(\.years).min(),
      var best = candidates.first(where: { $0.hits == most && $0.years == fewest })
    else { return nil }
    best.alternative =
      candidates.first { other in
        other.hits == most && other.years < 2 * fewest + 1 && other.format != best.format
          && DateTrial.disagree(best.format, other.format)
      }?.format
    return best
  }

  private static func candidate(_ format: String, _ values: [String]) -> Candidate? {
    guard let trial = DateTrial(format: format) else { return nil }
    let zoned = DateTrial(format: format, timeZone: "UTC")
    var hits = 0
    var years: Set<Int64> = []
    var needsZone = false
    for value in values {
      if case .moment(let seconds)? = zoned?.outcome(of: value) { years.insert(seconds / 31_556_952) }
      switch trial.outcome(of: value) {
      case .moment: hits += 1
      case .noZone:
        hits += 1
        needsZone = true
      case .unreadable: break
      }
    }
    return hits == 0
      ? nil : Candidate(format: format, trial: trial, hits: hits, years: years.count, needsZone: needsZone)
  }
}
