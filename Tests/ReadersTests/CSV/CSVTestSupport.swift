import Records
import Testing

@testable import Readers

/// A value as tests write it.
enum CSVValue: Equatable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  case text(String)
  case null
  case missing

  init(stringLiteral value: String) { self = .text(value) }

  var description: String {
    switch self {
    case .text(let text): "\"\(Quotation.escape(text))\""
    case .null: "null"
    case .missing: "missing"
    }
  }
}

/// A row, or a rejected record, with its place.
struct CSVTestRecord: Equatable, Sendable {
  var values: [CSVValue] = []
  var code: String?
  var sentence: String?
  var record: Int
  var line: Int
  var byte: Int
  var raw: String
  /// `line:column` of the problem.
  var place: String?
  var problem: Problem?
}

/// Everything that a reader says of a file.
struct CSVTestResult: Equatable, Sendable {
  var names: [String] = []
  var unmatched: [Int] = []
  var headerLine: Int?
  /// In the order of the file.
  var records: [CSVTestRecord] = []
  var fileProblems: [Problem] = []

  var rows: [[CSVValue]] { records.filter { $0.code == nil }.map(\.values) }
  var codes: [String] { records.compactMap(\.code) }
}

/// How a test reads a file: how the source cuts it, and how large the reader's windows and batches are.
struct CSVTestManner: Sendable, CustomTestStringConvertible {
  var name: String
  var chunks: ChunkSizes
  var sizes: CSVReader.Sizes

  var testDescription: String { name }

  static let all: [CSVTestManner] = [
    CSVTestManner(name: "whole", chunks: .whole, sizes: .init()),
    CSVTestManner(name: "byte by byte", chunks: .single, sizes: .init(batchCapacity: 2, window: 1...1)),
    CSVTestManner(name: "windows of 7 to 64", chunks: .whole, sizes: .init(batchCapacity: 4, window: 7...64)),
    CSVTestManner(
      name: "random chunks", chunks: .random(seed: 7), sizes: .init(batchCapacity: 3, window: 16...1024)),
    CSVTestManner(name: "a record a batch", chunks: .random(seed: 8), sizes: .init(batchCapacity: 1)),
  ]
}

/// Reads a file in one manner.
func readCSV(
  _ bytes: [UInt8], _ selectors: [String], _ options: [String: OptionValue] = [:],
  manner: CSVTestManner = CSVTestManner.all[0]
) throws -> CSVTestResult {
  try readCSV(ChunkedByteSource(bytes, chunks: manner.chunks), selectors, options, sizes: manner.sizes)
}

func readCSV(
  _ source: any ByteSource, _ selectors: [String], _ options: [String: OptionValue],
  sizes: CSVReader.Sizes = .init()
) throws -> CSVTestResult {
  let reader = try CSVReader(
    ReaderInput(
      source: source, options: SourceOptions(format: "csv", values: options),
      selectors: SelectorSet(selectors: selectors), file: "test.csv"),
    sizes: sizes)
  var result = CSVTestResult()
  let binding = try #require(try reader.bind())
  (result.names, result.unmatched, result.headerLine) = (binding.names, binding.unmatched, binding.line)
  let batch = RecordBatch(slotCount: selectors.count, byteCapacity: 64)
  while reader.read(into: batch) {
    #expect(batch.recordCount == batch.rowCount + batch.unreadable.count)
    #expect(batch.slots.count == batch.rowCount * selectors.count)
    result.records += records(of: batch)
    result.fileProblems += batch.fileProblems
    batch.removeAll()
  }
  return result
}

/// Reads a file in every manner; all must agree.
func readCSVEveryWay(
  _ bytes: [UInt8], _ selectors: [String], _ options: [String: OptionValue] = [:]
) throws -> CSVTestResult {
  let expected = try readCSV(bytes, selectors, options)
  for manner in CSVTestManner.all.dropFirst() {
    let result = try readCSV(bytes, selectors, options, manner: manner)
    #expect(result == expected, "read \(manner.name)")
  }
  try expectSameInBlocks(bytes, selectors, options, expected)
  return expected
}

/// Expects that a file read in blocks, of each size and by each number of threads, is the same.
func expectSameInBlocks(
  _ bytes: [UInt8], _ selectors: [String], _ options: [String: OptionValue], _ expected: CSVTestResult,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  for manner in BlockManner.all {
    let source = ChunkedByteSource(bytes, chunks: manner.chunks)
    guard let result = try readCSVBlocks(source, selectors, options, manner) else { return }
    #expect(result == expected, "read in \(manner)", sourceLocation: sourceLocation)
  }
}

/// nil where the file cannot be cut.
func readCSVBlocks(
  _ source: any ByteSource, _ selectors: [String], _ options: [String: OptionValue], _ manner: BlockManner
) throws -> CSVTestResult? {
  let reader = try CSVReader(
    ReaderInput(
      source: source, options: SourceOptions(format: "csv", values: options),
      selectors: SelectorSet(selectors: selectors), file: "test.csv"),
    sizes: .init(batchCapacity: 3, window: 16...64))
  var result = CSVTestResult()
  let binding = try #require(try reader.bind())
  (result.names, result.unmatched, result.headerLine) = (binding.names, binding.unmatched, binding.line)
  guard let cutter = reader.makeCutter(sizes: manner.sizes) else { return nil }
  let reading = BlockReading(cutter, slotCount: selectors.count)
  for batch in reading.run(threads: manner.threads) {
    #expect(batch.recordCount == batch.rowCount + batch.unreadable.count)
    #expect(batch.slots.count == batch.rowCount * selectors.count)
    result.records += records(of: batch)
    result.fileProblems += batch.fileProblems
  }
  return result
}

func readCSVEveryWay(
  _ text: String, _ selectors: [String], _ options: [String: OptionValue] = [:]
) throws -> CSVTestResult {
  try readCSVEveryWay(Array(text.utf8), selectors, options)
}

private func records(of batch: RecordBatch) -> [CSVTestRecord] {
  let rows = batch.origins.enumerated().map { row, origin in
    var record = testRecord(origin, batch)
    record.values = (0..<batch.slotCount).map { value(batch.slot(row: row, column: $0), batch) }
    return record
  }
  let unreadable = batch.unreadable.map { unreadable in
    var record = testRecord(unreadable.origin, batch)
    let problem = unreadable.problem
    record.code = problem.code.rawValue
    record.sentence = problem.sentence.text(showingValues: false)
    record.problem = problem
    record.place = "\(problem.position?.line ?? 0)" + (problem.position?.column.map { ":\($0)" } ?? "")
    #expect(problem.position?.record == unreadable.origin.record)
    return record
  }
  return (rows + unreadable).sorted { $0.record < $1.record }
}

private func testRecord(_ origin: RowOrigin, _ batch: RecordBatch) -> CSVTestRecord {
  CSVTestRecord(
    record: origin.record, line: origin.line, byte: origin.byteOffset,
    raw: String(decoding: batch.raw(origin), as: UTF8.self))
}

private func value(_ slot: Slot, _ batch: RecordBatch) -> CSVValue {
  switch slot.kind {
  case .missing: .missing
  case .null: .null
  default: .text(String(decoding: batch.view(slot), as: UTF8.self))
  }
}
