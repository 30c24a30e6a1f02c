import Pipeline

/// What was read.
struct ReportInputs {
  /// A run may have thousands.
  private static let mostInputs = 200

  private let inputs: [SummaryDocument.Input]

  init(_ document: SummaryDocument) { inputs = document.inputs }

  var html: String {
    guard !inputs.isEmpty else { return "" }
    let table = ReportTable(
      caption: "Inputs", head: ["Input", "State", "Records"],
      rows: inputs.prefix(Self.mostInputs).map { input in
        [.foreign(input.file), .text(state(input.state)), .number(input.read)]
      })
    let hidden = inputs.count - Self.mostInputs
    let rest = hidden > 0 ? ReportPage.note("… and \(Numerals.counted(hidden, "more input")).") : ""
    return ReportPage.section("Inputs", isLong: true, table.html + rest)
  }

  private func state(_ name: String) -> String {
    switch name {
    case "complete": "read whole"
    case "broken": "cut off or broken: read up to there"
    case "unreadable": "not readable"
    default: ""
    }
  }
}
