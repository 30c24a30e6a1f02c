import CProcess
import Glibc
import Records

/// A program that runs, the ends of its pipes, and its end.
///
/// It leads a process group of its own, so that what it starts ends with it. It has no shell, none of our open files, no
/// signal blocked or ignored, and none of our variables that begin with `REVIEWFERRY_`: there are secrets among them.
final class CommandProcess {
  let output: Int32
  let errors: Int32
  /// In place of a status that nobody can tell.
  static let unknownStatus: Int32 = -1

  private let running: CommandRunning
  private let process: pid_t
  private var status: Int32?

  /// - Parameter readsInput: Whether it has our standard input; else it has an empty one.
  init(_ arguments: [String], readsInput: Bool, file: String, _ running: CommandRunning) throws(Problem) {
    self.running = running
    let pipes = [Self.pipe(), Self.pipe()]
    guard pipes.allSatisfy({ $0.read >= 0 }) else {
      let error = errno
      pipes.forEach(Self.close)
      throw CommandProblem.notStarted(arguments[0], error, file: file)
    }
    // Whoever ignores the end of children, as some that start us do, is not told their status.
    signal(SIGCHLD, SIG_DFL)
    let (started, failure) = running.start { process in
      Self.spawn(&process, arguments, pipes[0].write, pipes[1].write, readsInput)
    }
    for pipe in pipes { Glibc.close(pipe.write) }
    guard failure == 0 else {
      for pipe in pipes { Glibc.close(pipe.read) }
      throw CommandProblem.notStarted(arguments[0], failure, file: file)
    }
    (process, output, errors) = (started, pipes[0].read, pipes[1].read)
  }

  deinit {
    end()
    Glibc.close(output)
    Glibc.close(errors)
  }

  private static func pipe() -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard cprocess_pipe(&ends) == 0 else { return (-1, -1) }
    return (ends[0], ends[1])
  }

  private static func close(_ pipe: (read: Int32, write: Int32)) {
    guard pipe.read >= 0 else { return }
    Glibc.close(pipe.read)
    Glibc.close(pipe.write)
  }

  // MARK: Start

  private static func spawn(
    _ process: inout pid_t, _ arguments: [String], _ output: Int32, _ errors: Int32, _ readsInput: Bool
  ) -> Int32 {
    let words = arguments.map { strdup($0) } + [nil]
    let variables = environment.map { strdup($0) } + [nil]
    defer { (words + variables).forEach { free($0) } }
    return cprocess_spawn(&process, words, variables, output, errors, readsInput ? 1 : 0)
  }

  private static var environment: [String] {
    var variables: [String] = []
    var entry = environ
    while let text = entry.pointee {
      let variable = String(cString: text)
      if !variable.hasPrefix("REVIEWFERRY_") { variables.append(variable) }
      entry += 1
    }
    return variables
  }

  // MARK: End

  /// Whether the program has ended; what it has started may still run.
  func hasEnded(waits: Bool) -> Bool {
    status != nil || cprocess_has_ended(process, waits ? 1 : 0) != 0
  }

  /// Waits for the program, ends what it has left behind, and gives the status of wait(2).
  func finish() -> Int32 {
    if let status { return status }
    _ = hasEnded(waits: true)
    return reap()
  }

  /// Ends all of the group, of which the program itself may be gone, and takes its status.
  ///
  /// Until the status is taken no other process can have the number: nobody else is ended.
  private func reap() -> Int32 {
    if cprocess_has_ended(process, 0) >= 0 {
      _ = kill(-process, SIGTERM)
      CommandRunning.wait(for: [process])
      _ = kill(-process, SIGKILL)
      _ = hasEnded(waits: true)
    }
    running.ended(process)
    var found: Int32 = 0
    let result = FileByteSource.retrying { waitpid(process, &found, 0) }
    let status = result < 0 ? Self.unknownStatus : found
    self.status = status
    return status
  }

  /// Ends a program that nobody reads any more.
  private func end() {
    if status == nil { _ = reap() }
  }
}
