import Foundation
import Records

/// Asks a person at a terminal, and asks again where an answer will not do.
final class Dialogue: Sendable {
  private let input: TerminalInput

  init(_ input: TerminalInput) { self.input = input }

  /// Whether there is somebody to ask.
  static var isPossible: Bool { Terminal.isTerminal(STDIN_FILENO) && Terminal.isTerminal(STDERR_FILENO) }

  func say(_ text: String) { Terminal.writeError(text) }

  /// Asks until an answer is understood; Enter alone is the usual answer.
  ///
  /// - Parameter take: Throws why an answer will not do.
  func ask<Answer>(
    _ text: String, usual: String? = nil, isHidden: Bool = false,
    _ take: (String) throws(Problem) -> Answer
  ) throws(RunFailure) -> Answer {
    while true {
      let answer = try line("\(text)\(usual.map { " [\(Quotation.escape($0))]" } ?? ""): ", isHidden)
      guard let given = answer.isEmpty ? usual : answer else {
        say("  an answer is needed; Ctrl-C ends, and nothing is written\n")
        continue
      }
      do throws(Problem) { return try take(given) } catch { say(Self.reason(error)) }
    }
  }

  private func line(_ prompt: String, _ isHidden: Bool) throws(RunFailure) -> String {
    if isHidden { input.hide() }
    say(prompt)
    let line = input.line()
    input.restore()
    guard let line else {
      say("\n")
      throw RunFailure(DialogueProblem.ended, .usage)
    }
    // Blanks may be a part of a secret; the others come with copying.
    return isHidden ? line : line.trimmingCharacters(in: .whitespaces)
  }

  private static func reason(_ problem: Problem) -> String {
    let place = problem.position.map { ProblemText.place($0) + ": " } ?? ""
    let fix = problem.fix.map { "  fix: \($0)\n" } ?? ""
    return "  \(place)\(DialogueProblem.withoutFate(problem))\n\(fix)"
  }
}

/// The sentences of a dialogue.
enum DialogueProblem {
  static let ended = Problem(
    "init.ended", .error, "the input has ended before all was answered; nothing was written",
    fix: "'reviewferry init --help' names the options that are answers")

  /// What became of the data is not told where nothing was to be done with any.
  static func withoutFate(_ problem: Problem) -> String {
    let sentence = problem.sentence.text(showingValues: false)
    let fates = ["; nothing was sent", "; nothing was done", "; nothing was read", "; nothing was written"]
    guard let fate = fates.first(where: { sentence.hasSuffix($0) }) else { return sentence }
    return String(sentence.dropLast(fate.count))
  }
}
