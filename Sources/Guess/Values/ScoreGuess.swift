/// How a field's values become scores from 1 to 5.
struct ScoreGuess: Equatable, Sendable {
  enum Scale: Equatable, Sendable {
    /// As they are.
    case plain
    case linear(Double, Double)
    /// Words and signs, with their scores.
    case table([String: Int])
  }

  var scale = Scale.plain
  /// For values such as `4 of 5`: what of them is the number.
  var extract: String?
  /// Whether a comma stands before the decimals.
  var hasCommas = false
  /// How good the values fit, from 0 to 1.
  var fit = 0.0
  /// For the comment.
  var reason = ""
  /// What to look at.
  var doubt: String?
  /// Whether too few values were seen to tell the scale.
  var isOpen = false

  /// Nil where the values are no scores.
  init?(_ statistics: FieldStatistics) {
    guard statistics.filled > 0, statistics.booleans * 2 < statistics.filled else { return nil }
    if let table = Self.words(statistics) {
      scale = .table(table)
      fit = 0.9
      reason = "words or signs for 1 to 5"
      return
    }
    var numbers = statistics.numbers
    if numbers.count * 2 < statistics.filled {
      guard let found = Self.parts(statistics.sample) else { return nil }
      numbers = found.numbers
      extract = found.pattern
      if found.scale > 5 { scale = .linear(1, found.scale) }
    }
    hasCommas = statistics.sample.contains { $0.contains(",") && FieldStatistics.number($0) != nil }
    guard measure(numbers, statistics) else { return nil }
  }

  private mutating func measure(_ numbers: [Double], _ statistics: FieldStatistics) -> Bool {
    let sorted = numbers.sorted()
    guard let lowest = sorted.first, let highest = sorted.last else { return false }
    let span = "\(Self.text(lowest)) to \(Self.text(highest))"
    reason = lowest == highest ? "the number \(Self.text(lowest))" : "numbers from \(span)"
    let share = Double(numbers.count) / Double(max(statistics.filled, numbers.count))
    fit = share * 0.9
    if extract != nil && scale != .plain { return true }
    let inFive = sorted.count { $0 >= 1 && $0 <= 5 || $0 == 0 || ($0 == 0.5) }
    let strange = sorted.count - inFive
    let allowed = sorted.count < 3 ? 0 : max(1, sorted.count / 50)
    if lowest < 0, sorted.count(where: { $0 < 0 }) > allowed { return negative(lowest, highest) }
    if strange <= allowed { return plain(sorted, strange: strange) }
    return wide(sorted, allowed: allowed)
  }

  private mutating func plain(_ sorted: [Double], strange: Int) -> Bool {
    if strange > 0 {
      doubt =
        "\(strange) of \(sorted.count) values are outside of 1 to 5 and such records are rejected, unless the scale is another: 'scale: { from: [1, 10] }'"
    } else if let highest = sorted.last, highest < 4 {
      doubt =
        "no value is above \(Self.text(highest)): if the scale is not 1 to 5, add 'scale: { from: [1, 10] }' or its own bounds"
      isOpen = sorted.count < 10
      fit *= 0.8
    } else if sorted.contains(where: { $0 < 1 }) {
      doubt = "0 may mean 'no rating'; it is rejected as score.range (0.5 is rounded up to 1)"
    }
    return true
  }

  /// Ten points or a percentage; few values beyond the usual bound do not widen the scale.
  private mutating func wide(_ sorted: [Double], allowed: Int) -> Bool {
    let lowest = sorted[sorted.count >= 50 ? allowed : 0]
    let aboveTen = sorted.count { $0 > 10 }
    if aboveTen <= (sorted.count >= 8 ? allowed : 0) {
      scale = .linear(lowest < 1 ? 0 : 1, 10)
      if lowest < 1 {
        doubt = "values below 1 make it 0 to 10"
      } else if sorted.count < 20 {
        doubt = "few values tell; 1 becomes 1 and 10 becomes 5"
      }
      return true
    }
    guard let highest = sorted.last, sorted.count(where: { $0 > 100 }) <= (sorted.count >= 8 ? allowed : 0)
    else { return false }
    let isPercentOfStars =
      sorted.allSatisfy { $0 >= 20 } && sorted.allSatisfy { $0.truncatingRemainder(dividingBy: 10) == 0 }
    scale = isPercentOfStars ? .linear(20, 100) : .linear(0, 100)
    if highest < 60 { fit *= 0.3 }
    doubt =
      isPercentOfStars ? "20 percent as one star is a guess" : "0 to 100 is a guess; 20 to 100 is as usual"
    return true
  }

