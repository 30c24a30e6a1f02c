import Records

/// Reads YAML files that are no mappings: this is the one place that has a parser of YAML.
public enum YAMLFile {
  /// The tree, or what is wrong with it; neither where the file holds nothing but comments.
  ///
  /// - Parameter code: That of all problems, since those of mappings are explained as such.
  public static func read(
    _ text: String, file: String, code: ProblemCode
  ) -> (root: YAMLNode?, problems: [Problem]) {
    guard !isEmpty(text) else { return (nil, []) }
    let (root, problems) = YAMLComposer.compose(text, file: file)
    return (root, problems.map { renamed($0, code) })
  }

  private static func isEmpty(_ text: String) -> Bool {
    let text = text.first == "\u{FEFF}" ? text.dropFirst() : text[...]
    return text.split(whereSeparator: \.isNewline).allSatisfy { line in
      let words = line.drop(while: \.isWhitespace)
      return words.isEmpty || words.hasPrefix("#") || words == "---" || words == "..."
    }
  }

  private static func renamed(_ problem: Problem, _ code: ProblemCode) -> Problem {
    let sentence: Sentence =
      problem.code == "mapping.size" ? "the file is larger or nested deeper than it may be" : problem.sentence
    return Problem(
      code, problem.severity, at: problem.position, sentence, fix: problem.fix, notes: problem.notes)
  }
}
