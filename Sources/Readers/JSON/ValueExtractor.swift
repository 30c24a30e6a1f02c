import Records

/// Fills slots from one JSON text: indexes its tokens, checks its escapes, walks it.
///
/// Kept for a whole file, so that a record costs no allocation. The lines of a block are indexed at once where that is
/// possible: to begin anew for each record takes as long as to look at its bytes.
final class ValueExtractor {
  /// Why a text gave no slots.
  enum Failure: Equatable {
    case walk(RecordWalk.Fault)
    case outOfMemory
  }

  /// A text in a buffer.
  struct Text {
    /// Held by whoever has the text read.
    unowned(unsafe) var bytes: ByteBuffer
    var offset: Int
    var length: Int
  }

  /// What to look for.
  struct Goal {
    /// Of a tree that lives as long as this: a reference to it would be counted for each text.
    var table: SelectorTable
    /// The node that the text's value stands for.
    var node = SelectorTree.root
    /// The token at which the value begins; nil for the text's first.
    var token: Int?
    /// Whether the value is a part of the text; else the text must end with it.
    var isPart = false
    /// The target that gathers the items of `each`.
    var eachTarget: Int?
  }

  let hits = ListHits()
  private let indexer = TokenIndexer()
  private let policy: RecordWalk.Policy
  /// The text with `?` for all that is not ASCII, where it is not UTF-8.
  private let substitute = ByteBuffer(capacity: 64)
  /// Offset in the text of its first backslash; its length where it has none.
  @exclusivity(unchecked) private var firstEscape = 0
  @exclusivity(unchecked) private var checksUTF8 = false
  @exclusivity(unchecked) private var objectCount = 0
  /// Length of the block that is indexed as a whole, at the front of its buffer; 0 where each text is by itself.
  @exclusivity(unchecked) private var blockLength = 0
  /// The first backslash behind all texts of the block so far.
  @exclusivity(unchecked) private var nextBackslash = 0
  /// Tokens of the text indexed last: the first one, and the one behind those walked.
  @exclusivity(unchecked) private var firstToken = 0
  @exclusivity(unchecked) private var endToken = 0

  init(_ policy: RecordWalk.Policy) {
    self.policy = policy
  }

  /// Finds the tokens of all lines at the front of a buffer at once, where nothing is wrong with any of them.
  ///
  /// A line feed in a string is one of the faults that simdjson finds. So where it finds none, no string goes over the
  /// end of a line, and each line has the tokens that it has alone. `index` then takes lines of this block, in their order.
  func beginBlock(_ bytes: ByteBuffer, _ length: Int) {
    let start = UnsafePointer(bytes.base)
    guard indexer.index(start, length) == nil else { return }
    (blockLength, firstToken, endToken) = (length, 0, 0)
    nextBackslash = JSONEscape.firstBackslash(start, from: 0, to: length)
  }

  func endBlock() { blockLength = 0 }

  /// Finds the tokens of a text; `walk` then refers to them.
  func index(_ text: Text) -> Failure? {
    checksUTF8 = false
    if blockLength > 0 { return indexLine(text) }
    (firstToken, endToken) = (0, 0)
    let start = UnsafePointer(text.bytes.base + text.offset)
    switch indexer.index(start, text.length) {
    case nil: break
    case .notUTF8:
      if let failure = indexSubstitute(start, text.length) { return failure }
    case .noMemory: return .outOfMemory
    case .empty, .brokenString: return .walk(.syntax)
    }
    firstEscape = JSONEscape.firstBackslash(start, from: 0, to: text.length)
    return checkEscapes(start, text.length)
  }

  /// Finds a line's tokens among those of its block.
  private func indexLine(_ text: Text) -> Failure? {
    guard let positions = indexer.positions else { return .walk(.syntax) }
    var token = endToken
    while Int(positions[token]) < text.offset { token &+= 1 }
    (firstToken, endToken) = (token, token)
    let block = UnsafePointer(text.bytes.base)
    if nextBackslash < text.offset {
      nextBackslash = JSONEscape.firstBackslash(block, from: text.offset, to: blockLength)
    }
    firstEscape = min(nextBackslash &- text.offset, text.length)
    return checkEscapes(block + text.offset, text.length)
  }

  @inline(__always)
  private func checkEscapes(_ start: UnsafePointer<UInt8>, _ length: Int) -> Failure? {
    let isSound =
      firstEscape == length || JSONEscape.firstFault(start + firstEscape, length &- firstEscape) == nil
    return isSound ? nil : .walk(.syntax)
  }

  /// Indexes a text that is not UTF-8: where tokens are depends on ASCII alone.
  private func indexSubstitute(_ start: UnsafePointer<UInt8>, _ length: Int) -> Failure? {
    checksUTF8 = true
    substitute.removeAll()
    substitute.reserve(length)
    for index in 0..<length {
      substitute.base[index] = start[index] < 0x80 ? start[index] : UInt8(ascii: "?")
    }
    return indexer.index(substitute.base, length) == nil ? nil : .walk(.syntax)
  }

  /// Walks the indexed text and fills slots; lists stay in `hits`.
  func walk(_ text: Text, _ goal: Goal, _ slots: UnsafeMutablePointer<Slot>) -> Failure? {
    hits.removeAll()
    guard let positions = indexer.positions else { return .walk(.syntax) }
    // Tokens are counted from the block, or from the text.
    let before = blockLength > 0 ? text.offset : 0
    let start = text.offset &- before
    var walk = RecordWalk(
      bytes: text.bytes, start: start, length: before &+ text.length,
      text: UnsafePointer(text.bytes.base + start),
      positions: positions, next: goal.token ?? firstToken,
      tree: goal.table, slots: slots, hits: hits, policy: policy,
      eachTarget: goal.eachTarget.map(Int32.init) ?? -1, checksUTF8: checksUTF8,
      objectCount: objectCount, escapes: EscapeSearch(from: before, first: before &+ firstEscape))
    let isSound = walk.value(goal.node, collecting: false)
    objectCount = walk.objectCount
    if isSound, goal.isPart { return nil }
    if isSound, walk.isAtEnd {
      endToken = walk.next
      return nil
    }
    return .walk(walk.fault.moved(by: -before))
  }

  /// The first duplicate key of the indexed text, which has been walked.
  func firstDuplicate(_ text: Text) -> DuplicateKeys.Finding? {
    guard let positions = indexer.positions else { return nil }
    let before = blockLength > 0 ? text.offset : 0
    let start = UnsafePointer(text.bytes.base + text.offset - before)
    var finding = DuplicateKeys.first(in: start, positions + firstToken, endToken - firstToken)
    finding?.offset -= before
    return finding
  }
}
