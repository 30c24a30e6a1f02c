import Records

/// Writes the cells of a record as a row of slots.
///
/// It is copied into the record loop: it holds pointers, and owns nothing.
struct CSVRowWriter {
  /// Results of `write` that are no index of a cell.
  static let written = -1
  static let notWritten = -2

  private let wanted: UnsafeMutablePointer<Int>
  private let cells: UnsafeMutablePointer<CSVCell>
  private let cellSlots: UnsafeMutablePointer<Slot>
  private let cellOfSelector: UnsafeMutablePointer<Int>
  private let slots: UnsafeMutablePointer<Slot>
  private let origins: UnsafeMutablePointer<RowOrigin>
  private let selectorCount: Int
  private let values: CSVValues
  private let keepsFields: Bool
  private let buffer: ByteBuffer
  private let checksUTF8: Bool

  init(_ scratch: CSVScratch, _ values: CSVValues, _ buffer: ByteBuffer, checksUTF8: Bool) {
    wanted = scratch.wanted
    cells = scratch.cells
    cellSlots = scratch.cellSlots
    cellOfSelector = scratch.cellOfSelector
    slots = scratch.slots
    origins = scratch.origins
    selectorCount = scratch.selectorCount
    self.values = values
    self.keepsFields = values.keepsFields
    self.buffer = buffer
    self.checksUTF8 = checksUTF8
  }

  /// Writes row `row` from the first `count` cells; returns the index of a cell that is not UTF-8, or `written`.
  ///
  /// UTF-8 is checked on the bytes in the file: unescaping drops and replaces ASCII only.
  @inline(__always)
  func write(_ row: Int, _ count: Int, _ bytes: UnsafePointer<UInt8>) -> Int {
    var index = 0
    while index < count {
      let cell = cells[index]
      if checksUTF8, !UTF8Validator.isValid(bytes + cell.start, cell.length) { return index }
      cellSlots[index] =
        keepsFields && !cell.isEscaped
        ? Slot(kind: .string, offset: cell.start, length: cell.length) : values.slot(of: cell, in: buffer)
      index &+= 1
    }
    let target = slots + row &* selectorCount
    var selector = 0
    while selector < selectorCount {
      let cell = cellOfSelector[selector]
      target[selector] = cell < count ? cellSlots[cell] : .missing
      selector &+= 1
    }
    return Self.written
  }

  @inline(__always)
  func setOrigin(_ row: Int, _ origin: RowOrigin) { origins[row] = origin }

  /// A cell of the record written last.
  func cell(_ index: Int) -> CSVCell { cells[index] }

  /// The column of a cell, from 0.
  func column(_ index: Int) -> Int { wanted[index] }
}
