import Delivery
import Pipeline
import Records

/// One `rejects list`.
struct RejectsListRun {
  let command: RejectsListCommand
  let printer: ProblemPrinter

  func run() throws(RunFailure) -> ExitStatus {
    let run = try RejectsFolder.open(command.folder, command.which.choice)
    var reading = RejectsReading(run, printer)
    var totals = RejectTotals()
    let list = RejectsList(command, run: run.record?.run)
    try reading.forEach { (reject) throws(RunFailure) in
      guard command.code.map({ $0 == reject.code }) ?? true else { return }
      totals.add(reject)
      if !command.count { try list.add(reject) }
    }
    if command.count { try list.write(totals) } else { try list.finish() }
    if !command.diagnostics.quiet { Terminal.writeError(summary(totals, run, hidden: list.hidden)) }
    return reading.status
  }

  private func summary(_ totals: RejectTotals, _ run: StoredRun, hidden: Int) -> String {
    let name = run.record?.run.map { "run \($0)" } ?? Quotation.escape(run.path)
    let counts =
      "\(Numerals.counted(totals.records, "rejected record")), "
      + Numerals.counted(totals.requests, "refused request")
    let rest = hidden > 0 ? "; \(Numerals.grouped(hidden)) of them not listed (--limit)" : ""
    return "\(name): \(counts)\(rest)\n"
  }
}

/// How many rejects there are of each code.
struct RejectTotals {
  private(set) var records = 0
  private(set) var requests = 0
  private var counts: [String: Int] = [:]

  mutating func add(_ reject: Reject) {
    switch reject {
    case .record: records += 1
    case .request: requests += 1
    }
    counts[reject.code, default: 0] += 1
  }

  /// The most frequent first.
  var byCode: [(code: String, count: Int)] {
    counts.map { ($0.key, $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
  }
}

/// Writes rejects to standard output in the format that was asked for.
private final class RejectsList {
  private let form: RejectForm
  private let format: RejectsFormat
  private let limit: Int
  private let output = BufferedFileWriter.standardOutput()
  private var records: [RejectLine.Stored] = []
  private var requests: [FailedRequest] = []
  private var listed = 0
  /// Rejects beyond the limit.
  private(set) var hidden = 0

  init(_ command: RejectsListCommand, run: Int?) {
    form = RejectForm(run: run, showsValues: command.diagnostics.showValues)
    format = command.format
    limit = command.limit ?? (format == .table ? RejectsListCommand.defaultTableRows : .max)
  }

  func add(_ reject: Reject) throws(RunFailure) {
    guard listed < limit else {
      hidden += 1
      return
    }
    listed += 1
    switch (format, reject) {
    case (.table, .record(let line)): records.append(withoutRaw(line))
    case (.table, .request(let request)): requests.append(request)
    case (.json, _): try write(form.json(reject))
    case (.csv, _): try write((listed == 1 ? RejectForm.csvHeader : "") + form.csv(reject))
    }
  }

  func finish() throws(RunFailure) {
    if format == .table {
      let tables = [form.table(records), form.table(requests)].filter { !$0.rows.isEmpty }
      try write(tables.map { RejectForm.text($0) }.joined(separator: "\n"))
    }
    try flush()
  }

  func write(_ totals: RejectTotals) throws(RunFailure) {
    try write(form.text(totals, format))
    try flush()
  }

  /// A table of a thousand rows must not hold a thousand records.
  private func withoutRaw(_ line: RejectLine.Stored) -> RejectLine.Stored {
    var line = line
    line.dropRaw()
    return line
  }

  private func write(_ text: String) throws(RunFailure) {
    try RunFailure.wrap { () throws(Problem) in try output.write(text) }
  }

  private func flush() throws(RunFailure) {
    try RunFailure.wrap { () throws(Problem) in try output.flush() }
  }
}