  private mutating func negative(_ lowest: Double, _ highest: Double) -> Bool {
    let bound = max(-lowest, highest).rounded(.up)
    guard bound <= 100 else { return false }
    scale = .linear(-bound, bound)
    fit *= 0.8
    doubt = "the bounds are those of the sample, rounded up and made even on both sides"
    return true
  }

  // MARK: Words

  private static let known: [String: Int] = {
    var table: [String: Int] = [:]
    let words = [
      [
        "one", "terrible", "verybad", "poor", "awful", "sehr schlecht", "mangelhaft", "eins", "une", "uno",
        "una",
      ],
      ["two", "bad", "schlecht", "zwei", "deux", "dos", "due", "dois", "mauvais", "malo"],
      [
        "three", "average", "ok", "okay", "fair", "befriedigend", "drei", "trois", "tres", "tre", "moyen",
        "regular",
      ],
      ["four", "good", "gut", "vier", "quatre", "cuatro", "quattro", "quatro", "bon", "bueno", "buono"],
      [
        "five", "excellent", "great", "very good", "sehr gut", "fünf", "cinq", "cinco", "cinque", "vijf",
        "excelente", "ottimo",
      ],
    ]
    for (index, group) in words.enumerated() { for word in group { table[word] = index + 1 } }
    return table
  }()

  /// Scores of the field's few values, where most are words or signs that are known.
  private static func words(_ statistics: FieldStatistics) -> [String: Int]? {
    guard statistics.numbers.count * 2 < statistics.filled, !statistics.commonValues.isEmpty else {
      return nil
    }
    var table: [String: Int] = [:]
    var hits = 0
    for (text, count) in statistics.commonValues {
      guard let score = score(of: text) else { continue }
      table[text] = score
      hits += count
    }
    guard hits * 10 >= statistics.filled * 6 else { return nil }
    for score in 1...5 where table.keys.contains(where: { $0.contains("★") }) && !table.values.contains(score)
    {
      table[String(repeating: "★", count: score)] = score
    }
    return table
  }

  static func score(of text: String) -> Int? {
    let full = text.filter { "★⭐✭✮".contains($0) }.count
    let isStars = full > 0 && text.allSatisfy { "★⭐☆✩✭✮ \u{FE0F}".contains($0) }
    if isStars && full <= 5 { return full }
    let lower = text.lowercased()
    let first = lower.split(separator: " ").first.map(String.init) ?? lower
    return known[lower] ?? (lower.contains("star") || lower.contains("stern") ? known[first] : nil)
  }

  /// `4/5`, `4 of 5`, `8 out of 10`, `4 stars`: the first number, and the scale that the second one tells.
  private static func parts(_ sample: [String]) -> (numbers: [Double], pattern: String, scale: Double)? {
    var numbers: [Double] = []
    var scales: [Double] = []
    for text in sample {
      let runs = text.split { !($0.isASCII && $0.isNumber) && $0 != "." && $0 != "," }
      guard let first = runs.first, text.hasPrefix(first), runs.count <= 2, text.count <= 24,
        let number = FieldStatistics.number(String(first))
      else { continue }
      numbers.append(number)
      if runs.count == 2, let top = FieldStatistics.number(String(runs[1])) { scales.append(top) }
    }
    guard numbers.count * 10 >= sample.count * 7, let highest = numbers.max(), highest <= 100 else {
      return nil
    }
    let scale = scales.max() ?? 5
    guard scale >= highest, scale <= 100 else { return nil }
    return (numbers, "^[0-9]+(?:[.,][0-9]+)?", scale)
  }

  static func text(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
  }
}
