import Records

/// Every sentence of the Singer reader; a record that is no JSON is told by `JSONProblem`.
struct SingerProblem {
  /// The file's name, for positions.
  var file: String

  /// Why a line is no message.
  enum Fault {
    case noType, noStream, noRecord, noValue
  }

  // MARK: Of one line

  func malformed(_ fault: Fault, at place: TextPlace, record: Int) -> Problem {
    let found =
      switch fault {
      case .noType: "the line has no 'type', as every Singer message has"
      case .noStream: "the message has no 'stream'"
      case .noRecord: "the RECORD message has no object 'record'"
      case .noValue: "the STATE message has no object 'value'"
      }
    return Problem(
      "singer.message", at: place.position(file: file, record: record), "\(found); record rejected",
      fix: fault == .noType ? "plain JSON Lines have 'format: json'" : nil)
  }

  // MARK: Of the stream

  func unknownType(_ type: String, at place: TextPlace) -> Problem {
    Problem(
      "singer.type", .warning, at: place.position(file: file, record: nil),
      "messages of the type \(quoted: type) are passed over: what they mean is not known here")
  }

  func lacks(_ selector: String, stream: String, at place: TextPlace) -> Problem {
    Problem(
      "singer.schema", .warning, at: place.position(file: file, record: nil), field: selector,
      """
      the schema of the stream \(quoted: stream) has no \(quoted: selector), which the mapping selects; \
      from here on it is taken as missing
      """,
      fix: "see what the tap calls it, and whether the field is selected there")
  }

  func activatedVersion(_ stream: String, at place: TextPlace) -> Problem {
    Problem(
      "singer.activate-version", .warning, at: place.position(file: file, record: nil),
      """
      the tap has sent the stream \(quoted: stream) whole (ACTIVATE_VERSION); reviews that it no longer has stay \
      in PX Insights, whose API deletes nothing
      """)
  }

  func batch(_ stream: String, at place: TextPlace) -> Problem {
    Problem(
      "singer.batch", at: place.position(file: file, record: nil),
      """
      the tap gives records of the stream \(quoted: stream) in files of their own (BATCH), which are not read; \
      reading stopped here
      """,
      fix: "take 'batch_config' out of the tap's settings: it sends RECORD messages then")
  }

  /// An error where nothing came of any wanted stream, else a warning.
  func streamMissing(_ missing: [String], of wanted: [String], seen: [String]) -> Problem {
    let isAll = missing.count == wanted.count
    let names = missing.map(Quotation.quote).joined(separator: ", ")
    let others = seen.filter { !wanted.contains($0) }
    let shown = others.prefix(8).map(Quotation.quote).joined(separator: ", ")
    return Problem(
      "singer.stream-missing", isAll ? .error : .warning, at: SourcePosition(file: file),
      """
      nothing came of the \(missing.count == 1 ? "stream" : "streams") \(names) that the mapping names, \
      \(isAll ? "only of" : "and records were passed over of") \(shown)\(others.count > 8 ? " and others" : ""); \
      \(isAll ? "no record was used" : "the state is held")
      """,
      fix: streamFix(missing, of: wanted, others))
  }

  private func streamFix(_ missing: [String], of wanted: [String], _ others: [String]) -> String {
    var names = wanted
    for (index, name) in wanted.enumerated() where missing.contains(name) {
      if let near = NearestName.of(name, among: others) { names[index] = near }
    }
    return names == wanted
      ? "name the tap's stream in 'streams', or select it in the tap"
      : "did you mean 'streams: [\(names.joined(separator: ", "))]'?"
  }

  // MARK: Of the mapping

  func noStreams() -> Problem {
    Problem(
      "singer.streams", field: "streams", "'streams' names no stream, so that no record would be mapped",
      fix: "name the tap's stream of reviews, as in 'streams: [reviews]'")
  }

}
