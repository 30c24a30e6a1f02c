import Records

/// Finds the line and column of a value, where its bytes are those of the file.
enum RowPosition {
  /// The place of a slot, or of its record where the slot is a copy.
  ///
  /// Lines are counted only now, for records that are rejected. The column is known if a line break lies
  /// between the record's start and the value, or if the record starts a line.
  static func position(of slot: Slot?, row: Int, in batch: RecordBatch, file: String, format: String)
    -> SourcePosition
  {
    let origin = batch.origins[row]
    var position = SourcePosition(
      file: file, line: origin.line > 0 ? origin.line : nil, record: origin.record, byte: origin.byteOffset)
    guard origin.line > 0, let slot, slot.isScalarWithBytes, slot.start >= origin.rawOffset,
      slot.start + slot.length <= origin.rawOffset + origin.rawLength
    else { return position }
    let before = batch.bytes.view(origin.rawOffset, slot.start - origin.rawOffset)
    let (breaks, lineStart) = lines(before)
    position.line = origin.line + breaks
    if breaks > 0 || startsLine(origin, batch, format) {
      position.column = 1 + scalars(UnsafeBufferPointer(rebasing: before[lineStart...]))
    }
    return position
  }

  /// How many line breaks there are, and where the last line starts.
  private static func lines(_ bytes: UnsafeBufferPointer<UInt8>) -> (breaks: Int, lineStart: Int) {
    var breaks = 0
    var lineStart = 0
    for (index, byte) in bytes.enumerated() {
      let isLoneReturn = byte == 13 && (index + 1 == bytes.count || bytes[index + 1] != 10)
      guard byte == 10 || isLoneReturn else { continue }
      breaks += 1
      lineStart = index + 1
    }
    return (breaks, lineStart)
  }

  private static func scalars(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    for byte in bytes where byte & 0xC0 != 0x80 { count += 1 }
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
