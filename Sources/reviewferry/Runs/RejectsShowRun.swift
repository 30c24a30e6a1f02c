import Delivery
import Pipeline
import Records

/// One `rejects show`.
struct RejectsShowRun {
  let command: RejectsShowCommand
  let printer: ProblemPrinter

  func run() throws(RunFailure) -> ExitStatus {
    let run = try RejectsFolder.open(command.folder, command.which.choice)
    var reading = RejectsReading(run, printer)
    let text = RejectsText(isRaw: command.raw)
    if command.all || !command.records.isEmpty { try showRecords(&reading, text) }
    if command.all ? !command.raw : !command.failed.isEmpty { try showRequests(reading, text) }
    try text.flush()
    return reading.status
  }

  private func showRecords(_ reading: inout RejectsReading, _ text: RejectsText) throws(RunFailure) {
    let wanted = Set(command.records)
    var found: Set<Int> = []
    try reading.forEachRecord { (line) throws(RunFailure) in
      guard command.all || wanted.contains(line.record) else { return }
      if !command.all { found.insert(line.record) }
      try text.add(line)
    }
    try text.endRecord()
    for record in wanted.subtracting(found).sorted() where !command.all {
      try missing("record \(record) is not among the rejected ones", text)
    }
  }

  private func showRequests(_ reading: RejectsReading, _ text: RejectsText) throws(RunFailure) {
    let wanted = Set(command.failed)
    var found: Set<Int> = []
    try reading.forEachRequest { (request) throws(RunFailure) in
      guard command.all || wanted.contains(request.number) else { return }
      found.insert(request.number)
      try text.add(request)
    }
    for request in wanted.subtracting(found).sorted() {
      try missing("request \(request) is not among the refused ones", text)
    }
  }

  /// Ends the command, behind what was found.
  private func missing(_ what: String, _ text: RejectsText) throws(RunFailure) {
    try text.flush()
    let problem = Problem(
      "rejects.not-found", .error, "\(what)", fix: "'reviewferry rejects list' names them")
    throw RunFailure(problem, .inputMissing)
  }
}
