import Records

@testable import Readers

/// What the Singer reader gave for a whole stream, as text that a test can compare.
struct SingerReading: Equatable {
  /// `record line: slot | slot`.
  var rows: [String] = []
  /// `code record@line:column`.
  var rejects: [String] = []
  /// The texts of rejected records.
  var raws: [String] = []
  /// `severity code line`.
  var problems: [String] = []
  var sentences: [String] = []
  var passedOver: [String: Int] = [:]
  var states: [String] = []
  var lacksStream = false
  var recordCount = 0
}

func readSinger(
  _ text: String, streams: [String] = ["reviews"], select selectors: [String] = ["id"], each: String? = nil,
  options: [String: OptionValue] = [:], chunks: ChunkSizes = .whole
) throws -> SingerReading {
  let values = options.merging(["streams": .textList(streams)]) { given, _ in given }
  let reader = try SingerReader(
    ReaderInput(
      source: ChunkedByteSource(text, chunks: chunks),
      options: SourceOptions(format: "singer", values: values),
      selectors: SelectorSet(selectors: selectors, each: each), file: "tap"))
  _ = try reader.bind()
  var reading = SingerReading()
  let batch = RecordBatch(slotCount: selectors.count)
  while reader.read(into: batch) {
    reading.add(batch)
    batch.removeAll()
  }
  return reading
}

extension SingerReading {
  fileprivate mutating func add(_ batch: RecordBatch) {
    for (row, origin) in batch.origins.enumerated() {
      let slots = (0..<batch.slotCount).map { column in
        let slot = batch.slot(row: row, column: column)
        return slot.isScalarWithBytes ? String(decoding: batch.view(slot), as: UTF8.self) : "\(slot.kind)"
      }
      rows.append("\(origin.record) \(origin.line): \(slots.joined(separator: " | "))")
    }
    for record in batch.unreadable {
      let place = record.problem.position
      rejects.append(
        "\(record.problem.code.rawValue) \(record.origin.record)@\(place?.line ?? 0):\(place?.column ?? 0)")
      raws.append(String(decoding: batch.raw(record.origin), as: UTF8.self))
    }
    for problem in batch.fileProblems {
      problems.append("\(problem.severity) \(problem.code.rawValue) \(problem.position?.line ?? 0)")
      sentences.append(problem.sentence.text(showingValues: true))
    }
    passedOver.merge(batch.passedOver, uniquingKeysWith: +)
    if let state = batch.state { states.append(String(decoding: state, as: UTF8.self)) }
    lacksStream = lacksStream || batch.lacksStream
    recordCount += batch.recordCount
  }
}
