import Records

/// Cuts what a program writes to standard error into lines, and passes them on.
struct CommandMessages {
  /// Bytes of a line that are shown.
  static let lineLimit = 2000

  let program: String
  let tell: @Sendable (_ program: String, _ line: String) -> Void
  private var line: [UInt8] = []
  private var isCut = false

  init(program: String, tell: @escaping @Sendable (_ program: String, _ line: String) -> Void) {
    self.program = program
    self.tell = tell
  }

  mutating func take(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      if byte == 0x0A {
        finishLine()
      } else if line.count < Self.lineLimit {
        line.append(byte)
      } else {
        isCut = true
      }
    }
  }

  /// Passes on what no line feed ended.
  mutating func finish() {
    if !line.isEmpty { finishLine() }
  }

  private mutating func finishLine() {
    if line.last == 0x0D { line.removeLast() }
    let text = Quotation.escape(String(decoding: line, as: UTF8.self))
    if !line.isEmpty { tell(program, isCut ? text + "…" : text) }
    line.removeAll(keepingCapacity: true)
    isCut = false
  }
}
