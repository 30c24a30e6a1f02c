import Records

/// What is told of a run's progress, in the order in which it is read.
struct ProgressParts {
  struct Part {
    var text: String
    /// The lower, the longer it stays where there is little room.
    var rank: Int
    var isWarning = false
  }

  /// What is done, such as `reading`.
  let label: String
  /// Which of several inputs is read, such as `1 of 2`; empty where there is one.
  let place: String
  /// The input's name; empty for none.
  let name: String
  /// Both, behind the label.
  var input: String { [place, name].filter { !$0.isEmpty }.joined(separator: " ") }
  private(set) var parts: [Part] = []

  init(_ state: ProgressState) {
    let sample = state.sample
    label = sample.phase.rawValue
    let isShown = sample.phase == .reading && !sample.input.isEmpty
    name = isShown ? Quotation.escape(sample.input) : ""
    place = isShown && sample.inputCount > 1 ? "\(sample.inputNumber) of \(sample.inputCount)" : ""
    add(state.percent.map { "\($0)%" }, 1)
    addCounts(sample)
    add(state.rate.map { Self.rate($0, sample.phase) }, 6)
    add(state.remaining.map { "\(Self.time($0)) left" }, 2)
  }

  private mutating func add(_ text: String?, _ rank: Int, isWarning: Bool = false) {
    if let text { parts.append(Part(text: text, rank: rank, isWarning: isWarning)) }
  }

  private mutating func addCounts(_ sample: ProgressSample) {
    switch sample.phase {
    case .reading:
      add(Self.bytes(sample.bytes), 5)
      add(Numerals.counted(sample.records, sample.noun), 3)
    case .matching, .writing: add(Self.reviews(sample.reviews), 3)
    case .sending:
      if sample.reviews.total != nil { add(Self.reviews(sample.reviews), 5) }
      addRequests(sample.requests ?? .init())
    case .pulling:
      add(Numerals.counted(sample.catalog?.products ?? 0, "product"), 3)
      add(Numerals.counted(sample.catalog?.models ?? 0, "model"), 4)
    }
    if sample.rejected > 0 { add("\(Numerals.grouped(sample.rejected)) rejected", 4, isWarning: true) }
  }

  private mutating func addRequests(_ requests: ProgressSample.Requests) {
    add("\(Numerals.counted(requests.sent, "request")) sent", 3)
    add("\(Numerals.grouped(requests.accepted)) accepted", 5)
    if requests.refused > 0 { add("\(Numerals.grouped(requests.refused)) refused", 4, isWarning: true) }
    if requests.failed > 0 { add("\(Numerals.grouped(requests.failed)) failed", 7, isWarning: true) }
  }

  private static func bytes(_ amount: ProgressSample.Amount) -> String {
    let done = Numerals.bytes(amount.done)
    return amount.total.map { "\(done) of \(Numerals.bytes($0))" } ?? done
  }

  private static func reviews(_ amount: ProgressSample.Amount) -> String {
    guard let total = amount.total, amount.done <= total else {
      return Numerals.counted(amount.done, "review")
    }
    return "\(Numerals.grouped(amount.done)) of \(Numerals.counted(total, "review"))"
  }

  private static func rate(_ rate: Double, _ phase: ProgressSample.Phase) -> String {
    let unit =
      switch phase {
      case .reading: ""
      case .matching, .writing: "reviews/s"
      case .sending: "requests/s"
      case .pulling: "items/s"
      }
    if unit.isEmpty { return "\(Numerals.bytes(Int(rate)))/s" }
    let tenths = Int((rate * 10).rounded())
    return tenths < 1000
      ? "\(tenths / 10).\(tenths % 10) \(unit)" : "\(Numerals.grouped(tenths / 10)) \(unit)"
  }

  /// `0:07`, `12:34`, `1:02:03`.
  static func time(_ duration: Duration) -> String {
    let seconds = Int((duration / .seconds(1)).rounded(.up))
    func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let (minutes, rest) = (seconds / 60, padded(seconds % 60))
    return minutes < 60 ? "\(minutes):\(rest)" : "\(minutes / 60):\(padded(minutes % 60)):\(rest)"
  }
}
