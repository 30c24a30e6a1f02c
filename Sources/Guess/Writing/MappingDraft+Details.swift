import Records

/// Date, votes, language and conditions.
extension MappingDraft {
  mutating func writeDate() {
    guard let assignment = roles.assignment(.date), let date = roles.profiles[assignment.field].date else {
      return
    }
    let names = date.formats.map(YAMLScalar.text)
    var options: [(String, String)] = []
    if date.formats != ["iso8601"] || date.needsZone {
      options.append(("format", names.count == 1 ? names[0] : "[\(names.joined(separator: ", "))]"))
    }
    if Self.lacksZone(date) { options.append(("time_zone", "UTC")) }
    let doubts = Self.doubts(date)
    reviewLines += take(
      assignment, reason(assignment, "read as \(date.formats.joined(separator: ", "))"),
      doubt: doubts.isEmpty ? nil : doubts.joined(separator: "; "), isGrave: date.alternative != nil)
    let selector = roles.profiles[assignment.field].field.selector
    reviewLines.append("  review_date: \(Self.value(selector, options))")
  }

  /// Whether a zone of the mapping would count: days without a time have none either.
  private static func lacksZone(_ date: DateGuess) -> Bool {
    date.needsZone
      || date.formats.contains { format in
        !format.contains("epoch") && !format.contains("H") && !format.contains("z") && format != "iso8601"
      }
  }

  private static func doubts(_ date: DateGuess) -> [String] {
    var doubts: [String] = []
    if let other = date.alternative {
      doubts.append(
        "day, month and year could stand in another order, and no value tells: look for a date that you know; "
          + "for the other reading write  format: \(YAMLScalar.text(other))")
    }
    if lacksZone(date) {
      doubts.append("dates without a zone are taken as UTC: name the shop's zone, such as Europe/Paris")
    }
    if let first = date.unread.first {
      let which = date.unread.count == 1 ? "'\(Quotation.escape(first))' is" : "some are"
      doubts.append("\(which) in no format that was found, and such records are rejected")
    }
    return doubts
  }

  mutating func writeVotes() {
    for (role, key) in [(FieldRole.upVotes, "up_votes"), (.downVotes, "down_votes")] {
      guard let assignment = roles.assignment(role) else { continue }
      let profile = roles.profiles[assignment.field]
      let hasCommas = profile.statistics.sample.contains { $0.contains(",") }
      reviewLines += take(assignment, reason(assignment, "whole numbers"))
      let options = hasCommas ? [("replace", "{ pattern: \",\", with: \"\" }")] : []
      reviewLines.append("  \(key): \(Self.value(profile.field.selector, options))")
    }
    guard roles.profile(.downVotes) == nil, let up = roles.profile(.upVotes),
      let all = roles.assignment(.totalVotes)
    else { return }
    reviewLines += take(all, reason(all, "counts all votes"))
    let selectors = [roles.profiles[all.field].field.selector, up.field.selector].map(YAMLScalar.text)
    reviewLines.append("  down_votes: { difference: [\(selectors.joined(separator: ", "))] }")
  }

  mutating func writeExtra() {
    guard let assignment = roles.assignment(.locale) else { return }
    let selector = roles.profiles[assignment.field].field.selector
    reviewLines += YAMLScalar.comment(
      "'\(selector)' is a language. Once you know that your PX Insights takes such a field:  extra: { locale: \(YAMLScalar.text(selector)) }",
      indent: 2)
    fields.append(
      FieldGuess(
        field: "locale", selector: selector, confidence: Confidence(assignment.confidence),
        reason: "codes of languages",
        doubt: "left out"))
  }

  mutating func writeWhere() {
    if let assignment = roles.assignment(.status) { writeStatus(assignment) }
    for assignment in roles.assignments where assignment.role == .removed {
      let field = roles.profiles[assignment.field].field
      whereLines += take(assignment, reason(assignment, "true for reviews that are not to be shown"))
      let name = YAMLScalar.text("not \(field.name)")
      whereLines.append(
        "  - { name: \(name), not: { field: \(YAMLScalar.text(field.selector)), in: [\"true\", \"1\", \"yes\"], ignore_case: true } }"
      )
    }
  }

  mutating func writeStatus(_ assignment: FieldRoles.Assignment) {
    let profile = roles.profiles[assignment.field]
    let values = profile.statistics.commonValues.map { "'\(Quotation.escape($0.text))' \($0.count)" }.joined(
      separator: ", ")
    guard let status = profile.status, !(status.shown == ["1"] && !status.notShown.allSatisfy { $0 == "0" })
    else {
      whereNotes += YAMLScalar.comment(
        "UNSURE: '\(profile.field.selector)' may tell which reviews are published, but which values do? It has \(values). Then write "
          + "where: [ { field: \(YAMLScalar.text(profile.field.selector)), in: [ … ] } ]", indent: 0)
      fields.append(
        FieldGuess(
          field: "status", selector: profile.field.selector, confidence: .low, reason: "values \(values)",
          doubt: "which of them mean published is not known; nothing is filtered"))
      return
    }
    whereLines += take(
      assignment, reason(assignment, "values \(values)"),
      doubt: "all others are left out, and counted as filtered")
    let shown = status.shown.map { YAMLScalar.text($0) }.joined(separator: ", ")
    whereLines.append(
      "  - { field: \(YAMLScalar.text(profile.field.selector)), in: [\(shown)], ignore_case: true, name: published }"
    )
  }
}
