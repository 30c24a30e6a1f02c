import ArgumentParser
import Records

/// `--explain`: what a code means, or which codes there are.
enum ExplainRun {
  /// Lines longer than this are hard to read.
  private static let widest = 100

  static func run(_ name: String, isMarkdown: Bool) throws {
    let width = min(Terminal.width(), widest)
    try DataOutput.writeOnly(
      isMarkdown
        ? ExplanationMarkdown.document(Explanations.groups)
        : text(code(in: name), Explanations.all, width: width))
  }

  /// Also of `error[csv.column-count]:`, as it stands in the output.
  private static func code(in name: String) -> String {
    guard let open = name.firstIndex(of: "["), let close = name[open...].firstIndex(of: "]") else {
      return name
    }
    return String(name[name.index(after: open)..<close])
  }

  /// Of a code, of a stage, or of all where nothing is named.
  static func text(_ name: String, _ all: [Explanation], width: Int) throws -> String {
    if name.isEmpty { return ExplanationText.list(all) }
    if let explanation = all.first(where: { $0.code == name }) {
      return ExplanationText.text(explanation, width: width)
    }
    let stage = all.filter { $0.stage == name }
    guard stage.isEmpty else { return ExplanationText.list(stage) }
    throw ValidationError(unknown(name, all.map(\.code)))
  }

  private static func unknown(_ name: String, _ codes: [String]) -> String {
    let near = Explanations.near(name, among: codes).map { "'\($0)'" }.joined(separator: ", ")
    let meant = near.isEmpty ? "" : "; did you mean \(near)?"
    return "\(Quotation.quote(name)) is no problem code\(meant)\n'reviewferry --explain' lists all."
  }
}
