import Records

/// One walk over the tokens of a record: checks the grammar and fills the slots of a selector tree.
///
/// simdjson says where tokens begin; the walk goes from token to token and never looks at the inside of
/// a string that no selector wants. It is a value on the stack, because a class would pay for each access.
///
/// Its functions answer false at the first fault and stop there; `fault` then says what kind it is.
struct RecordWalk {
  enum Fault: Equatable {
    case syntax
    case depth
    /// Bytes that are no UTF-8 in a wanted value, from this offset of the record on.
    case encoding(from: Int, to: Int)
    /// Half a surrogate pair in a wanted value.
    case loneSurrogate(Int)

    func moved(by distance: Int) -> Fault {
      switch self {
      case .syntax, .depth: self
      case .encoding(let from, let to): .encoding(from: from + distance, to: to + distance)
      case .loneSurrogate(let offset): .loneSurrogate(offset + distance)
      }
    }
  }

  /// What holds for all records of a file.
  struct Policy {
    var maxDepth: Int
    var replacesSurrogates: Bool
  }

  // The record, or the block that it lies in. Whoever walks holds the objects: a walk counts no references.
  unowned(unsafe) let bytes: ByteBuffer
  /// Offset in `bytes` that offsets in the walk count from.
  let start: Int
  /// Offset behind the record.
  let length: Int
  var text: UnsafePointer<UInt8>

  /// Its tokens, and behind them one at or behind `length`.
  let positions: UnsafePointer<UInt32>
  /// Number of the next token.
  var next: Int
  /// Offset of the token taken last.
  var at = 0
  var depth = 0

  // What is wanted.
  let tree: SelectorTable
  let slots: UnsafeMutablePointer<Slot>
  unowned(unsafe) let hits: ListHits
  let policy: Policy
  /// The target that gathers the items of `each`, or -1.
  let eachTarget: Int32
  /// Set where the record is not UTF-8 as a whole: then each wanted value is checked.
  let checksUTF8: Bool
  /// Objects met so far, over all records: so each has a number of its own.
  var objectCount: Int
  var escapes: EscapeSearch
  /// As many as `hits` holds; kept here because each key asks.
  var hitCount = 0
  var fault = Fault.syntax

  /// The first byte of the next token, or 0 behind the last: no token begins with it.
  @inline(__always) mutating func take() -> UInt8 {
    let place = Int(positions[next])
    guard place < length else {
      at = length
      return 0
    }
    at = place
    next &+= 1
    return text[at]
  }

  /// Whether all tokens of the record were taken.
  var isAtEnd: Bool { Int(positions[next]) >= length }

  /// Walks a value that fills the targets of a node and of the nodes below.
  ///
  /// While collecting, values go to lists instead of slots.
  mutating func value(_ node: Int, collecting: Bool) -> Bool {
    let token = next
    let first = take()
    let begin = at
    switch first {
    case JSONByte.quote:
      let end = closingQuote()
      return hasTargets(node) ? storeString(node, token, begin &+ 1, end, collecting) : true
    case JSONByte.openBrace:
      guard members(of: node, fromArray: false, collecting: collecting) else { return false }
      return storeSpan(.object, node, token, begin, at &+ 1, collecting)
    case JSONByte.openBracket:
      return array(node, collecting: collecting, flattening: false)
    default:
      let end = JSONScalar.end(text, from: begin, to: length)
      return end >= 0 && storeSpan(Self.kind(first), node, token, begin, end, collecting)
    }
  }

  @inline(__always) static func kind(_ first: UInt8) -> SlotKind {
    switch first {
    case UInt8(ascii: "n"): .null
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
    default: .number
    }
  }

  @inline(__always) func hasTargets(_ node: Int) -> Bool {
    tree.nodes[node].targetStart < tree.nodes[node].targetEnd
  }

  /// The members of the object whose `{` was taken; leaves `at` on its `}`.
  mutating func members(of node: Int, fromArray: Bool, collecting: Bool) -> Bool {
    guard tree.nodes[node].buckets >= 0 else { return skipObject() }
    guard enter() else { return false }
    objectCount &+= 1
    let object = objectCount
    var byte = take()
    if byte == JSONByte.closeBrace { return leave() }
    while byte == JSONByte.quote {
      let name = at &+ 1
      guard take() == JSONByte.colon else { return false }
      let child = matchedChild(of: node, name, closingQuote(before: at), fromArray)
      if child < 0 {
        guard skipValue() else { return false }
      } else {
        note(child, in: object, collecting)
        guard value(child, collecting: collecting) else { return false }
      }
      byte = take()
      if byte == JSONByte.closeBrace { return leave() }
      guard byte == JSONByte.comma else { return false }
      byte = take()
    }
    return false
  }

  @inline(__always)
  private mutating func matchedChild(of node: Int, _ name: Int, _ end: Int, _ fromArray: Bool) -> Int {
    let length = end &- name
    let child =
      escapes.isIn(text, name, end, limit: self.length)
      ? childNamedWithEscapes(node, name, length)
      : tree.child(of: node, named: text + name, length)
    // In `tags.0` the number means an element, not the member "0" of each element.
    if fromArray, child >= 0, tree.nodes[child].elementIndex >= 0 { return -1 }
    return child
  }

  private mutating func childNamedWithEscapes(_ node: Int, _ name: Int, _ length: Int) -> Int {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: length + 8) { buffer in
      guard let base = buffer.baseAddress,
        case .written(let written) = JSONEscape.resolve(
          text + name, length, into: base, replacingSurrogates: false)
      else { return -1 }
      return tree.child(of: node, named: base, written)
    }
  }

  /// Notes that a child was met in an object; the second time, what the first gave is void.
  @inline(__always)
  private mutating func note(_ child: Int, in object: Int, _ collecting: Bool) {
    if tree.nodes[child].seenInObject == object {
      forget(child, collecting)
    } else {
      tree.nodes[child].seenInObject = object
      tree.nodes[child].hitsBefore = hitCount
    }
  }

  private func forget(_ child: Int, _ collecting: Bool) {
    let node = tree.nodes[child]
    let targets = UnsafeBufferPointer(
      start: UnsafePointer(tree.targets + Int(node.targetStart)),
      count: Int(node.subtreeTargetEnd - node.targetStart))
    if hitCount > node.hitsBefore { hits.void(from: node.hitsBefore, targets: targets) }
    if !collecting {
      for target in targets { slots[Int(target)] = .missing }
    }
  }

  @inline(__always) mutating func enter() -> Bool {
    depth &+= 1
    if depth <= policy.maxDepth { return true }
    fault = .depth
    return false
  }

  @inline(__always) mutating func leave() -> Bool {
    depth &-= 1
    return true
  }

  /// The offset of the closing quote of the string token taken last.
  ///
  /// Between a string and the next token is nothing but white space: anything else would be a token.
  @inline(__always) func closingQuote() -> Int {
    closingQuote(before: min(Int(positions[next]), length))
  }

  @inline(__always) func closingQuote(before end: Int) -> Int {
    var quote = end &- 1
    while text[quote] != JSONByte.quote { quote &-= 1 }
    return quote
  }
}
