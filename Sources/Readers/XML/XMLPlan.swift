import Records

/// What is to be read of each record: the record's path, the items inside, and the cells that the selectors fill.
///
/// Levels count elements from the root, which is level 1. The *chain* is the record path with the item path
/// behind it; each level of the chain is a *scope*: its cells are emptied when an element of that level
/// begins and hold for all records (items) inside.
struct XMLPlan {
  /// One thing to collect: the text of elements, or of one attribute.
  struct Cell: Equatable {
    /// The scope that it belongs to.
    var level: Int
    /// Direct children, from the scope's element.
    var steps: [String]
    var attribute: String?
    /// The selectors that want it.
    var slots: [Int]

    /// Whether it is known as soon as the scope's element has begun.
    var isOwnAttribute: Bool { steps.isEmpty && attribute != nil }
  }

  /// The record path, then the item path.
  var chain: [XMLPathStep]
  var recordLevel: Int
  var cells: [Cell] = []
  var slotCount: Int

  var itemLevel: Int { chain.count }

  init(records: [XMLPathStep], selectors: SelectorSet, file: String) throws(Problem) {
    chain = records
    recordLevel = records.count
    slotCount = selectors.selectors.count
    if let each = selectors.each { try appendItems(each, file) }
    for (slot, text) in selectors.selectors.enumerated() {
      let selector = try Self.parse(text, file)
      try add(selector, slot: slot) { XMLProblem.selector(text, $0, file: file) }
    }
  }

  private static func parse(_ text: String, _ file: String) throws(Problem) -> XMLSelector {
    do throws(XMLSelector.Fault) {
      return try XMLSelector(text)
    } catch {
      throw XMLProblem.selector(text, error.sentence, file: file)
    }
  }

  private mutating func appendItems(_ text: String, _ file: String) throws(Problem) {
    let each = try Self.parse(text, file)
    if each.climbs > 0 || each.attribute != nil || each.steps.isEmpty {
      throw XMLProblem.selector(
        text, "cannot be used for 'each'; items are a path of elements inside the record", file: file)
    }
    chain += each.steps.map(XMLPathStep.name)
  }

  private mutating func add(_ selector: XMLSelector, slot: Int, fault: (String) -> Problem) throws(Problem) {
    let level = itemLevel - selector.climbs
    if level < 1 {
      throw fault("climbs \(selector.climbs) levels, but only \(itemLevel - 1) lie above the record")
    }
    if level < recordLevel, let sentence = pathFault(selector, from: level) { throw fault(sentence) }
    let isSame = { (cell: Cell) in
      cell.level == level && cell.steps == selector.steps && cell.attribute == selector.attribute
    }
    if let index = cells.firstIndex(where: isSame) {
      cells[index].slots.append(slot)
    } else {
      cells.append(Cell(level: level, steps: selector.steps, attribute: selector.attribute, slots: [slot]))
    }
  }

  /// Says why a selector of an ancestor cannot be used while its records are read one by one, or nil.
  private func pathFault(_ selector: XMLSelector, from level: Int) -> String? {
    let rest = chain[level..<recordLevel]
    guard zip(rest, selector.steps).allSatisfy({ $0.matches($1) }) else { return nil }
    if selector.steps.count >= rest.count { return "leads back to the records themselves" }
    return selector.attribute == nil ? "selects the text of an element that holds the records" : nil
  }
}
