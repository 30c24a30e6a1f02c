/// Progress as it is drawn, logged and read by programs.
enum ProgressLine {
  private static let gap = "  "
  /// A shorter piece of a name tells nothing.
  private static let shortestName = 8

  /// One row of a terminal: what does not fit is left out, the least needed first, and names are cut.
  ///
  /// It ends a column before the last one, behind which some terminals begin a new row.
  static func text(_ state: ProgressState, width: Int, isColored: Bool = false) -> String {
    let parts = ProgressParts(state)
    var room = max(0, width - 1)
    var kept: Set<Int> = []
    for (index, part) in parts.parts.enumerated().sorted(by: { ($0.1.rank, $0.0) < ($1.1.rank, $1.0) }) {
      let need = DisplayWidth.of(part.text) + (kept.isEmpty ? 0 : gap.count)
      guard need <= room else { continue }
      kept.insert(index)
      room -= need
    }
    let head = head(parts, room - (kept.isEmpty ? 0 : gap.count))
    let shown = kept.sorted().map { index in colored(parts.parts[index], isColored) }
    return ([head].compactMap { $0 } + shown).joined(separator: gap)
  }

  private static func head(_ parts: ProgressParts, _ room: Int) -> String? {
    let place = parts.place.isEmpty ? parts.label : "\(parts.label) \(parts.place)"
    let whole = parts.name.isEmpty ? place : "\(place) \(parts.name)"
    if DisplayWidth.of(whole) <= room { return whole }
    if !parts.name.isEmpty, room >= place.count + 1 + shortestName {
      return DisplayWidth.fit(whole, to: room)
    }
    if place.count <= room { return place }
    return parts.label.count <= room ? parts.label : nil
  }

  private static func colored(_ part: ProgressParts.Part, _ isColored: Bool) -> String {
    isColored && part.isWarning ? "\u{1B}[33m\(part.text)\u{1B}[0m" : part.text
  }

  /// One line of a log.
  static func plain(_ state: ProgressState, command: String) -> String {
    let parts = ProgressParts(state)
    let head = parts.input.isEmpty ? parts.label : "\(parts.label) \(parts.input)"
    return "reviewferry \(command): \(([head] + parts.parts.map(\.text)).joined(separator: ", "))\n"
  }

  private struct Document: Encodable {
    var event = "progress"
    var command: String
    var phase: String
    var elapsed_seconds: Int
    var remaining_seconds: Int?
    var percent: Int?
    var bytes: Int?
    var bytes_total: Int?
    var records: Int?
    var rejected: Int?
    var reviews: Int?
    var reviews_total: Int?
    var requests_sent: Int?
    var requests_accepted: Int?
    var requests_refused: Int?
    var attempts_failed: Int?
    var products: Int?
    var models: Int?
    var pages: Int?
  }

  /// One JSON object in a line.
  static func json(_ state: ProgressState, command: String) -> String {
    let sample = state.sample
    var document = Document(
      command: command, phase: sample.phase.rawValue, elapsed_seconds: seconds(state.elapsed),
      remaining_seconds: state.remaining.map(seconds), percent: state.percent)
    if let catalog = sample.catalog {
      (document.products, document.models, document.pages) = (catalog.products, catalog.models, catalog.pages)
      return DocumentJSON.line(document)
    }
    (document.bytes, document.bytes_total) = (sample.bytes.done, sample.bytes.total)
    (document.records, document.rejected) = (sample.records, sample.rejected)
    if sample.phase != .reading {
      (document.reviews, document.reviews_total) = (sample.reviews.done, sample.reviews.total)
    }
    if let requests = sample.requests {
      (document.requests_sent, document.requests_accepted) = (requests.sent, requests.accepted)
      (document.requests_refused, document.attempts_failed) = (requests.refused, requests.failed)
    }
    return DocumentJSON.line(document)
  }

  private static func seconds(_ duration: Duration) -> Int { Int((duration / .seconds(1)).rounded()) }
}
