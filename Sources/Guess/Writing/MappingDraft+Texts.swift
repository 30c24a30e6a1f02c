import Records

/// Score, title and text.
extension MappingDraft {
  mutating func writeScore() {
    guard let assignment = roles.assignment(.score), let score = roles.profiles[assignment.field].score else {
      reviewLines += YAMLScalar.comment(
        "MISSING: no field looks like a rating from 1 to 5, 1 to 10 or 0 to 100, in stars or words. Name it here.",
        indent: 2)
      reviewLines.append("  # score: …")
      return
    }
    var options: [(String, String)] = []
    if score.hasCommas { options.append(("replace", "{ pattern: \",\", with: \".\" }")) }
    if let extract = score.extract { options.append(("extract", "'\(extract)'")) }
    var doubt = score.doubt
    if let bounds = boundsOfRecords() {
      options.append(("scale", bounds))
      doubt = nil
    } else {
      switch score.scale {
      case .plain: break
      case .linear(let low, let high):
        options.append(("scale", "{ from: [\(ScoreGuess.text(low)), \(ScoreGuess.text(high))] }"))
      case .table(let table):
        let entries = table.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map {
          "\(YAMLScalar.quoted($0.key)): \($0.value)"
        }
        options.append(("table", "{ \(entries.joined(separator: ", ")) }"))
      }
    }
    reviewLines += take(
      assignment, reason(assignment, score.reason), doubt: doubt, isGrave: doubt != nil && score.isOpen)
    reviewLines.append("  score: \(Self.value(roles.profiles[assignment.field].field.selector, options))")
  }

  /// A scale that each record tells itself, in fields beside the score.
  func boundsOfRecords() -> String? {
    guard let score = roles.profile(.score) else { return nil }
    func near(_ role: FieldRole) -> String? {
      guard let field = roles.profile(role)?.field,
        field.names.dropLast().elementsEqual(score.field.names.dropLast())
          || field.names.dropLast().elementsEqual(score.field.names)
      else { return nil }
      return YAMLScalar.text(field.selector)
    }
    guard let most = near(.scoreMax) else { return nil }
    return near(.scoreMin).map { "{ min: \($0), max: \(most) }" } ?? "{ min: 1, max: \(most) }"
  }

  func textOptions(_ statistics: FieldStatistics) -> [(String, String)] {
    var options: [(String, String)] = []
    if statistics.hasEntities { options.append(("decode_entities", "true")) }
    if statistics.hasMarkup { options.append(("strip_html", "true")) }
    if statistics.quoted * 10 >= statistics.filled * 9 {
      options.append(("replace", #"{ pattern: '\A\s*"|"\s*\z', with: "" }"#))
    }
    return options
  }

  func textWords(_ statistics: FieldStatistics) -> String {
    var words = "\(Self.counted(Int(statistics.meanLength.rounded()), "character")) on average"
    if statistics.hasEntities { words += ", with HTML entities" }
    if statistics.hasMarkup { words += ", with HTML tags" }
    if statistics.quoted * 10 >= statistics.filled * 9 { words += ", in quotes of their own" }
    return words
  }

  mutating func writeTexts() {
    let isSplit = roles.profile(.pros) != nil && roles.profile(.cons) != nil
    // Where there are advantages and drawbacks, a summary is the rest of the text.
    if isSplit, roles.profile(.text) == nil, let title = roles.profile(.title),
      FieldName.joined(title.field.name) == "summary"
    {
      roles.move(.title, to: .text)
    }
    writeText(.title, key: "title")
    if isSplit { return writeParts() }
    writeText(.text, key: "text")
  }

  mutating func writeText(_ role: FieldRole, key: String) {
    guard let assignment = roles.assignment(role) else { return }
    let profile = roles.profiles[assignment.field]
    reviewLines += take(assignment, reason(assignment, textWords(profile.statistics)))
    reviewLines.append("  \(key): \(Self.value(profile.field.selector, textOptions(profile.statistics)))")
  }

  mutating func writeParts() {
    var selectors: [String] = []
    var labels: [String] = []
    for (role, label) in [(FieldRole.pros, "Pros: "), (.cons, "Cons: "), (.text, "")] {
      guard let assignment = roles.assignment(role) else { continue }
      let profile = roles.profiles[assignment.field]
      reviewLines += take(assignment, reason(assignment, textWords(profile.statistics)))
      selectors.append(YAMLScalar.text(profile.field.selector))
      labels.append(YAMLScalar.quoted(label))
    }
    reviewLines.append("  text:")
    reviewLines.append(
      "    concat: { from: [\(selectors.joined(separator: ", "))], labels: [\(labels.joined(separator: ", "))] }"
    )
  }
}
