import Records

@testable import Readers

/// A value as tests write it: a text, a list of texts, or nothing.
enum XMLValue: Equatable, Sendable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
  CustomStringConvertible
{
  case text(String)
  case list([String])
  case missing

  init(stringLiteral value: String) { self = .text(value) }
  init(arrayLiteral elements: String...) { self = .list(elements) }

  var description: String {
    switch self {
    case .text(let text): "\"\(Quotation.escape(text))\""
    case .list(let texts): "\(texts.map(Quotation.escape))"
    case .missing: "missing"
    }
  }
}

/// A row with its place.
struct XMLTestRow: Equatable, Sendable {
  var values: [XMLValue]
  var record: Int
  var item: Int
  var line: Int
  var byte: Int
  var raw: String
}

/// A rejected record with its place and its problem.
struct XMLTestReject: Equatable, Sendable {
  var code: String
  var record: Int
  var raw: String
  var byte: Int
  var problem: Problem
}

/// Everything that a reader says of a file.
struct XMLTestResult: Equatable, Sendable {
  var rows: [XMLTestRow] = []
  var rejects: [XMLTestReject] = []
  var fileProblems: [Problem] = []
  var recordCount = 0

  var values: [[XMLValue]] { rows.map(\.values) }
  var codes: [String] { rejects.map(\.code) }
  var fileCodes: [String] { fileProblems.map(\.code.rawValue) }
}

/// What a test reads, and how.
struct XMLTestInput: Sendable {
  var bytes: [UInt8]
  var records: String
  var selectors: [String]
  var each: String?
  var options: [String: OptionValue] = [:]
  var chunkBytes = XMLReader.defaultChunkBytes
  var heldBytes = XMLLimits.heldBytes
  var chunks = ChunkSizes.whole
  /// Ends the source with a problem after this many bytes.
  var failAt: Int?

  init(_ text: String, _ records: String, _ selectors: [String], each: String? = nil) {
    self.init(bytes: Array(text.utf8), records, selectors, each: each)
  }

  init(bytes: [UInt8], _ records: String, _ selectors: [String], each: String? = nil) {
    self.bytes = bytes
    self.records = records
    self.selectors = selectors
    self.each = each
  }

  func with(_ name: String, _ value: OptionValue) -> XMLTestInput {
    var copy = self
    copy.options[name] = value
    return copy
  }

  func reader() throws(Problem) -> XMLReader {
    var values = options
    values["records"] = .text(records)
    let source: any ByteSource =
      failAt.map { FailingByteSource(bytes, failAt: $0, chunks: chunks) }
      ?? ChunkedByteSource(bytes, chunks: chunks)
    return try XMLReader(
      ReaderInput(
        source: source, options: SourceOptions(format: "xml", values: values),
        selectors: SelectorSet(selectors: selectors, each: each), file: "test.xml"),
      chunkBytes: chunkBytes, heldBytes: heldBytes)
  }

  func read() throws(Problem) -> XMLTestResult {
    let reader = try reader()
    _ = try reader.bind()
    let batch = RecordBatch(slotCount: selectors.count)
    var result = XMLTestResult()
    while reader.read(into: batch) {
      result.take(batch)
      batch.removeAll()
    }
    return result
  }
}

extension XMLTestResult {
  mutating func take(_ batch: RecordBatch) {
    recordCount += batch.recordCount
    fileProblems += batch.fileProblems
    for (row, origin) in batch.origins.enumerated() {
      rows.append(
        XMLTestRow(
          values: (0..<batch.slotCount).map { Self.value(batch.slot(row: row, column: $0), batch) },
          record: origin.record, item: origin.item, line: origin.line, byte: origin.byteOffset,
          raw: String(decoding: batch.raw(origin), as: UTF8.self)))
    }
    for reject in batch.unreadable {
      rejects.append(
        XMLTestReject(
          code: reject.problem.code.rawValue, record: reject.origin.record,
          raw: String(decoding: batch.raw(reject.origin), as: UTF8.self), byte: reject.origin.byteOffset,
          problem: reject.problem))
    }
  }

  private static func value(_ slot: Slot, _ batch: RecordBatch) -> XMLValue {
    switch slot.kind {
    case .missing: .missing
    case .list:
      .list(batch.elements[slot.start..<slot.start + slot.length].map { text($0, batch) })
    default: .text(text(slot, batch))
    }
  }

  private static func text(_ slot: Slot, _ batch: RecordBatch) -> String {
    String(decoding: batch.view(slot), as: UTF8.self)
  }
}

/// Runs a throwing reading and gives its problem.
func problem(of input: XMLTestInput) -> Problem? {
  do throws(Problem) {
    _ = try input.read()
    return nil
  } catch {
    return error
  }
}
