import Glibc
import Records

/// Gives what a program writes to standard output; what it writes to standard error is passed on meanwhile.
///
/// At the end of the output it waits for the program: a status other than 0 is the problem that ends the input. So an
/// output that is short because the program failed is never taken for a whole one.
final class CommandByteSource: ByteSource {
  private let process: CommandProcess
  private let program: String
  private let file: String
  private var messages: CommandMessages
  private var hasErrors = true
  private var hasOutput = false
  /// Since when the program has ended and nothing came.
  private var silence: ContinuousClock.Instant?
  private var isLeft = false
  private let running: CommandRunning
  private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)

  /// - Parameter input: A path, `-` for our standard input, or `CommandFormat.itself`.
  init(
    _ options: SourceOptions, input: String, file: String, _ running: CommandRunning
  ) throws(Problem) {
    let arguments = try CommandFormat.arguments(options, file: file)
    program = CommandFormat.programName(options)
    (self.file, self.running) = (file, running)
    messages = CommandMessages(program: Quotation.escape(program), tell: running.tell)
    process = try CommandProcess(
      CommandFormat.arguments(arguments, input: input), readsInput: input == "-", file: file, running)
  }

  deinit { scratch.deallocate() }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    while true {
      let ready = try wait(forOutput: true, milliseconds: isLeft ? 0 : Self.tick)
      if ready.errors { takeErrors() }
      guard ready.output else {
        if isLeft {
          try finish()
          return 0
        }
        if isSilent { endWhatIsLeft() }
        continue
      }
      silence = nil
      let count = FileByteSource.retrying { Glibc.read(process.output, buffer.baseAddress, buffer.count) }
      guard count >= 0 else { throw CommandProblem.notRead(program, errno, file: file) }
      if count > 0 {
        hasOutput = true
        return count
      }
      try finish()
      return 0
    }
  }

  /// How often it is asked whether the program still runs, in milliseconds.
  private static let tick: Int32 = 200

  /// Whether the program has ended, and what it started holds its output and has written nothing for a while.
  private var isSilent: Bool {
    guard process.hasEnded(waits: false) else { return false }
    let since = silence ?? ContinuousClock.now
    silence = since
    return ContinuousClock.now - since >= CommandRunning.patience
  }

  /// Else one that it started in the background would be waited for as long as it lives.
  private func endWhatIsLeft() {
    isLeft = true
    _ = process.finish()
    running.warn(CommandProblem.left(program, file: file))
  }

  /// Waits for one of the pipes.
  private func wait(
    forOutput: Bool, milliseconds: Int32
  ) throws(Problem) -> (output: Bool, errors: Bool) {
    // poll(2) passes over a descriptor below 0.
    var pipes = [
      pollfd(fd: forOutput ? process.output : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: hasErrors ? process.errors : -1, events: Int16(POLLIN), revents: 0),
    ]
    let found = FileByteSource.retrying { poll(&pipes, 2, milliseconds) }
    guard found >= 0 else { throw CommandProblem.notRead(program, errno, file: file) }
    return (pipes[0].revents != 0, pipes[1].revents != 0)
  }

  private func takeErrors() {
    let count = FileByteSource.retrying { Glibc.read(process.errors, scratch.baseAddress, scratch.count) }
    guard count > 0 else {
      hasErrors = false
      return
    }
    messages.take(UnsafeRawBufferPointer(rebasing: scratch[..<count]))
  }

  /// The program may say much, and take its time, when its output has ended.
  private func finish() throws(Problem) {
    while !process.hasEnded(waits: !hasErrors) {
      if try wait(forOutput: false, milliseconds: 50).errors { takeErrors() }
    }
    // What it started may hold the pipe; only what is there already is taken.
    while hasErrors, try wait(forOutput: false, milliseconds: 0).errors { takeErrors() }
    messages.finish()
    let status = process.finish()
    if status != 0 { throw CommandProblem.failed(program, status: status, hasOutput: hasOutput, file: file) }
  }
}
