import CLibXML2
import Records

// Beginning and end of records, of items inside, and of the elements that they lie in.
extension XMLCollector {
  mutating func openScope(_ level: Int) {
    deepestLevel = max(deepestLevel, level)
    if level < recordLevel {
      stores[level].bytes.release(before: stores[level].bytes.end)
      stores[level].values.release(before: stores[level].values.end)
      stores[level].limit = stores[level].bytes.end + maxRecordBytes
      scopes[level].start = context.tagStart.offset
      if scopes[level].openings == 0 { scopes[level].firstTag = scopes[level].start }
    }
    if level == recordLevel {
      openRecord()
      if scopes[level].openings == 0 { scopes[level].firstTag = record.start }
    }
    let scope = scopes + level
    scope.pointee.openings &+= 1
    scope.pointee.firstRow = rows.end
    scope.pointee.unsettled = scope.pointee.openCellCount
    for index in 0..<Int(scope.pointee.cells.count) {
      let cell = cells + Int(cellTable[Int(scope.pointee.cells.start) + index])
      cell.pointee.count = 0
      cell.pointee.isSettled = cell.pointee.isOwnAttribute
      cell.pointee.copyGeneration = -1
    }
  }

  mutating func close(_ node: UnsafeMutablePointer<XMLAutomaton.Node>) {
    let run = node.pointee.text
    for index in Int(run.start)..<Int(run.start + run.count) {
      settle(cells + Int(automaton.textCells[index]))
    }
    let level = Int(node.pointee.level)
    if level == 0 { return }
    if level <= baseLevel { hasLeftBase = true }
    if level == recordLevel {
      closeRecord()
    } else if level < recordLevel {
      closeAncestor(level)
    } else {
      if level == itemLevel { appendRow() }
      fillRows(level)
    }
  }

  // MARK: Records

  private mutating func openRecord() {
    let tag = context.tagStart
    record = OpenRecord(
      isOpen: true, start: tag.offset, line: tag.line, firstRow: rows.end,
      valueStart: stores[recordLevel].bytes.end)
    let store = stores + recordLevel
    store.pointee.limit = record.valueStart + maxRecordBytes
    store.pointee.values.release(before: store.pointee.values.end)
  }

  private mutating func closeRecord() {
    finishRecord(end: context.offset)
    context.pointee.recovery = 0
    // A fault of a record that was rejected must not make libxml2 drop references in the next one.
    context.pointee.wellFormed = 1
  }

  /// Turns the open record into rows; its raw text ends before `end`.
  mutating func finishRecord(end: Int) {
    recordCount += 1
    let length = end - record.start
    // Above all other faults: what is wrong behind the limit is found or not, as the record is skipped or not.
    if length > maxRecordBytes { record.fault = .limit(.recordBytes(maxRecordBytes)) }
    if !dirt.isEmpty && record.fault == nil { record.fault = dirtFault(end) }
    if hasScopeFaults && record.fault == nil { record.fault = scopeFault }
    if let fault = record.fault {
      rows.truncate(to: record.firstRow)
      appendRow()
      complete(record.firstRow, length)
      rows.fail(record.firstRow, fault)
    } else {
      if rows.end == record.firstRow { appendRow() }
      fillRows(recordLevel)
      fillFromAncestors()
      for row in record.firstRow..<rows.end { complete(row, length) }
    }
    record.isOpen = false
    record.fault = nil
  }

  private mutating func appendRow() {
    rows.append(
      XMLRowQueue.Row(
        record: recordCount, item: rows.end - record.firstRow, line: record.line, start: record.start,
        length: 0, firstByte: min(record.valueStart, generationStart), lastByte: 0,
        firstElement: elementStart))
  }

  private func complete(_ row: Int, _ length: Int) {
    rows.rows[row].record = recordCount
    rows.rows[row].length = length
    rows.rows[row].lastByte = stores[recordLevel].bytes.end
  }

  private var scopeFault: XMLFault? {
    (1..<recordLevel).lazy.compactMap { scopeFaults[$0] }.first
  }

  // MARK: Slots

  /// Writes a scope's values to the rows that began in it.
  private mutating func fillRows(_ level: Int) {
    let scope = scopes[level]
    for index in 0..<Int(scope.cells.count) {
      let cell = cells + Int(cellTable[Int(scope.cells.start) + index])
      if cell.pointee.count == 0 { continue }
      let slot = slot(of: cell)
      for row in scope.firstRow..<rows.end { write(slot, cell, row) }
    }
  }

