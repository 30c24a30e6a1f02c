import Records

/// Which selector is found where: in the item, in the record, or in an object around it.
struct SelectorPlan {
  /// Selectors of one object around the records.
  struct Level {
    /// Targets are numbers of `slots`.
    var tree: SelectorTree
    /// For each target, its slot in the row.
    var slots: [Int]
  }

  let slotCount: Int
  /// The record; holds all selectors where there is no `each`.
  let record: SelectorTree
  /// The items of `each`.
  let item: SelectorTree?
  /// Objects around the record, innermost first; nil where nothing is selected from one.
  let levels: [Level?]
  /// The extra slot that gathers items.
  var eachTarget: Int? { item == nil ? nil : slotCount }

  init(_ set: SelectorSet, path: JSONRecordPath, problem: JSONProblem) throws(Problem) {
    slotCount = set.selectors.count
    let each = try set.each.map { text throws(Problem) in try Self.parse(text, problem) }
    if let each, let text = set.each, each.climbs > 0 {
      throw problem.badSelector(text, "the items of 'each' are inside the record, '../' leads out of it")
    }
    var branches: [[(steps: [String], target: Int)]] = [[], []]
    for (target, text) in set.selectors.enumerated() {
      let selector = try Self.parse(text, problem)
      let height = selector.climbs + (each == nil ? 1 : 0)
      if height > 1 { try Self.check(selector, text, height - 1, path, problem) }
      while branches.count <= height { branches.append([]) }
      branches[height].append((selector.steps, target))
    }
    if let each { branches[1].append((each.steps, slotCount)) }
    record = SelectorTree(branches[1])
    item = each == nil ? nil : SelectorTree(branches[0])
    levels = branches.dropFirst(2).map(Self.level)
  }

  private static func parse(_ text: String, _ problem: JSONProblem) throws(Problem) -> JSONSelector {
    do throws(JSONSelector.Fault) {
      return try JSONSelector(text)
    } catch {
      throw problem.badSelector(text, error.sentence)
    }
  }

  /// Refuses what no enclosing object can give.
  private static func check(
    _ selector: JSONSelector, _ text: String, _ level: Int, _ path: JSONRecordPath, _ problem: JSONProblem
  ) throws(Problem) {
    guard level <= path.levelCount else {
      throw problem.badSelector(
        text, "'../' leads out of the document: \(path.levelCount) objects are around a record")
    }
    guard let first = selector.steps.first else {
      throw problem.badSelector(text, "an object around the records cannot be taken whole")
    }
    if path.name(atLevel: level) == first {
      throw problem.badSelector(text, "it leads to the records themselves")
    }
  }

  private static func level(_ branches: [(steps: [String], target: Int)]) -> Level? {
    guard !branches.isEmpty else { return nil }
    let local = branches.enumerated().map { (steps: $1.steps, target: $0) }
    return Level(tree: SelectorTree(local), slots: branches.map(\.target))
  }
}
