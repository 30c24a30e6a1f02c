import Records
import Yams

extension MappingProblem {
  /// What libyaml says, with its place.
  static func yaml(_ error: any Error, in text: String, file: String) -> Problem {
    guard let error = error as? YamlError else {
      return Problem(
        "mapping.yaml", at: SourcePosition(file: file), "the YAML cannot be read: \(quoted: "\(error)")")
    }
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      return syntax(problem, context, MappingMark(line: mark.line, column: mark.column), file)
    case .reader(let problem, let offset, _, _):
      let mark = YAMLText.mark(ofCharacter: offset ?? 0, in: text)
      return syntax(problem, nil, mark, file)
    default:
      return Problem(
        "mapping.yaml", at: SourcePosition(file: file), "the YAML cannot be read: \(quoted: "\(error)")")
    }
  }

  private static func syntax(
    _ problem: String, _ context: YamlError.Context?, _ mark: MappingMark, _ file: String
  ) -> Problem {
    let notes = context.map { context in
      let mark = MappingMark(line: context.mark.line, column: context.mark.column)
      return [note(mark, file, "\(context.text), which begins here")]
    }
    return Problem(
      "mapping.yaml", at: position(mark, file), "this is not YAML: \(problem)", notes: notes ?? [])
  }
}
