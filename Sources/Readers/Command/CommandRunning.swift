import CProcess
import Glibc
import Records

/// The permission to run the programs of a mapping, what becomes of what they say, and those that run.
///
/// There is none unless a person gave it: a mapping that came with an export must not run programs by surprise.
public final class CommandRunning: @unchecked Sendable {
  /// Takes a line that a program wrote to standard error: its name and the text, printable and of bounded length.
  let tell: @Sendable (_ program: String, _ line: String) -> Void
  /// Takes what is wrong with a program though its output is used.
  let warn: @Sendable (Problem) -> Void
  /// How long a program has to end by itself, and may be silent once nothing but what it left behind writes.
  static let patience = Duration.seconds(2)
  private let monitor = Monitor()
  /// The process groups of those that run.
  private var groups: Set<pid_t> = []
  private var isEnding = false

  public init(
    tell: @escaping @Sendable (_ program: String, _ line: String) -> Void,
    warn: @escaping @Sendable (Problem) -> Void = { _ in }
  ) {
    (self.tell, self.warn) = (tell, warn)
  }

  /// Refuses a source that runs a program.
  public static func refusal(_ options: SourceOptions) -> Problem {
    CommandProblem.notAllowed(options.textList("run")?.first ?? "")
  }

  /// Sends SIGTERM to all, with what they have started themselves; none begins any more.
  public func endAll() {
    monitor.locked {
      isEnding = true
      for group in groups { _ = kill(-group, SIGTERM) }
    }
  }

  /// Ends all that still runs, if it must be with SIGKILL after two seconds; none begins any more.
  ///
  /// To be called before this process ends: what ignores SIGTERM would outlive it.
  public func endAllForGood() {
    endAll()
    Self.wait(for: monitor.locked { groups })
    // Of those that are not known any more, the number may be another's by now.
    monitor.locked { for group in groups { _ = kill(-group, SIGKILL) } }
  }

  /// Gives what was sent SIGTERM two seconds to end.
  static func wait(for groups: Set<pid_t>) {
    let end = ContinuousClock.now + patience
    while groups.contains(where: { cprocess_group_lives($0) != 0 }), ContinuousClock.now < end {
      usleep(10_000)
    }
  }

  /// Starts a program by `spawn`, which gives 0 or an error number.
  ///
  /// Nothing comes between its start and its being known: who ends all may end this process the moment after.
  func start(_ spawn: (inout pid_t) -> Int32) -> (process: pid_t, failure: Int32) {
    monitor.locked {
      var process = pid_t()
      let failure = isEnding ? ECANCELED : spawn(&process)
      if failure == 0 { groups.insert(process) }
      return (process, failure)
    }
  }

  func ended(_ group: pid_t) { monitor.locked { _ = groups.remove(group) } }
}
