import Records

/// The sentences of `init`, but those of what it looks at.
enum InitProblem {
  static func missing(_ options: [String]) -> Problem {
    Problem(
      "init.missing", .error,
      """
      not given: \(options.joined(separator: " and ")); nobody is asked where there is no terminal, or with '--yes'; \
      nothing was written
      """,
      fix: "give what is missing, as in 'reviewferry init export.csv --pim-url https://shop.cloud.akeneo.com'"
    )
  }

  static func unprintable(_ path: String) -> Problem {
    Problem(
      "init.name", .error,
      "\(quoted: path) holds a character that no schedule can hold; nothing was written",
      fix: "name something without control characters")
  }

  static func noWord(_ text: String, among words: [String]) -> Problem {
    let suggestion = NearestName.suggestion(for: text, among: words)
    let list = words.dropLast().joined(separator: ", ") + " and " + (words.last ?? "")
    return Problem(
      "init.answer", .error, "\(quoted: text) is none of \(list)\(suggestion); nothing was written")
  }

  static func isThere(_ names: [String], in folder: String) -> Problem {
    let list = names.map { Quotation.quote($0) }.joined(separator: ", ")
    return Problem(
      "output.exists", .error,
      "\(quoted: folder) already holds \(list); nothing was written",
      fix: "name another folder, or replace what is there with '--force'")
  }

  static func noFolder(_ path: String, _ why: String) -> Problem {
    Problem("io.write", .error, "cannot write in \(path: path): \(why); nothing was written")
  }

  static func twoOfAPlace(_ path: String, _ uses: [String]) -> Problem {
    Problem(
      "init.answer", .error,
      "\(path: InitPath.shown(path)) would be \(uses.joined(separator: " and ")); nothing was written",
      fix: "give each a name of its own")
  }

  static func oneCapture(_ path: String, _ schedule: String) -> Problem {
    Problem(
      "init.answer", .error,
      """
      \(quoted: path) is what a Singer tap wrote once, so \(quoted: schedule) would submit the same records every \
      night; nothing was written
      """,
      fix: "choose 'none', and pipe the tap into 'reviewferry submit -' as docs/singer.md shows")
  }

  /// What a run would say, without its fate of a run.
  static func before(_ problem: Problem) -> Problem {
    var problem = problem
    problem.sentence = "\(Finding.withoutFate(problem)); nothing was written"
    return problem
  }

  static func notAFile(_ path: String) -> Problem {
    Problem("init.answer", .error, "\(quoted: path) is a folder, but a file is expected; nothing was written")
  }

  static func cannotWrite(_ path: String, _ why: String) -> Problem {
    Problem("io.write", .error, "cannot write \(path: InitPath.shown(path)): \(why); nothing was written")
  }
}
