import Records

/// The selectors of a mapping, parsed, checked and sorted by the object in which each begins.
struct SelectorBranches: Sendable {
  let slotCount: Int
  let hasEach: Bool
  /// Those of the items of `each`, of the record, of the object around it, and so on outwards.
  let levels: [[(steps: [String], target: Int)]]

  init(_ set: SelectorSet, path: JSONRecordPath, problem: JSONProblem) throws(Problem) {
    slotCount = set.selectors.count
    hasEach = set.each != nil
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
    levels = branches
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
}
