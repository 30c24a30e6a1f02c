/// Explanations as `docs/errors.md`.
enum ExplanationMarkdown {
  static func document(_ groups: [ExplanationGroup]) -> String {
    let contents = groups.map { "- [\($0.title)](#\(anchor($0.title)))" }.joined(separator: "\n")
    return """
      # Problem codes

      Written by `make docs` from the program's own texts; `reviewferry --explain CODE` prints an entry.

      A problem is printed as `file:line:column: severity[code]: sentence`. The sentence has what was found in this case; here is what
      stays the same: what the code means, why it happens, what becomes of the data, and what to do. Codes are labels of metrics and
      keys of `summary.json`; they are never renamed.

      \(contents)

      """ + groups.map(section).joined()
  }

  private static func section(_ group: ExplanationGroup) -> String {
    "\n## \(group.title)\n" + group.entries.map(entry).joined()
  }

  private static func entry(_ explanation: Explanation) -> String {
    let example = explanation.example.joined(separator: "\n")
    return """

      ### \(explanation.code)

      \(explanation.meaning)

      - Why: \(explanation.cause)
      - Data: \(explanation.fate)
      - Do: \(explanation.remedy)

      """ + (example.isEmpty ? "" : "\n```\n\(example)\n```\n")
  }

  /// As GitHub makes them of titles.
  private static func anchor(_ title: String) -> String {
    title.lowercased().filter { $0.isLetter || $0 == " " }.split(separator: " ").joined(separator: "-")
  }
}
