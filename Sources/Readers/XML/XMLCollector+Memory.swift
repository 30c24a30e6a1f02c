import CLibXML2
import Records

// Making the collector from a plan, and freeing it.
extension XMLCollector {
  init(_ plan: XMLPlan, options: XMLOptions, context: xmlParserCtxtPtr) {
    automaton = XMLAutomaton(plan, names: context.pointee.dict)
    recordLevel = plan.recordLevel
    itemLevel = plan.itemLevel
    slotCount = plan.slotCount
    maxDepth = options.maxDepth
    maxRecordBytes = options.maxRecordBytes
    var slotTable = RawArray<Int32>(capacity: 64)
    cells = Self.makeCells(plan, &slotTable)
    self.slotTable = slotTable
    var cellTable = RawArray<Int32>(capacity: 64)
    scopes = Self.makeScopes(plan, &cellTable)
    self.cellTable = cellTable
    stores = .allocate(capacity: plan.recordLevel + 1)
    for level in 0...plan.recordLevel { (stores + level).initialize(to: Store()) }
    scopeFaults = Array(repeating: nil, count: plan.recordLevel + 1)
    self.context = context
    current = automaton.nodes.base
    stack = .allocate(capacity: automaton.height + 2)
    stack.initialize(repeating: automaton.nodes.base, count: automaton.height + 2)
    capture = automaton.textCells.base
    rows = XMLRowQueue(slotCount: plan.slotCount)
    entities = XMLEntities()
  }

  private static func makeCells(
    _ plan: XMLPlan, _ slotTable: inout RawArray<Int32>
  ) -> UnsafeMutablePointer<Cell> {
    let cells = UnsafeMutablePointer<Cell>.allocate(capacity: max(plan.cells.count, 1))
    for (index, cell) in plan.cells.enumerated() {
      let run = XMLAutomaton.Run(start: Int32(slotTable.count), count: Int32(cell.slots.count))
      for slot in cell.slots { slotTable.append(Int32(slot)) }
      (cells + index).initialize(
        to: Cell(level: Int32(cell.level), slots: run, isOwnAttribute: cell.isOwnAttribute))
    }
    return cells
  }

  private static func makeScopes(
    _ plan: XMLPlan, _ cellTable: inout RawArray<Int32>
  ) -> UnsafeMutablePointer<Scope> {
    let scopes = UnsafeMutablePointer<Scope>.allocate(capacity: plan.itemLevel + 1)
    for level in 0...plan.itemLevel {
      let indices = plan.cells.indices.filter { plan.cells[$0].level == level }
      let run = XMLAutomaton.Run(start: Int32(cellTable.count), count: Int32(indices.count))
      for index in indices { cellTable.append(Int32(index)) }
      let open = indices.count { !plan.cells[$0].isOwnAttribute }
      (scopes + level).initialize(to: Scope(cells: run, openCellCount: open))
    }
    return scopes
  }

  /// Rows were handed over: what is copied from now on lies behind what they held.
  mutating func beginGeneration() {
    generation += 1
    generationStart = stores[recordLevel].bytes.end
    elementStart = rows.elements.end
  }

  func deallocate() {
    automaton.deallocate()
    slotTable.deallocate()
    cellTable.deallocate()
    for level in 0...recordLevel {
      stores[level].bytes.elements.deallocate()
      stores[level].values.elements.deallocate()
    }
    stores.deallocate()
    cells.deallocate()
    scopes.deallocate()
    stack.deallocate()
    rows.deallocate()
    entities.deallocate()
  }
}
