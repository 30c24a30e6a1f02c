import Readers
import Records
import Testing

/// What a reader said of one record or item, complete, so that two readings can be compared.
struct ReadRecord: Equatable {
  indirect enum Value: Equatable {
    case scalar(SlotKind, String)
    case list([Value])
  }

  var record: Int
  var item: Int
  var line: Int
  var byteOffset: Int
  var raw: [UInt8]
  var values: [Value] = []
  var problem: Problem?

  /// The record for the judge: its values with their kinds, or the code under which it was rejected.
  var json: String {
    if let problem { return "{\"rejected\":\(JSONText.quote(problem.code.rawValue))}" }
    return "[" + values.map(Self.json).joined(separator: ",") + "]"
  }

  private static func json(_ value: Value) -> String {
    switch value {
    case .scalar(let kind, let text): "[\"\(kind)\",\(JSONText.quote(text))]"
    case .list(let values): "[\"list\",[" + values.map(json).joined(separator: ",") + "]]"
    }
  }
}

/// What a reader said of a whole file.
struct Reading: Equatable {
  /// In the order of the file.
  var records: [ReadRecord] = []
  var fileProblems: [Problem] = []

  /// Codes of the problems that ended the file early.
  var errorCodes: [String] { fileProblems.filter { $0.severity == .error }.map(\.code.rawValue) }

  /// Reads a file through everything that stands between disk and slots.
  init(_ input: JudgedInput, chunks: ChunkSizes = .whole) throws {
    let chunked = ChunkedByteSource(input.bytes, chunks: chunks)
    let source = try InputOpener.open(
      chunked, file: input.name, options: input.source, format: input.source.format)
    let format = try #require(ReaderRegistry.format(named: input.source.format))
    let reader = try format.makeReader(
      ReaderInput(
        source: source, options: input.source,
        selectors: SelectorSet(selectors: input.selectors, each: input.each), file: input.name))
    _ = try reader.bind()
    let batch = RecordBatch(slotCount: input.selectors.count, byteCapacity: 64)
    while reader.read(into: batch) {
      take(batch)
      batch.removeAll()
    }
  }

  private mutating func take(_ batch: RecordBatch) {
    let numbers = Set(batch.origins.map(\.record) + batch.unreadable.map(\.origin.record))
    #expect(batch.recordCount == numbers.count)
    #expect(batch.slots.count == batch.rowCount * batch.slotCount)
    var taken = batch.origins.enumerated().map { row, origin in
      var record = Self.record(origin, batch)
      record.values = (0..<batch.slotCount).map { Self.value(batch.slot(row: row, column: $0), batch) }
      return record
    }
    taken += batch.unreadable.map { unreadable in
      var record = Self.record(unreadable.origin, batch)
      record.problem = unreadable.problem
      return record
    }
    records += taken.sorted { ($0.record, $0.item) < ($1.record, $1.item) }
    fileProblems += batch.fileProblems
  }

  private static func record(_ origin: RowOrigin, _ batch: RecordBatch) -> ReadRecord {
    ReadRecord(
      record: origin.record, item: origin.item, line: origin.line, byteOffset: origin.byteOffset,
      raw: Array(batch.raw(origin)))
  }

  private static func value(_ slot: Slot, _ batch: RecordBatch) -> ReadRecord.Value {
    switch slot.kind {
    case .list: .list(batch.elements[slot.start..<slot.start + slot.length].map { value($0, batch) })
    case .missing, .null: .scalar(slot.kind, "")
    default: .scalar(slot.kind, String(decoding: batch.view(slot), as: UTF8.self))
    }
  }
}
