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

  /// The status of wait(2), once the program has ended; nil while it runs.
  ///
  /// - Parameter waits: Whether to wait for the end.
  func ended(waits: Bool) -> Int32? {
    if let status { return status }
    var found: Int32 = 0
    let result = FileByteSource.retrying { waitpid(process, &found, waits ? 0 : WNOHANG) }
    guard result != 0 else { return nil }
    running.ended(process)
    status = result < 0 ? Self.unknownStatus : found
    return status
  }

  /// Ends a program that nobody reads any more: gently, and after two seconds for good.
  private func end() {
    guard ended(waits: false) == nil else { return }
    _ = kill(-process, SIGTERM)
    for _ in 0..<200 where ended(waits: false) == nil { usleep(10_000) }
    guard ended(waits: false) == nil else { return }
    _ = kill(-process, SIGKILL)
    _ = ended(waits: true)
  }
}
