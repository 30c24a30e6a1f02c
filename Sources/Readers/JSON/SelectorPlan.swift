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

  /// Builds trees of its own: a walk makes notes in them, so that each thread needs a plan.
  init(_ branches: SelectorBranches) {
    slotCount = branches.slotCount
    record = SelectorTree(branches.levels[1])
    item = branches.hasEach ? SelectorTree(branches.levels[0]) : nil
    levels = branches.levels.dropFirst(2).map(Self.level)
  }

  private static func level(_ branches: [(steps: [String], target: Int)]) -> Level? {
    guard !branches.isEmpty else { return nil }
    let local = branches.enumerated().map { (steps: $1.steps, target: $0) }
    return Level(tree: SelectorTree(local), slots: branches.map(\.target))
  }
}
