import CLibXML2

/// The tree of names as flat memory, matched by pointer: libxml2 interns each name once per parser.
///
/// An element costs at most one comparison for each child that its parent is known to have.
struct XMLAutomaton {
  struct Edge {
    var name: UnsafePointer<UInt8>
    /// The node, or for an attribute the cell, that the name leads to.
    var target: Int32
  }

  struct Node {
    var edges = Run()
    /// The node of any other name, or -1.
    var wildcard: Int32 = -1
    /// Cells (in `textCells`) that take the element's own text.
    var text = Run()
    var attributes = Run()
    /// The level of the chain, or 0.
    var level: Int32 = 0
    /// Whether the element's end matters beyond the end of its text.
    var closes = false
  }

  /// A range of one of the flat arrays.
  struct Run {
    var start: Int32 = 0
    var count: Int32 = 0
  }

  private(set) var nodes: RawArray<Node>
  private(set) var edges: RawArray<Edge>
  private(set) var attributes: RawArray<Edge>
  private(set) var textCells: RawArray<Int32>
  /// A node without children at the record's level: inside it, everything is skipped.
  private(set) var skippingNode: Int32 = -1
  /// The longest path through the tree.
  private(set) var height = 0

  init(_ plan: XMLPlan, names: xmlDictPtr) {
    nodes = RawArray(capacity: 64)
    edges = RawArray(capacity: 64)
    attributes = RawArray(capacity: 64)
    textCells = RawArray(capacity: 64)
    _ = add(XMLPlanNode.tree(plan), plan, names, depth: 0)
    skippingNode = Int32(nodes.count)
    nodes.append(Node(level: Int32(plan.recordLevel), closes: true))
  }

  func deallocate() {
    nodes.deallocate()
    edges.deallocate()
    attributes.deallocate()
    textCells.deallocate()
  }

  /// Adds a node and all below it; the children's runs are contiguous because they are made before.
  private mutating func add(
    _ source: XMLPlanNode, _ plan: XMLPlan, _ names: xmlDictPtr, depth: Int
  ) -> Int32 {
    height = max(height, depth)
    let index = nodes.count
    nodes.append(Node())
    let targets = source.children.map { child in
      Edge(name: Self.intern(child.name, names), target: add(child.node, plan, names, depth: depth + 1))
    }
    var node = Node(level: Int32(source.level))
    if let wildcard = source.wildcard { node.wildcard = add(wildcard, plan, names, depth: depth + 1) }
    node.edges = Self.append(targets, to: &edges)
    node.text = Self.append(source.textCells.map(Int32.init), to: &textCells)
    let attributeEdges = source.attributeCells.map { attribute in
      Edge(name: Self.intern(attribute.name, names), target: Int32(attribute.cell))
    }
    node.attributes = Self.append(attributeEdges, to: &attributes)
    let isContext = source.textCells.contains { plan.cells[$0].level < plan.recordLevel }
    node.closes = source.level > 0 || isContext
    nodes[index] = node
    return Int32(index)
  }

  private static func append<Element>(_ elements: [Element], to array: inout RawArray<Element>) -> Run {
    let run = Run(start: Int32(array.count), count: Int32(elements.count))
    for element in elements { array.append(element) }
    return run
  }

  /// The parser's own copy of a name; it lives as long as the parser.
  private static func intern(_ name: String, _ names: xmlDictPtr) -> UnsafePointer<UInt8> {
    // nil only when memory is exhausted, which ends the process everywhere else too.
    xmlDictLookup(names, name, -1).unsafelyUnwrapped
  }
}
