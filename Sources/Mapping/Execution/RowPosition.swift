import Records

/// Finds the line and column of a value, where its bytes are those of the file.
///
/// For the rows of one batch. It goes on where it stopped, because a record of many rows that are all rejected
/// would else be counted from its start for each of them.
struct RowPosition {
  /// How far the lines of a record are counted.
  private struct Count {
    var recordStart = -1
    var end = 0
    var breaks = 0
    var column = 1

    /// `bytes` has one byte behind `target` at least: the value begins there.
    mutating func advance(to target: Int, in bytes: UnsafeMutablePointer<UInt8>) {
      for index in end..<target {
        let byte = bytes[index]
        if byte == 10 || byte == 13 && bytes[index + 1] != 10 {
          breaks += 1
          column = 1
        } else if byte & 0xC0 != 0x80 {
          column += 1
        }
      }
      end = target
    }
  }

  private var furthest = Count()

  /// The place of a slot, or of its record where the slot is a copy.
  ///
  /// Lines are counted only now, for records that are rejected. The column is known if a line break lies
  /// between the record's start and the value, or if the record starts a line.
  mutating func position(of slot: Slot?, row: Int, in batch: RecordBatch, file: String, format: String)
    -> SourcePosition
  {
    let origin = batch.origins[row]
    var position = SourcePosition(
      file: file, line: origin.line > 0 ? origin.line : nil, record: origin.record, byte: origin.byteOffset)
    guard origin.line > 0, let slot, slot.isScalarWithBytes, slot.start >= origin.rawOffset,
      slot.start + slot.length <= origin.rawOffset + origin.rawLength
    else { return position }
    let count = count(to: slot.start, from: origin.rawOffset, in: batch.bytes.base)
    position.line = origin.line + count.breaks
    if count.breaks > 0 || Self.startsLine(origin, batch, format) { position.column = count.column }
    return position
  }

  private mutating func count(
    to target: Int, from start: Int, in bytes: UnsafeMutablePointer<UInt8>
  ) -> Count {
    if furthest.recordStart != start { furthest = Count(recordStart: start, end: start) }
    guard target < furthest.end else {
      furthest.advance(to: target, in: bytes)
      return furthest
    }
    var count = Count(recordStart: start, end: start)
    count.advance(to: target, in: bytes)
    return count
  }

  /// CSV records always start a line; others do if a line break, or nothing at all, stands before them.
  private static func startsLine(_ origin: RowOrigin, _ batch: RecordBatch, _ format: String) -> Bool {
    if format == "csv" || origin.byteOffset == 0 { return true }
    guard origin.rawOffset > 0 else { return false }
    let previous = batch.bytes.base[origin.rawOffset - 1]
    return previous == 10 || previous == 13
  }
}
