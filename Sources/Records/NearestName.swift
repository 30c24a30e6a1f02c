/// Finds the legal name that a mistyped one probably meant.
public enum NearestName {
  /// The closest candidate at edit distance 3 or less (and less than half the name), or nil.
  public static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
    let folded = Array(fold(name))
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(folded, Array(fold(candidate)))
      if distance < best?.distance ?? Int.max { best = (candidate, distance) }
    }
    guard let best, best.distance <= 3, best.distance * 2 <= max(folded.count, 1) else { return nil }
    return best.name
  }

  /// `; did you mean 'x'?` or nothing.
  public static func suggestion(for name: String, among candidates: some Sequence<String>) -> String {
    of(name, among: candidates).map { "; did you mean \(Quotation.quote($0))?" } ?? ""
  }

  static func fold(_ name: String) -> String {
    name.lowercased().filter { $0 != " " && $0 != "-" }.map { $0 == "_" ? "" : String($0) }.joined()
  }

  /// Levenshtein distance, in one row.
  static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var row = Array(0...second.count)
    for (i, a) in first.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in second.enumerated() {
        let substituted = diagonal + (a == b ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[second.count]
  }
}
