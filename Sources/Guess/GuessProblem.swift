import Records

/// Why there is nothing to guess.
enum GuessProblem {
  static func empty(_ sample: InputSample) -> Problem {
    Problem(
      "guess.no-records", at: SourcePosition(file: sample.file),
      sample.isGzip
        ? "nothing can be inflated of the compressed file; there is no record to guess from"
        : "the file is empty; there is no record to guess from")
  }

  static func noText(_ sample: InputSample) -> Problem {
    Problem(
      "guess.no-records", at: SourcePosition(file: sample.file),
      "the file holds bytes that no text has; there is no record to guess from",
      fix: "export it as CSV, JSON or XML, or unpack it first")
  }

  static func noRecords(_ sample: InputSample, _ format: String) -> Problem {
    let place = sample.isWhole ? "it" : "its first \(sample.bytes.count >> 20) MiB"
    let what =
      format == "csv"
      ? "no whole record with as many cells as its first line follows it"
      : "there is no whole record in \(place)"
    return Problem(
      "guess.no-records", at: SourcePosition(file: sample.file),
      "the file seems to be \(format.uppercased()), but \(what); nothing can be guessed")
  }
}
