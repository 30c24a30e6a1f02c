import Delivery
import Records

/// Prints the data of a command to standard output; unlike `print`, it notices that the disk is full.
enum DataOutput {
  /// Writes a text; a closed pipe ends the run in peace.
  static func write(_ text: String) throws(RunFailure) {
    try RunFailure.wrap { () throws(Problem) in
      let output = BufferedFileWriter.standardOutput()
      try output.write(text)
      try output.flush()
    }
  }

  /// Writes a text as all that a command does.
  static func writeOnly(_ text: String) throws {
    do throws(RunFailure) {
      try write(text)
    } catch {
      ProblemPrinter(format: .text, showsValues: false, isColored: false).report(error)
      throw error.status.code
    }
  }
}
