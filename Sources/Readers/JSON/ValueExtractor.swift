import Records

/// Fills slots from one JSON text: indexes its tokens, checks its escapes, walks it.
///
/// Kept for a whole file, so that a record costs no allocation.
final class ValueExtractor {
  /// Why a text gave no slots.
  enum Failure: Equatable {
    case walk(RecordWalk.Fault)
    case outOfMemory
  }

  /// A text in a buffer.
  struct Text {
    var bytes: ByteBuffer
    var offset: Int
    var length: Int
  }

  /// What to look for.
  struct Goal {
    var tree: SelectorTree
    /// The node that the text's value stands for.
    var node = SelectorTree.root
    /// The token at which the value begins.
    var token = 0
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
  @exclusivity(unchecked) private var hasEscapes = false
  @exclusivity(unchecked) private var checksUTF8 = false
  @exclusivity(unchecked) private var objectCount = 0

  init(_ policy: RecordWalk.Policy) {
    self.policy = policy
  }

  /// Finds the tokens of a text; `walk` then refers to them.
  func index(_ text: Text) -> Failure? {
    let start = UnsafePointer(text.bytes.base + text.offset)
    checksUTF8 = false
    switch indexer.index(start, text.length) {
    case nil: break
    case .notUTF8:
      if let failure = indexSubstitute(start, text.length) { return failure }
    case .noMemory: return .outOfMemory
    case .empty, .brokenString: return .walk(.syntax)
    }
    hasEscapes = JSONEscape.hasBackslash(start, text.length)
    let isSound = !hasEscapes || JSONEscape.firstFault(start, text.length) == nil
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
    var walk = RecordWalk(
      bytes: text.bytes, start: text.offset, length: text.length,
      text: UnsafePointer(text.bytes.base + text.offset),
      positions: positions, count: indexer.count, next: goal.token,
      tree: goal.tree.table, slots: slots, hits: hits, policy: policy,
      eachTarget: goal.eachTarget.map(Int32.init) ?? -1, hasEscapes: hasEscapes, checksUTF8: checksUTF8,
      objectCount: objectCount)
    let isSound = walk.value(goal.node, collecting: false)
    objectCount = walk.objectCount
    if isSound, goal.isPart || walk.next == walk.count { return nil }
    return .walk(walk.fault)
  }

  /// The first duplicate key of the indexed text, which has been walked.
  func firstDuplicate(_ text: Text) -> DuplicateKeys.Finding? {
    guard let positions = indexer.positions else { return nil }
    let start = UnsafePointer(text.bytes.base + text.offset)
    return DuplicateKeys.first(in: start, positions, indexer.count)
  }
}
