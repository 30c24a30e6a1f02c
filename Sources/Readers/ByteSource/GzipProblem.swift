import CInflate
import Records

/// The sentences about compressed inputs.
enum GzipProblem {
  static func truncated(_ file: String, byte: Int) -> Problem {
    Problem(
      "gzip.truncated", at: SourcePosition(file: file),
      "the compressed file ends at its byte \(byte) inside the data; the records before it were kept",
      fix: "copy or download the file again and compare its size")
  }

  /// `byte` is where it was noticed; the libraries may differ in that where the data itself is damaged.
  static func corrupt(_ file: String, byte: Int, _ damage: cinflate_status) -> Problem {
    Problem(
      "gzip.corrupt", at: SourcePosition(file: file),
      """
      the compressed data is damaged at byte \(byte) of the file (\(words(damage))); \
      the records before it were kept
      """,
      fix: "copy or download the file again; 'gzip -t' tells whether it is whole")
  }

  private static func words(_ damage: cinflate_status) -> String {
    switch damage {
    case CINFLATE_BAD_HEADER: "a header that gzip does not write"
    case CINFLATE_BAD_CHECK: "not of the checksum and length that stand behind it"
    default: "codes that gzip does not write"
    }
  }

  static func trailingGarbage(_ file: String, byte: Int) -> Problem {
    Problem(
      "gzip.trailing-garbage", at: SourcePosition(file: file),
      """
      the compressed data is complete, but from byte \(byte) of the file on something else follows it; \
      that was not read
      """)
  }

  static func expansion(_ file: String, byte: Int, output: Int, maxRatio: Int) -> Problem {
    Problem(
      "gzip.expansion", at: SourcePosition(file: file),
      """
      the first \(byte) bytes of the compressed file grew to \(output), more than \(maxRatio) times as many; \
      reading stopped, the records before it were kept
      """,
      fix: "if the file is genuine, allow more with '--max-expansion'")
  }

  static func noMemory(_ file: String) -> Problem {
    Problem(
      "gzip.memory", at: SourcePosition(file: file),
      "there is not enough memory to inflate the file; reading stopped")
  }
}
