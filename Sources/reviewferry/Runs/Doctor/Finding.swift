import Records

/// What `doctor` says of one thing that a run needs.
struct Finding: Equatable, Sendable {
  enum Level: String, Sendable {
    case ok
    case warning
    case problem
  }

  /// Of the thing; scripts know it.
  var name: String
  var level: Level
  var sentence: String
  var fix: String?
  /// What a run would end with; of problems only.
  var status = ExitStatus.success

  static func ok(_ name: String, _ sentence: String) -> Finding {
    Finding(name: name, level: .ok, sentence: sentence)
  }

  static func warning(_ name: String, _ sentence: String, fix: String) -> Finding {
    Finding(name: name, level: .warning, sentence: sentence, fix: fix)
  }

  static func problem(_ name: String, _ sentence: String, fix: String, _ status: ExitStatus) -> Finding {
    Finding(name: name, level: .problem, sentence: sentence, fix: fix, status: status)
  }

  /// A problem that a run would end with.
  init(_ name: String, _ problem: Problem, _ status: ExitStatus) {
    let place = problem.position.map { ProblemText.place($0) + ": " } ?? ""
    self.init(
      name: name, level: .problem, sentence: place + Self.withoutFate(problem),
      fix: problem.fix ?? "'reviewferry --explain \(problem.code.rawValue)' says what to do", status: status)
  }

  /// Nothing was to be done here, so what became of it is not told.
  static func withoutFate(_ problem: Problem) -> String {
    let sentence = problem.sentence.text(showingValues: false)
    let fates = ["; nothing was sent", "; nothing was done", "; it was left as it is"]
    guard let fate = fates.first(where: { sentence.hasSuffix($0) }) else { return sentence }
    return String(sentence.dropLast(fate.count))
  }

  init(name: String, level: Level, sentence: String, fix: String? = nil, status: ExitStatus = .success) {
    (self.name, self.level, self.sentence, self.fix, self.status) = (name, level, sentence, fix, status)
  }
}

/// What all checks know: what was asked for, in which environment, when.
struct DoctorScene {
  let command: DoctorCommand
  let environment: [String: String]
  let now: Int64
}
