import Records

extension RecordWalk {
  /// The array whose `[` was taken.
  ///
  /// Its elements are values of the lists that end here, numbered elements go to their own nodes, and
  /// named steps go through to the members of the elements. An array in an array is flattened.
  mutating func array(_ node: Int, collecting: Bool, flattening: Bool) -> Bool {
    guard enter() else { return false }
    if !collecting { beginLists(node) }
    if takeIfNext(JSONByte.closeBracket) { return leave() }
    var index: Int32 = 0
    while element(index, of: node, collecting, flattening) {
      index &+= 1
      switch take() {
      case JSONByte.comma: continue
      case JSONByte.closeBracket: return leave()
      default: return false
      }
    }
    return false
  }

  /// Makes empty lists of the slots that this array will fill.
  private func beginLists(_ node: Int) {
    hits.hasLists = true
    let empty = Slot(kind: .list, offset: 0, length: 0)
    for index in tree.nodes[node].targetStart..<tree.nodes[node].targetEnd {
      slots[Int(tree.targets[Int(index)])] = empty
    }
    var child = Int(tree.nodes[node].firstChild)
    while child >= 0 {
      let below = tree.nodes[child]
      if below.elementIndex < 0 {
        for index in below.targetStart..<below.subtreeTargetEnd {
          slots[Int(tree.targets[Int(index)])] = empty
        }
      }
      child = Int(below.nextSibling)
    }
  }

  /// Walks an element once for each part that it plays, and at least once.
  private mutating func element(
    _ index: Int32, of node: Int, _ collecting: Bool, _ flattening: Bool
  ) -> Bool {
    let token = next
    var isWalked = false
    if tree.nodes[node].hasIndexChildren, !flattening {
      var child = Int(tree.nodes[node].firstChild)
      while child >= 0 {
        if tree.nodes[child].elementIndex == index {
          next = token
          isWalked = true
          guard value(child, collecting: collecting) else { return false }
        }
        child = Int(tree.nodes[child].nextSibling)
      }
    }
    if hasTargets(node) || tree.nodes[node].hasNamedChildren {
      next = token
      return listElement(of: node)
    }
    return isWalked || skipValue()
  }

  /// Adds an element to the lists that end at a node, and its members to those that go through it.
  private mutating func listElement(of node: Int) -> Bool {
    let token = next
    let first = take()
    let begin = at
    switch first {
    case JSONByte.quote:
      return hasTargets(node) ? storeString(node, token, begin &+ 1, closingQuote(), true) : true
    case JSONByte.openBrace:
      guard members(of: node, fromArray: true, collecting: true) else { return false }
      return storeSpan(.object, node, token, begin, at &+ 1, true)
    case JSONByte.openBracket:
      return array(node, collecting: true, flattening: true)
    default:
      let end = JSONScalar.end(text, from: begin, to: length)
      return end >= 0 && storeSpan(Self.kind(first), node, token, begin, end, true)
    }
  }
}
