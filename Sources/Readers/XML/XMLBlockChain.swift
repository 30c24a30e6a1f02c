import Records

/// Parses the blocks of one document on several threads, and makes sure that each begins where an element of the cut's
/// level may begin.
///
/// ```
/// a thread      parses its block behind what precedes all blocks    at the same time as the others
///               goes on once the block before has been verified     and parses other blocks until then
///               right: moves the places of its rows                 counts of records, lines, bytes before
///               wrong: parses it in order, behind what is unfinished
/// ```
/// A block's beginning is right if the one before it ended with the same elements open, between two children. By induction
/// every block that is parsed alone begins in the state that its parser was in.
final class XMLBlockChain: BlockVerifier, @unchecked Sendable {
  private let monitor = Monitor()
  private let base: XMLBlockBase
  /// Readers at rest that no thread uses now.
  private var parsers: [XMLReader]
  /// Guesses in a row that were wrong.
  private var misses = 0
  /// All below belongs to the thread that has the turn.
  private let turns = BlockTurns()
  private var place: BlockPlace
  /// The reader with what is unfinished; nil where the block begins as it seems to.
  private var unfinished: XMLReader?
  private var before = XMLDocumentState()
  /// Whether a block was lost for want of memory: what follows has no place any more, and is passed over.
  private var isBroken = false
  private(set) var parsedAlone = 0
  private(set) var parsedInOrder = 0

  /// From so many wrong guesses on, few blocks are parsed by guess.
  private static let missesBeforeDoubt = 4
  private static let blocksInDoubt = 8

  init(_ base: XMLBlockBase, from place: BlockPlace, _ parser: XMLReader) {
    self.base = base
    self.place = place
    parsers = [parser]
  }

  func begin(_ block: RecordBlock, in batch: RecordBatch) -> BegunBlock {
    let isGuess = isWorthGuessing(block)
    let guess = isGuess ? parseAlone(block, in: batch) : nil
    return turns.begun(block, isParsed: guess != nil) {
      self.settle(block, guess, isGuess: isGuess, in: batch)
    }
  }

  private func settle(_ block: RecordBlock, _ guess: XMLBlockEnd?, isGuess: Bool, in batch: RecordBatch) {
    if isBroken {
      batch.removeRecords(keeping: 0)
      pass(misses: 0)
    } else if let guess, isRight(guess) {
      parsedAlone += 1
      batch.move(by: place)
      place = guess.place.moved(by: place)
      before.deepestLevel = max(before.deepestLevel, guess.deepestLevel)
      pass(misses: 0)
    } else {
      parseInOrder(block, in: batch)
      pass(misses: isGuess ? misses + 1 : misses)
    }
  }

  /// What a block says of the file is said once: only the first such block must be parsed in order.
  private func isRight(_ guess: XMLBlockEnd) -> Bool {
    unfinished == nil && (!guess.hasWarnings || !before.warnings.isEmpty)
  }

  private func isWorthGuessing(_ block: RecordBlock) -> Bool {
    guard block.isGuess, !block.isLast else { return false }
    return monitor.locked { misses < Self.missesBeforeDoubt } || block.number % Self.blocksInDoubt == 0
  }

  private func parseAlone(_ block: RecordBlock, in batch: RecordBatch) -> XMLBlockEnd? {
    guard let parser = parserAtRest() else { return nil }
    let end = parser.parseAlone(block, in: batch)
    if parser.isAtRest { keep(parser) }
    return end
  }

  private func parseInOrder(_ block: RecordBlock, in batch: RecordBatch) {
    parsedInOrder += 1
    batch.removeRecords(keeping: block.length)
    guard let parser = unfinished ?? takeOver() else {
      isBroken = true
      batch.removeRecords(keeping: 0)
      batch.fileProblems.append(XMLProblem.noMemory(file: base.file))
      return
    }
    parser.parseInOrder(block, in: batch)
    unfinished = parser
    if parser.isAtRest {
      place = parser.blockPlace
      before = parser.state
      unfinished = nil
      keep(parser)
    }
  }

  private func takeOver() -> XMLReader? {
    let parser = parserAtRest()
    parser?.takeOver(at: place, before)
    return parser
  }

  private func parserAtRest() -> XMLReader? { monitor.locked { parsers.popLast() } ?? XMLReader(base) }

  private func keep(_ parser: XMLReader) {
    if parser.isSlim { monitor.locked { parsers.append(parser) } }
  }

  /// Tells the next block where it begins.
  private func pass(misses: Int) {
    monitor.locked { self.misses = misses }
    turns.pass()
  }
}
