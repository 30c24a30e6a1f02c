import Records
import Testing

@testable import Readers

/// What a reader gave for a whole file, as text that a test can compare.
struct JSONReading: Equatable, CustomStringConvertible {
  /// One string for each slot of each row.
  var rows: [[String]] = []
  /// `record/item line byte raw`.
  var origins: [String] = []
  /// `code record@line:column+byte`.
  var unreadable: [String] = []
  var unreadableRaw: [String] = []
  var sentences: [String] = []
  var fixes: [String?] = []
  /// `severity code @line:column+byte`.
  var fileProblems: [String] = []
  var recordCount = 0

  var description: String {
    (rows.map { $0.joined(separator: " | ") } + origins + unreadable + fileProblems).joined(separator: "\n")
  }
}

/// Reads a JSON text.
func readJSON(
  _ text: String, records: String = "", select selectors: [String] = ["a"], each: String? = nil,
  options: [String: OptionValue] = [:], chunks: ChunkSizes = .whole, heldBytes: Int? = nil
) throws -> JSONReading {
  let reading = try readJSON(
    ChunkedByteSource(text, chunks: chunks), records: records, select: selectors, each: each,
    options: options, heldBytes: heldBytes)
  try expectSameInBlocks(reading, Array(text.utf8), records, selectors, each, options)
  return reading
}

/// Expects that JSON Lines read in blocks, of each size and by each number of threads, are the same.
func expectSameInBlocks(
  _ expected: JSONReading, _ bytes: [UInt8], _ records: String, _ selectors: [String], _ each: String?,
  _ options: [String: OptionValue]
) throws {
  for manner in BlockManner.all {
    let source = ChunkedByteSource(bytes, chunks: manner.chunks)
    let input = jsonInput(source, records: records, select: selectors, each: each, options: options)
    guard let result = try readJSONBlocks(input, manner) else { return }
    #expect(result == expected, "read in \(manner)")
  }
}

/// nil where the file cannot be cut.
func readJSONBlocks(_ input: ReaderInput, _ manner: BlockManner) throws -> JSONReading? {
  let reader = try JSONReader(input)
  _ = try reader.bind()
  guard let cutter = reader.makeCutter(sizes: manner.sizes) else { return nil }
  var result = JSONReading()
  let reading = BlockReading(cutter, slotCount: input.selectors.selectors.count)
  for batch in reading.run(threads: manner.threads) { result.add(batch) }
  return result
}

func jsonInput(
  _ source: any ByteSource, records: String, select selectors: [String], each: String?,
  options: [String: OptionValue]
) -> ReaderInput {
  let values = options.merging(["records": .text(records)]) { given, _ in given }
  return ReaderInput(
    source: source, options: SourceOptions(format: "json", values: values),
    selectors: SelectorSet(selectors: selectors, each: each), file: "test.json")
}

/// Reads a source of JSON.
func readJSON(
  _ source: any ByteSource, records: String = "", select selectors: [String] = ["a"], each: String? = nil,
  options: [String: OptionValue] = [:], heldBytes: Int? = nil
) throws -> JSONReading {
  let input = jsonInput(source, records: records, select: selectors, each: each, options: options)
  let reader =
    try heldBytes.map { try JSONReader(input, heldBytes: $0) } ?? JSONFormat.format.makeReader(input)
  _ = try reader.bind()
  let batch = RecordBatch(slotCount: selectors.count)
  var reading = JSONReading()
  while reader.read(into: batch) {
    reading.add(batch)
    batch.removeAll()
  }
  return reading
}

extension JSONReading {
  fileprivate mutating func add(_ batch: RecordBatch) {
    for (row, origin) in batch.origins.enumerated() {
      rows.append((0..<batch.slotCount).map { batch.shown(batch.slot(row: row, column: $0)) })
      let raw = String(decoding: batch.raw(origin), as: UTF8.self)
      origins.append("\(origin.record)/\(origin.item) \(origin.line) \(origin.byteOffset) \(raw)")
    }
    for record in batch.unreadable {
      let place = record.problem.position
      unreadable.append("\(record.problem.code.rawValue) \(record.origin.record)\(Self.shown(place))")
      unreadableRaw.append(String(decoding: batch.raw(record.origin), as: UTF8.self))
      sentences.append(record.problem.sentence.text(showingValues: false))
      fixes.append(record.problem.fix)
    }
    for problem in batch.fileProblems {
      fileProblems.append("\(problem.severity) \(problem.code.rawValue) \(Self.shown(problem.position))")
      sentences.append(problem.sentence.text(showingValues: false))
      fixes.append(problem.fix)
    }
    recordCount += batch.recordCount
  }

  private static func shown(_ place: SourcePosition?) -> String {
    guard let place, let line = place.line, let column = place.column, let byte = place.byte else {
      return ""
    }
    return "@\(line):\(column)+\(byte)"
  }
}

extension RecordBatch {
  /// A slot as text: its kind's letter and its bytes.
  fileprivate func shown(_ slot: Slot) -> String {
    switch slot.kind {
    case .missing: "-"
    case .null: "null"
    case .string: "s:" + String(decoding: view(slot), as: UTF8.self)
    case .number: "n:" + String(decoding: view(slot), as: UTF8.self)
    case .boolean: "b:" + String(decoding: view(slot), as: UTF8.self)
    case .object: "o:" + String(decoding: view(slot), as: UTF8.self)
    case .list:
      "[" + elements[slot.start..<slot.start + slot.length].map(shown).joined(separator: ", ") + "]"
    }
  }
}
