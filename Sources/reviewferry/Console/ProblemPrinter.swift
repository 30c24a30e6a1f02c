import Foundation
import Records

/// How problems are written to standard error.
enum ProblemFormat: String, CaseIterable, Sendable {
  case text
  case json
}

/// Prints problems: the first five of each code, then only their number.
///
/// Notes and fixes are printed once: the second reject for the same reason needs its place only.
/// The pipeline reports from one thread, a submitter from any.
final class ProblemPrinter: @unchecked Sendable {
  /// Problems of one code that are printed before the rest is only counted.
  static let limitPerCode = 5

  private let format: ProblemFormat
  private let showsValues: Bool
  private let isColored: Bool
  private let write: (String) -> Void
  private let lock = NSLock()
  private var counts: [ProblemCode: Int] = [:]
  private var order: [ProblemCode] = []
  private var explained: Set<String> = []
  private let limitsJSON: Bool

  /// - Parameter limitsJSON: Whether JSON is limited too, as it must be where problems come without end.
  init(
    format: ProblemFormat, showsValues: Bool, isColored: Bool,
    limitsJSON: Bool = false, write: @escaping (String) -> Void = Terminal.writeError
  ) {
    self.limitsJSON = limitsJSON
    self.format = format
    self.showsValues = showsValues
    self.isColored = isColored
    self.write = write
  }

  func report(_ problem: Problem) {
    lock.lock()
    defer { lock.unlock() }
    let count = counts[problem.code, default: 0] + 1
    counts[problem.code] = count
    if count == 1 { order.append(problem.code) }
    guard count <= Self.limitPerCode || (format == .json && !limitsJSON) else { return }
    switch format {
    case .text: writeText(problem)
    case .json: write(ProblemJSON.line(problem, showingValues: showsValues))
    }
  }

  private struct Word: Encodable {
    var event = "command"
    var program: String
    var text: String
  }

  /// Passes on a line of a program that runs for a mapping; it is printable already.
  func tell(_ program: String, _ line: String) {
    switch format {
    case .text: write("\(program): \(line)\n")
    case .json: write(DocumentJSON.line(Word(program: program, text: line)))
    }
  }

  private func writeText(_ problem: Problem) {
    write(ProblemText.line(problem, showingValues: showsValues, isColored: isColored))
    let explanation = ProblemText.explanation(problem)
    if explained.insert(problem.code.rawValue + explanation).inserted { write(explanation) }
  }

  /// Says how many problems were counted and not printed; each time those since the last time.
  func finish() {
    lock.lock()
    defer {
      (counts, order) = ([:], [])
      lock.unlock()
    }
    guard format == .text || limitsJSON else { return }
    for code in order {
      let hidden = counts[code, default: 0] - Self.limitPerCode
      if hidden > 0 { write(more(hidden, code)) }
    }
  }

  private struct More: Encodable {
    var event = "more"
    var code: String
    var problems: Int
  }

  private func more(_ hidden: Int, _ code: ProblemCode) -> String {
    switch format {
    case .text: "… and \(Numerals.grouped(hidden)) more [\(code.rawValue)]\n"
    case .json: DocumentJSON.line(More(code: code.rawValue, problems: hidden))
    }
  }
}

/// The text form: `file:line:column: severity[code]: sentence`, then `note:` and `fix:` lines.
enum ProblemText {
  static func line(_ problem: Problem, showingValues: Bool, isColored: Bool = false) -> String {
    let severity = "\(problem.severity.rawValue)[\(problem.code.rawValue)]:"
    let color = problem.severity == .error ? "\u{1b}[31m" : "\u{1b}[33m"
    var text = problem.position.map { "\(place($0)): " } ?? ""
    text += isColored ? "\(color)\(severity)\u{1b}[0m " : "\(severity) "
    return text + problem.sentence.text(showingValues: showingValues) + recordPlace(problem.position) + "\n"
  }

  static func explanation(_ problem: Problem) -> String {
    var text = ""
    for note in problem.notes { text += "\(place(note.position)): note: \(note.sentence)\n" }
    if let fix = problem.fix { text += "  fix: \(fix)\n" }
    return text
  }

  static func place(_ position: SourcePosition) -> String {
    var text = position.file.isEmpty ? "''" : Quotation.escape(position.file)
    if let line = position.line {
      text += ":\(line)"
      if let column = position.column { text += ":\(column)" }
    }
    return text
  }

  private static func recordPlace(_ position: SourcePosition?) -> String {
    guard let position else { return "" }
    let parts = [position.record.map { "record \($0)" }, position.byte.map { "byte \($0)" }]
      .compactMap { $0 }
    return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
  }
}

/// The machine form: one JSON object a line, with the facts of the text form.
///
/// It tells no time: whoever keeps logs notes when a line came, and the same run says the same.
enum ProblemJSON {
  private struct Line: Encodable {
    /// What the line is about: logs hold summaries too.
    var event = "problem"
    var code: String
    var severity: String
    var file: String?
    var line: Int?
    var column: Int?
    var record: Int?
    var byte: Int?
    var field: String?
    var sentence: String
    var notes: [String]?
    var fix: String?
  }

  static func line(_ problem: Problem, showingValues: Bool) -> String {
    let position = problem.position
    let line = Line(
      code: problem.code.rawValue, severity: problem.severity.rawValue, file: position?.file,
      line: position?.line, column: position?.column, record: position?.record, byte: position?.byte,
      field: problem.field, sentence: problem.sentence.text(showingValues: showingValues),
      notes: problem.notes.isEmpty
        ? nil : problem.notes.map { "\(ProblemText.place($0.position)): \($0.sentence)" },
      fix: problem.fix)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(line) else { return "" }  // strings and integers always encode
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
