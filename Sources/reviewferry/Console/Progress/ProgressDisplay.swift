import Synchronization

/// Tells now and then how far a run is, while others do the work.
final class ProgressDisplay: Sendable {
  /// Called from any thread.
  typealias Source = @Sendable () -> ProgressSample

  private struct State {
    var meter = ProgressMeter()
    var task: Task<Void, Never>?
    var isOver = false
  }

  private let command: String
  private let mode: ProgressMode
  private let isColored: Bool
  private let screen: ErrorScreen
  private let terminal: @Sendable () -> Int?
  private let sample: Source
  private let state = Mutex(State())

  /// - Parameter terminal: Columns of the terminal at the moment; nil while it is another's.
  init(
    _ command: String, mode: ProgressMode, isColored: Bool, screen: ErrorScreen,
    terminal: @escaping @Sendable () -> Int?, sample: @escaping Source
  ) {
    (self.command, self.mode, self.isColored) = (command, mode, isColored)
    (self.screen, self.terminal, self.sample) = (screen, terminal, sample)
  }

  /// Tells the progress as long as the work goes on; afterwards the row is as it was.
  ///
  /// Signals must be watched already: the task may run on a thread that would take them.
  func during<Value, Failure: Error>(_ work: () throws(Failure) -> Value) throws(Failure) -> Value {
    start(ContinuousClock())
    defer { end() }
    return try work()
  }

  /// Nothing is told before the first pause is over: a run that is shorter has its summary.
  func start(_ clock: some Clock<Duration>) {
    guard mode != .none else { return }
    let task = Task.detached { [self] in
      let began = clock.now
      while true {
        let next = clock.now.advanced(by: mode.pause)
        do { try await clock.sleep(until: next, tolerance: nil) } catch { return }
        step(at: began.duration(to: clock.now))
      }
    }
    state.withLock { $0.task = task }
  }

  /// Tells how far the run is; nothing once it has ended.
  func step(at elapsed: Duration) {
    state.withLock { state in
      guard !state.isOver else { return }
      tell(state.meter.state(of: sample(), at: elapsed))
    }
  }

  func end() {
    state.withLock { state in
      guard !state.isOver else { return }
      state.isOver = true
      state.task?.cancel()
      screen.remove()
    }
  }

  private func tell(_ state: ProgressState) {
    switch mode {
    case .none: return
    case .text: screen.write(ProgressLine.plain(state, command: command))
    case .json: screen.write(ProgressLine.json(state, command: command))
    case .line:
      guard let width = terminal() else { return screen.leave() }
      screen.show(ProgressLine.text(state, width: width, isColored: isColored))
    }
  }
}
