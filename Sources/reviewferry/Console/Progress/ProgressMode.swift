import Foundation

/// What `--progress` was given.
enum ProgressChoice: String, CaseIterable, Sendable {
  case auto
  case plain
  case never
}

/// How progress is told.
enum ProgressMode: Sendable, Equatable {
  case none
  /// A line of a terminal that is drawn in place.
  case line
  /// A line now and then.
  case text
  case json

  /// Between two drawings, or two lines.
  var pause: Duration { self == .line ? .milliseconds(200) : .seconds(60) }

  /// What is known of the place where it is told.
  struct Surroundings {
    var isTerminal: Bool
    /// Whether the terminal can draw in place.
    var canErase: Bool
    /// Whether the terminal is used for the data too: what is typed, or what is written.
    var isShared: Bool
  }

  static func of(
    _ choice: ProgressChoice, format: ProblemFormat, isQuiet: Bool, in surroundings: Surroundings
  ) -> ProgressMode {
    if choice == .never || isQuiet { return .none }
    if format == .json { return .json }
    guard choice == .auto, surroundings.isTerminal, surroundings.canErase else { return .text }
    return surroundings.isShared ? .none : .line
  }
}

extension DiagnosticOptions {
  /// Tells the progress of a command on standard error, as the options want it.
  ///
  /// - Parameters:
  ///   - inputs: Paths; `-` is standard input.
  ///   - writesData: Whether data goes to standard output meanwhile.
  func display(
    _ command: String, inputs: [String] = [], writesData: Bool = false,
    sample: @escaping ProgressDisplay.Source
  ) -> ProgressDisplay {
    let isTyped = inputs.contains("-") && Terminal.isTerminal(STDIN_FILENO)
    let mode = ProgressMode.of(
      progress, format: logFormat, isQuiet: quiet,
      in: .init(
        isTerminal: Terminal.isTerminal(STDERR_FILENO), canErase: Terminal.canErase(),
        isShared: isTyped || writesData && Terminal.isTerminal(STDOUT_FILENO)))
    return ProgressDisplay(
      command, mode: mode, isColored: color.isOn(for: STDERR_FILENO), screen: Terminal.screen,
      terminal: { Terminal.isForeground ? Terminal.errorWidth() : nil }, sample: sample)
  }
}
