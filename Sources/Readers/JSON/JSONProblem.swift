import Records

/// Every sentence of the JSON reader.
struct JSONProblem {
  /// The file's name, for positions.
  var file: String

  // MARK: Of one record

  func syntax(_ finding: JSONDiagnosis.Finding?, at place: TextPlace, record: Int?) -> Problem {
    let position = place.position(file: file, record: record)
    guard let finding else {
      return Problem("json.syntax", at: position, "this is not a JSON value; record rejected")
    }
    if case .tooDeep(let depth) = finding.kind {
      return Problem(
        "json.depth", at: position,
        "arrays and objects are nested deeper than \(depth) levels (max_depth); record rejected")
    }
    let (found, fix) = Self.words(for: finding.kind)
    return Problem("json.syntax", at: position, "\(found); record rejected", fix: fix)
  }

  private static func words(for kind: JSONDiagnosis.Kind) -> (found: String, fix: String?) {
    switch kind {
    case .unexpected(let byte, let expected): ("found \(name(byte)), expected \(expected)", nil)
    case .trailing(let byte): ("found \(name(byte)) behind the value, expected the end of the record", nil)
    case .ended(let place): ("the record ends within \(place)", nil)
    case .controlCharacter(let byte): ("found \(name(byte)) in a string, expected it escaped", nil)
    case .badEscape: ("found a backslash that begins no JSON escape", nil)
    case .badNumber: ("found a number that is not written as JSON wants", nil)
    case .trailingComma: ("found a comma behind the last value", nil)
    case .tooDeep: ("nested too deep", nil)
    case .foreignWord(let word): ("found \(word), which JSON has not, expected a value", nil)
    case .python(let token):
      (
        "found \(token == "'" ? "a single quote" : token), expected \(token == "'" ? "\"" : "a JSON value")",
        "this looks like Python's notation of a dict: write the file with json.dumps"
      )
    }
  }

  /// A byte for a sentence: printable ones in quotes, the others by number.
  static func name(_ byte: UInt8) -> String {
    switch byte {
    case 0x21..<0x7F: "'\(Character(Unicode.Scalar(byte)))'"
    case 0x20: "a space"
    case 0x80...: "a character that is not ASCII"
    default: "a control character (U+00\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true)))"
    }
  }

  func invalidUTF8(at place: TextPlace, record: Int?) -> Problem {
    Problem(
      "json.encoding", at: place.position(file: file, record: record),
      "a value holds bytes that are not UTF-8; record rejected",
      fix: "name the file's encoding in the mapping, or set invalid_bytes: replace")
  }

  func loneSurrogate(at place: TextPlace, record: Int?) -> Problem {
    Problem(
      "json.encoding", at: place.position(file: file, record: record),
      "a value holds half a surrogate pair (\\ud800 to \\udfff), which is no character; record rejected",
      fix: "set invalid_bytes: replace to read it as U+FFFD")
  }

  func duplicateKey(_ name: String, at place: TextPlace, record: Int?) -> Problem {
    Problem(
      "json.duplicate-key", at: place.position(file: file, record: record), field: name,
      "an object has two members \(quoted: name); record rejected")
  }

  func recordTooLong(limit: Int, at place: TextPlace, record: Int?) -> Problem {
    Problem(
      "json.record-too-long", at: place.position(file: file, record: record),
      "the record is longer than \(limit) bytes (max_record_bytes); record rejected")
  }

  func lateContext(limit: Int, at place: TextPlace, record: Int?) -> Problem {
    Problem(
      "json.late-context", at: place.position(file: file, record: record),
      """
      a value around the records that the mapping selects with '../' comes after them, and more than \
      \(limit >> 20) MiB of records would have to wait for it; record rejected
      """)
  }

  /// The file ends within the record, which is a line.
  func cutRecord(within place: String, at end: TextPlace, record: Int?) -> Problem {
    Problem(
      "json.truncated", at: end.position(file: file, record: record),
      "the file ends within \(place); record rejected",
      fix: "fetch the file again: records may be missing behind this one")
  }

  /// The file ends before a value came for which the record waited.
  func cutContext(at place: TextPlace, record: Int?) -> Problem {
    Problem(
      "json.truncated", at: place.position(file: file, record: record),
      "the file ends before a value around the records that the mapping selects with '../'; record rejected")
  }

  func outOfMemory(at place: TextPlace, record: Int?) -> Problem {
    Problem(
      "json.memory", at: place.position(file: file, record: record),
      "there is not enough memory for the record; record rejected")
  }

  // MARK: Of the file

  func truncated(within place: String, at end: TextPlace) -> Problem {
    Problem(
      "json.truncated", at: end.position(file: file, record: nil),
      "the file ends within \(place) at byte \(end.byte); the records before it were kept")
  }

  func unexpected(_ byte: UInt8, expected: String, at place: TextPlace) -> Problem {
    Problem(
      "json.syntax", at: place.position(file: file, record: nil),
      "found \(Self.name(byte)), expected \(expected); reading stopped here")
  }

  func brokenContext(_ finding: JSONDiagnosis.Finding?, at place: TextPlace) -> Problem {
    var problem = syntax(finding, at: place, record: nil)
    problem.sentence = "a value around the records cannot be read; reading stopped here"
    if let finding, case let words = Self.words(for: finding.kind) {
      problem.sentence = "\(words.found); reading stopped here"
    }
    return problem
  }

  func contextTooLong(limit: Int, at place: TextPlace) -> Problem {
    Problem(
      "json.record-too-long", at: place.position(file: file, record: nil),
      """
      a value around the records that the mapping selects is longer than \(limit) bytes \
      (max_record_bytes); reading stopped here
      """)
  }

  // MARK: Of the mapping

  func badRecordPath(_ path: String, _ sentence: String) -> Problem {
    Problem("json.records", field: path, "records: \(sentence)")
  }

  func badSelector(_ selector: String, _ sentence: String) -> Problem {
    Problem("json.selector", field: selector, "selector \(quoted: selector): \(sentence)")
  }
}
