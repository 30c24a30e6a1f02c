import Delivery
import Records

/// The records that a `rejects.jsonl` names, input by input.
struct RejectedRecords {
  /// In the order in which they were read.
  private(set) var inputs: [(name: String, records: RecordSelection)] = []
  private(set) var brokenLines = 0
  /// Reviews that were rejected for their product.
  private(set) var unmatched = 0

  /// Reads the file of a run; `report` takes the broken lines.
  init(_ run: StoredRun, _ report: (Problem) -> Void) throws(Problem) {
    let lines = try RejectLines(path: run.rejectsPath)
    // By bytes: to strings, names are the same that are only composed otherwise.
    var places: [[UInt8]: Int] = [:]
    while let entry = try lines.next() {
      switch entry {
      // Not of a record: the next submission of the export takes it up.
      case .line(let line) where line.file == RejectLine.unmatched: unmatched += 1
      case .line(let line):
        let name = Array(line.file.utf8)
        let place = places[name] ?? inputs.count
        if place == inputs.count { inputs.append((line.file, RecordSelection())) }
        places[name] = place
        inputs[place].records.insert(line.record)
      case .broken(let problem):
        report(problem)
        brokenLines += 1
      }
    }
  }
}
