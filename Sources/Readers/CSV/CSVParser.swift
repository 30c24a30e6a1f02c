import CSimdjson
import Records

/// Turns runs of a CSV file that lie in memory into rows.
///
/// It knows what the header says and where it stands, and nothing of where the bytes come from. One thread
/// uses it at a time; several, made from one shape, parse several runs of a file at once.
final class CSVParser {
  /// What all parsers of a file have in common, known when its header is read.
  struct Shape: Sendable {
    let dialect: CSVDialect
    var rejection: CSVRejection
    var columns = CSVColumns([], names: [], count: nil)
    /// How many fields a record must have, or -1 if any number is right.
    var expectedFields = -1
  }

  let shape: Shape
  /// Records after which a run is interrupted.
  let batchCapacity: Int
  let scanner: CSVScanner
  let values: CSVValues
  let scratch: CSVScratch
  /// Of the window that is read; empty where each record is scanned.
  var index: CSVFieldIndex
  var cursor = CSVCursor()
  /// Whether a problem names a line in its words, which nobody can correct afterwards.
  var namesLine = false

  var dialect: CSVDialect { shape.dialect }
  var rejection: CSVRejection { shape.rejection }
  var columns: CSVColumns { shape.columns }
  var expectedFields: Int { shape.expectedFields }

  init(_ shape: Shape, batchCapacity: Int) {
    self.shape = shape
    self.batchCapacity = batchCapacity
    scanner = CSVScanner(shape.dialect)
    values = CSVValues(shape.dialect)
    scratch = CSVScratch(shape.columns, capacity: batchCapacity)
    index = CSVFieldIndex(shape.dialect)
  }

  deinit { index.deallocate() }

  /// Why the records of a window end.
  enum Stop {
    case needsBytes
    case batchIsFull
    case fatal
  }
}

extension CSVParser: BlockParser {
  /// Twice as long as the longest record would do; this is where the scan of a record ends in any case.
  var longestRecord: Int { dialect.maxRecordBytes + 3 }

  func parse(_ block: RecordBlock, in batch: RecordBatch, from start: BlockPlace) -> BlockEnd {
    batch.bytes.count = block.length
    // Room for unescaped copies, and for whole words behind the data.
    batch.bytes.reserve(block.length + ByteWord.padding)
    let window = CSVWindow(
      bytes: UnsafePointer(batch.bytes.base), end: block.length,
      isFinal: block.isLast && block.problem == nil, fileOffset: start.byte,
      isUTF8: csimdjson_is_utf8(batch.bytes.base, block.length))
    cursor = CSVCursor(
      offset: 0, line: start.line, record: start.record, linesToSkip: start.linesToSkip)
    namesLine = false
    index.index(window.bytes, start.linesToSkip == 0 ? window.end : 0)
    while readRecords(window, into: batch) == .batchIsFull {}
    let place = BlockPlace(
      record: cursor.record, line: cursor.line, byte: start.byte + cursor.offset,
      linesToSkip: cursor.linesToSkip)
    return BlockEnd(place: place, used: cursor.offset, namesLine: namesLine)
  }
}
