/// What a problem code means, for whoever has met it.
struct Explanation: Equatable, Sendable {
  var code: String
  var meaning = ""
  /// Why it happens.
  var cause = ""
  /// What becomes of the data.
  var fate = ""
  /// What to do.
  var remedy = ""
  /// Lines of a file or of a mapping.
  var example: [String] = []

  /// What stands before the dot.
  var stage: String { String(code.prefix { $0 != "." }) }
}

/// Explanations of stages that belong together, as the source keeps them.
///
/// An entry begins with `## code` and its meaning; `why:`, `data:` and `do:` begin the other paragraphs, which may
/// be continued on further lines; `example:` begins indented lines.
struct ExplanationGroup: Sendable {
  let title: String
  let text: String

  init(_ title: String, _ text: String) {
    self.title = title
    self.text = text
  }

  /// Read when somebody asks, so that no other run pays for it.
  var entries: [Explanation] {
    var reading = ExplanationReading()
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) { reading.take(line) }
    return reading.entries
  }
}

/// Takes the lines of a group.
private struct ExplanationReading {
  private enum Part: String, CaseIterable {
    case meaning, why, data, `do`, example
  }

  private(set) var entries: [Explanation] = []
  private var part = Part.meaning

  mutating func take(_ line: Substring) {
    if line.hasPrefix("## ") {
      entries.append(Explanation(code: String(line.dropFirst(3))))
      part = .meaning
    } else if let next = Part.allCases.first(where: { line.hasPrefix("\($0.rawValue):") }) {
      part = next
      add(line.dropFirst(next.rawValue.count + 1))
    } else {
      add(line)
    }
  }

  private mutating func add(_ line: Substring) {
    let last = entries.count - 1
    guard last >= 0 else { return }
    let words = line.split(separator: " ").joined(separator: " ")
    switch part {
    case .meaning: join(words, to: \.meaning)
    case .why: join(words, to: \.cause)
    case .data: join(words, to: \.fate)
    case .do: join(words, to: \.remedy)
    case .example where line.hasPrefix("  "): entries[last].example.append(String(line.dropFirst(2)))
    case .example: if !words.isEmpty { entries[last].example.append(words) }
    }
  }

  private mutating func join(_ words: String, to part: WritableKeyPath<Explanation, String>) {
    let last = entries.count - 1
    guard !words.isEmpty else { return }
    entries[last][keyPath: part] += entries[last][keyPath: part].isEmpty ? words : " \(words)"
  }
}
