/// A level of the tree of names that the plan follows; everything outside the tree is skipped.
final class XMLPlanNode {
  var children: [(name: String, node: XMLPlanNode)] = []
  /// Follows any name that `children` does not have.
  var wildcard: XMLPlanNode?
  /// Cells that take the element's own text.
  var textCells: [Int] = []
  var attributeCells: [(name: String, cell: Int)] = []
  /// The level of the chain that the node is, or 0.
  var level = 0

  /// The tree of a plan; its root stands for the document.
  static func tree(_ plan: XMLPlan) -> XMLPlanNode {
    let root = XMLPlanNode()
    for level in 1...plan.itemLevel {
      for node in root.nodes(at: plan.chain.prefix(level)) { node.level = level }
    }
    for (index, cell) in plan.cells.enumerated() {
      let path = plan.chain.prefix(cell.level) + cell.steps.map(XMLPathStep.name)
      for node in root.nodes(at: path) { node.take(cell, index) }
    }
    return root
  }

  private func take(_ cell: XMLPlan.Cell, _ index: Int) {
    if let attribute = cell.attribute {
      attributeCells.append((attribute, index))
    } else {
      textCells.append(index)
    }
  }

  /// All nodes that a path leads to; those that are missing are made.
  private func nodes(at path: some Sequence<XMLPathStep>) -> [XMLPlanNode] {
    path.reduce([self]) { nodes, step in nodes.flatMap { $0.nodes(for: step) } }
  }

  private func nodes(for step: XMLPathStep) -> [XMLPlanNode] {
    switch step {
    case .any:
      let any = wildcard ?? XMLPlanNode()
      wildcard = any
      return [any] + children.map(\.node)
    case .name(let name):
      if let known = children.first(where: { $0.name == name }) { return [known.node] }
      // A name of its own must still do what any name does.
      let node = wildcard?.copy() ?? XMLPlanNode()
      children.append((name, node))
      return [node]
    }
  }

  private func copy() -> XMLPlanNode {
    let node = XMLPlanNode()
    node.children = children.map { ($0.name, $0.node.copy()) }
    node.wildcard = wildcard?.copy()
    node.textCells = textCells
    node.attributeCells = attributeCells
    node.level = level
    return node
  }
}