  @inline(__always) private func write(_ slot: Slot, _ cell: UnsafeMutablePointer<Cell>, _ row: Int) {
    let target = rows.slotPointer(row)
    for index in Int(cell.pointee.slots.start)..<Int(cell.pointee.slots.start + cell.pointee.slots.count) {
      target[Int(slotTable[index])] = slot
    }
  }

  /// The value, or the list of the values, of a cell whose bytes lie in the record store.
  @inline(__always) private mutating func slot(of cell: UnsafeMutablePointer<Cell>) -> Slot {
    let store = stores + recordLevel
    let value = store.pointee.values[cell.pointee.first]
    if cell.pointee.count == 1 { return Slot(kind: .string, offset: value.start, length: value.length) }
    return list(of: cell)
  }

  private mutating func list(of cell: UnsafeMutablePointer<Cell>) -> Slot {
    let start = rows.elements.end
    var next = cell.pointee.first
    while next >= 0 {
      let value = stores[recordLevel].values[next]
      rows.elements.append(Slot(kind: .string, offset: value.start, length: value.length))
      next = value.next
    }
    return Slot(kind: .list, offset: start, length: cell.pointee.count)
  }

  // MARK: Ancestors

  /// Writes what is known of the ancestors; rows of which something may still come are held.
  private mutating func fillFromAncestors() {
    var holdLevel = 0
    for level in stride(from: recordLevel - 1, to: 0, by: -1) {
      let scope = scopes[level]
      if scope.unsettled > 0 { holdLevel = level }
      for index in 0..<Int(scope.cells.count) {
        let cell = cells + Int(cellTable[Int(scope.cells.start) + index])
        if cell.pointee.count == 0 || !cell.pointee.isSettled { continue }
        let slot = ancestorSlot(of: cell)
        for row in record.firstRow..<rows.end { write(slot, cell, row) }
      }
    }
    if holdLevel == 0 { return }
    for row in record.firstRow..<rows.end { rows.rows[row].state = .held(level: holdLevel) }
  }

  private mutating func closeAncestor(_ level: Int) {
    defer { scopeFaults[level] = nil }
    let first = max(scopes[level].firstRow, rows.next)
    if first == rows.end { return }
    for row in first..<rows.end {
      guard case .held(let holdLevel) = rows.rows[row].state else { continue }
      if let fault = scopeFaults[level] {
        rows.fail(row, fault)
        continue
      }
      fillLate(level, row)
      rows.rows[row].lastByte = stores[recordLevel].bytes.end
      if holdLevel == level { rows.rows[row].state = .ready }
    }
  }

  /// Gives a row the values that were not known when its record ended.
  private mutating func fillLate(_ level: Int, _ row: Int) {
    let scope = scopes[level]
    for index in 0..<Int(scope.cells.count) {
      let cell = cells + Int(cellTable[Int(scope.cells.start) + index])
      let slotIndex = Int(slotTable[Int(cell.pointee.slots.start)])
      if cell.pointee.count == 0 || rows.slotPointer(row)[slotIndex].kind != .missing { continue }
      let slot = ancestorSlot(of: cell)
      write(slot, cell, row)
    }
  }

  /// The slot of an ancestor's cell; its text is copied behind the records' texts once in a generation.
  private mutating func ancestorSlot(of cell: UnsafeMutablePointer<Cell>) -> Slot {
    if cell.pointee.copyGeneration == generation { return cell.pointee.copy }
    let store = stores + Int(cell.pointee.level)
    let first = rows.elements.end
    var copy = Slot.missing
    var next = cell.pointee.first
    while next >= 0 {
      let value = store.pointee.values[next]
      copy = Slot(kind: .string, offset: stores[recordLevel].bytes.end, length: value.length)
      stores[recordLevel].bytes.append(store.pointee.bytes.pointer(at: value.start), count: value.length)
      if cell.pointee.count > 1 { rows.elements.append(copy) }
      next = value.next
    }
    if cell.pointee.count > 1 { copy = Slot(kind: .list, offset: first, length: cell.pointee.count) }
    cell.pointee.copy = copy
    cell.pointee.copyGeneration = generation
    return copy
  }

  /// Rejects the rows that wait for an ancestor.
  mutating func failHeldRows(_ fault: XMLFault) {
    for row in rows.next..<rows.end {
      if case .held = rows.rows[row].state { rows.fail(row, fault) }
    }
  }
}
