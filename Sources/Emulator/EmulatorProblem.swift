/// Something wrong with what the user gave the emulator: a file, a port.
///
/// The emulator shares no code with the rest of the tool, so it has its own kind of problem; the command
/// prints it like all others.
public struct EmulatorProblem: Error, Equatable, Sendable {
  /// `emulator.what`, in kebab case; never renamed, holds no values.
  public var code: String
  public var file: String?
  /// From 1.
  public var line: Int?
  /// From 1.
  public var column: Int?
  /// Lower case start, no full stop, outside text in single quotes.
  public var sentence: String

  public init(_ code: String, file: String? = nil, line: Int? = nil, column: Int? = nil, _ sentence: String) {
    self.code = code
    self.file = file
    self.line = line
    self.column = column
    self.sentence = sentence
  }
}

/// All problems of a file, in file order.
public struct EmulatorProblems: Error, Equatable, Sendable {
  public var problems: [EmulatorProblem]

  public init(_ problems: [EmulatorProblem]) { self.problems = problems }
}

/// Shows text from outside so that it can neither flood nor steer a terminal.
enum Quoted {
  /// Longest quotation, in characters.
  static let limit = 60

  static func text(_ text: String) -> String {
    let shown = text.count > limit ? String(text.prefix(limit)) + "…" : text
    var result = ""
    for scalar in shown.unicodeScalars {
      switch scalar.value {
      case 0..<32, 127..<160, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return "'\(result)'"
  }

  /// `'a', 'b' and 'c'`.
  static func list(_ names: [String], last: String = "and") -> String {
    let quoted = names.map(text)
    guard let end = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " \(last) \(end)"
  }
}

/// Finds the legal word that a mistyped one probably meant.
enum NearestWord {
  /// `; did you mean 'x'?`, or nothing where no candidate is within edit distance 3 and half the word.
  static func suggestion(for word: String, among candidates: [String]) -> String {
    let best = candidates.map { (name: $0, distance: distance(Array(word), Array($0))) }
      .min { $0.distance < $1.distance }
    guard let best, best.distance <= 3, best.distance * 2 <= max(word.count, 1) else { return "" }
    return "; did you mean \(Quoted.text(best.name))?"
  }

  /// Levenshtein distance, in one row.
  private static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var row = Array(0...second.count)
    for (index, left) in first.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (column, right) in second.enumerated() {
        let substituted = diagonal + (left == right ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(substituted, row[column] + 1, row[column + 1] + 1)
      }
    }
    return row[second.count]
  }
}
