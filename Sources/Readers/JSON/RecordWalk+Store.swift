import Records

extension RecordWalk {
  /// Stores a string whose content lies from `begin` to `end`.
  mutating func storeString(
    _ node: Int, _ token: Int, _ begin: Int, _ end: Int, _ collecting: Bool
  ) -> Bool {
    let length = end &- begin
    guard isValidUTF8(node, begin, end) else { return false }
    if !isEachOnly(node), escapes.isIn(text, begin, end, limit: self.length) {
      return storeEscaped(node, token, begin, length, collecting)
    }
    store(Slot(kind: .string, offset: start &+ begin, length: length), node, token, collecting)
    return true
  }

  /// Stores a value as its source text.
  @inline(__always)
  mutating func storeSpan(
    _ kind: SlotKind, _ node: Int, _ token: Int, _ begin: Int, _ end: Int, _ collecting: Bool
  ) -> Bool {
    guard hasTargets(node) else { return true }
    guard kind != .object || isValidUTF8(node, begin, end) else { return false }
    let slot = kind == .null ? Slot.null : Slot(kind: kind, offset: start &+ begin, length: end &- begin)
    store(slot, node, token, collecting)
    return true
  }

  /// Appends the characters of a string to the buffer and stores where.
  private mutating func storeEscaped(
    _ node: Int, _ token: Int, _ begin: Int, _ length: Int, _ collecting: Bool
  ) -> Bool {
    bytes.reserve(length)
    text = UnsafePointer(bytes.base + start)  // the buffer may have moved
    let outcome = JSONEscape.resolve(
      text + begin, length, into: bytes.base + bytes.count, replacingSurrogates: policy.replacesSurrogates)
    switch outcome {
    case .loneSurrogate(let offset):
      fault = .loneSurrogate(begin &+ offset)
      return false
    case .written(let written):
      store(Slot(kind: .string, offset: bytes.count, length: written), node, token, collecting)
      bytes.count &+= written
      return true
    }
  }

  @inline(__always)
  private mutating func store(_ slot: Slot, _ node: Int, _ token: Int, _ collecting: Bool) {
    for index in tree.nodes[node].targetStart..<tree.nodes[node].targetEnd {
      let target = tree.targets[Int(index)]
      if collecting || target == eachTarget {
        hits.append(target: target, token: token, slot: slot)
        hitCount &+= 1
      }
      if !collecting { slots[Int(target)] = slot }
    }
  }

  @inline(__always)
  private mutating func isValidUTF8(_ node: Int, _ begin: Int, _ end: Int) -> Bool {
    if !checksUTF8 || isEachOnly(node) || TokenIndexer.isUTF8(text + begin, end &- begin) { return true }
    fault = .encoding(from: begin, to: end)
    return false
  }

  /// Whether a value is wanted only as the place of an item: its bytes are then of no matter here.
  @inline(__always)
  private func isEachOnly(_ node: Int) -> Bool {
    let first = tree.nodes[node].targetStart
    return tree.nodes[node].targetEnd == first &+ 1 && tree.targets[Int(first)] == eachTarget
  }
}
