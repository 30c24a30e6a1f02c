import Records

/// Parses the blocks of one file on several threads and makes sure that all begin where records begin.
///
/// ```
/// a thread      parses its block as if a record began there      at the same time as the others
///               goes on once the block before has been verified  and parses other blocks until then
///               right: moves the places of its rows              counts of records, lines, bytes before
///               wrong: parses again, behind what was left over
///               tells the next block where it begins
/// ```
/// By induction every block is parsed from a true beginning. A wrong guess costs the time of one parse.
final class BlockChain: BlockVerifier, @unchecked Sendable {
  private let monitor = Monitor()
  private let makeParser: () -> any BlockParser
  /// Parsers that no thread uses now.
  private var parsers: [any BlockParser] = []
  /// `place`, `rest` and `wanted` belong to the thread that has the turn.
  private let turns = BlockTurns()
  private var place: BlockPlace
  /// Bytes of an unfinished record before the block.
  private let rest = ByteBuffer(capacity: 64)
  /// Bytes without which it makes no sense to look for the record's end once more.
  private var wanted = 0

  /// Memory that an emptied rest keeps.
  private static let keptBytes = 1 << 20
  /// A parser that has seen a longer block is let go, for its index has grown with it and never shrinks.
  private static let keptParserBytes = 4 << 20

  /// `makeParser` is called by any thread, one at a time.
  init(from place: BlockPlace, makeParser: @escaping () -> any BlockParser) {
    self.place = place
    self.makeParser = makeParser
  }

  func begin(_ block: RecordBlock, in batch: RecordBatch) -> BegunBlock {
    let guess = block.isGuess ? withParser(block) { $0.parse(block, in: batch, from: BlockPlace()) } : nil
    return turns.begun(block, isParsed: guess != nil) { self.settle(block, guess, in: batch) }
  }

  private func withParser<Result>(_ block: RecordBlock, _ body: (any BlockParser) -> Result) -> Result {
    let parser = monitor.locked { parsers.popLast() ?? makeParser() }
    defer {
      if block.length <= Self.keptParserBytes { monitor.locked { parsers.append(parser) } }
    }
    return body(parser)
  }

  private func settle(_ block: RecordBlock, _ guess: BlockEnd?, in batch: RecordBatch) {
    if let guess, isRight(guess) {
      let start = place
      pass(guess.place.moved(by: start), rest: batch.bytes.view(guess.used, block.length - guess.used))
      batch.move(by: start)
    } else {
      parseAgain(block, in: batch)
    }
    if let problem = block.problem { batch.fileProblems.append(problem) }
  }

  private func isRight(_ guess: BlockEnd) -> Bool {
    rest.count == 0 && place.linesToSkip == 0 && !(guess.namesLine && place.line > 1)
  }

  private func parseAgain(_ block: RecordBlock, in batch: RecordBatch) {
    var block = block
    batch.removeRecords(keeping: block.length)
    batch.bytes.prepend(rest.all)
    block.length += rest.count
    // Looking each time a block is added would look at a long record again and again.
    guard block.length >= wanted || block.isLast else {
      pass(place, rest: batch.bytes.all)
      batch.removeRecords(keeping: 0)
      return
    }
    let (end, longestRecord) = withParser(block) {
      ($0.parse(block, in: batch, from: place), $0.longestRecord)
    }
    wanted = min(2 * (block.length - end.used), longestRecord)
    pass(end.place, rest: batch.bytes.view(end.used, block.length - end.used))
  }

  /// Tells the next block where it begins; from here on `place` and `rest` are not ours.
  private func pass(_ next: BlockPlace, rest unused: UnsafeBufferPointer<UInt8>) {
    place = next
    rest.removeAll(keeping: Self.keptBytes)
    rest.append(unused)
    turns.pass()
  }
}

extension RecordBatch {
  /// Forgets the records and all but the first `length` bytes; what is said of the file stays.
  func removeRecords(keeping length: Int) {
    bytes.count = length
    slots.removeAll(keepingCapacity: true)
    elements.removeAll(keepingCapacity: true)
    origins.removeAll(keepingCapacity: true)
    unreadable.removeAll(keepingCapacity: true)
    recordCount = 0
  }

  /// Moves the places of all records, which were counted from the beginning of the block.
  func move(by start: BlockPlace) {
    origins.withUnsafeMutableBufferPointer { origins in
      for index in origins.indices { origins[index].move(by: start) }
    }
    for index in unreadable.indices {
      unreadable[index].origin.move(by: start)
      unreadable[index].problem.position?.move(by: start)
      for note in unreadable[index].problem.notes.indices {
        unreadable[index].problem.notes[note].position.move(by: start)
      }
    }
  }
}

extension RowOrigin {
  @inline(__always)
  fileprivate mutating func move(by start: BlockPlace) {
    record &+= start.record
    line &+= start.line &- 1
    byteOffset &+= start.byte
  }
}

extension SourcePosition {
  fileprivate mutating func move(by start: BlockPlace) {
    record = record.map { $0 + start.record }
    line = line.map { $0 + start.line - 1 }
    byte = byte.map { $0 + start.byte }
  }
}
