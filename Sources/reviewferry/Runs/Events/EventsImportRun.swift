import EventPlatform
import Foundation
import Ledger
import Pipeline
import Readers
import Records

/// One `events import`.
struct EventsImportRun {
  /// Arrivals in a transaction, and bytes of them.
  private static let batchCount = 4096
  private static let batchBytes = 8 << 20

  /// What folders and patterns may hold.
  private static let format = FormatDescription(
    name: "events", summary: "Events of the Akeneo Event Platform.",
    fileExtensions: ["json", "jsonl", "ndjson"], options: [], selectorFault: { _ in nil })

  let command: EventsCommand.Import
  let printer: ProblemPrinter

  func run() throws(RunFailure) -> ExitStatus {
    let search = InputSearch(command.files, format: Self.format)
    search.problems.filter { $0.severity == .warning }.forEach(printer.report)
    let errors = search.problems.filter { $0.severity == .error }
    // A ledger that nothing came into would only be in the way.
    guard errors.isEmpty else { throw RunFailure(problems: errors, status: .inputMissing) }
    let path = try command.location.path()
    let store = try RunFailure.wrapLedger { () throws(Problem) in try EventStore(path: path) }
    var summary = EventsImportSummary()
    for file in search.paths { try read(file, into: store, &summary) }
    try RunFailure.wrapLedger { () throws(Problem) in try store.close() }
    printer.finish()
    if !command.diagnostics.quiet {
      Terminal.writeError(summary.text(command.diagnostics.logFormat, ledger: store.path))
    }
    return summary.status(budget: command.maxRejects)
  }

  // MARK: A file

  private func read(
    _ file: String, into store: EventStore, _ summary: inout EventsImportSummary
  ) throws(RunFailure) {
    let name = InputOpener.displayName(file)
    let reader: any RecordReader
    do throws(Problem) {
      reader = try Self.open(file, name)
    } catch {
      // A consumer that met no message prints nothing.
      if error.code == "input.empty" { return }
      printer.report(error)
      summary.hasUnreadableInput = true
      return
    }
    let batch = RecordBatch(slotCount: 0)
    var pending = PendingArrivals()
    while reader.read(into: batch) {
      take(batch, name, into: &pending, &summary)
      if pending.count >= Self.batchCount || pending.bytes >= Self.batchBytes {
        try flush(&pending, into: store, &summary)
      }
      batch.removeAll()
    }
    try flush(&pending, into: store, &summary)
  }

  private static func open(_ file: String, _ name: String) throws(Problem) -> any RecordReader {
    let options = SourceOptions(format: "json")
    let source = try InputOpener.open(file, options: options, format: "json")
    guard let format = ReaderRegistry.format(named: "json") else {
      throw Problem("events.format", .error, "JSON is not built in")
    }
    let reader = try format.makeReader(
      ReaderInput(source: source, options: options, selectors: SelectorSet(selectors: []), file: name))
    _ = try reader.bind()
    return reader
  }

  private func take(
    _ batch: RecordBatch, _ name: String, into pending: inout PendingArrivals,
    _ summary: inout EventsImportSummary
  ) {
    let received = Int64(Date().timeIntervalSince1970 * 1000)
    var unreadable = batch.unreadable[...]
    for origin in batch.origins {
      // In the order of the file.
      while let first = unreadable.first, first.origin.record < origin.record {
        reject(first.problem, at: nil, &summary)
        unreadable.removeFirst()
      }
      let position = SourcePosition(
        file: name, line: origin.line, record: origin.record, byte: origin.byteOffset)
      for item in EventFile.items(of: Array(batch.raw(origin)), received: received) {
        switch item {
        case .arrival(let arrival): pending.append(arrival)
        case .rejected(let problem): reject(problem, at: position, &summary)
        }
      }
    }
    for rest in unreadable { reject(rest.problem, at: nil, &summary) }
    for problem in batch.fileProblems {
      printer.report(problem)
      if problem.severity == .error { summary.hasBrokenInput = true }
    }
  }

  private func reject(
    _ problem: Problem, at position: SourcePosition?, _ summary: inout EventsImportSummary
  ) {
    var problem = problem
    problem.position = problem.position ?? position
    summary.read += 1
    summary.rejected += 1
    // A cut line is a record of its own, but what is missing behind it nobody knows.
    if problem.code == "json.truncated" { summary.hasBrokenInput = true }
    printer.report(problem)
  }

  private func flush(
    _ pending: inout PendingArrivals, into store: EventStore, _ summary: inout EventsImportSummary
  ) throws(RunFailure) {
    guard pending.count > 0 else { return }
    let arrivals = pending.arrivals
    let fates = try RunFailure.wrapLedger { () throws(Problem) in try store.add(arrivals) }
    for (arrival, fate) in zip(arrivals, fates) { summary.count(arrival, fate) }
    pending = PendingArrivals()
  }
}

/// Arrivals of the next transaction.
private struct PendingArrivals {
  private(set) var arrivals: [EventArrival] = []
  private(set) var bytes = 0

  var count: Int { arrivals.count }

  mutating func append(_ arrival: EventArrival) {
    arrivals.append(arrival)
    switch arrival {
    case .event(let event): bytes += event.payload.count
    case .notification(let notification): bytes += notification.payload.count
    case .unreadable(let unreadable): bytes += unreadable.payload.count
    }
  }
}
