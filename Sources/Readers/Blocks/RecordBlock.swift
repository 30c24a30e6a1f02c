import Records

/// A run of a file that was read into a batch and is parsed there, by any thread.
public struct RecordBlock {
  /// Which block of the file, from 0.
  var number: Int
  /// Bytes of the run, at the front of the batch's buffer.
  var length: Int
  /// Whether the block seems to begin where a record begins; else its parser waits for those before.
  var isGuess: Bool
  public internal(set) var isLast = false
  /// What ended the input; of the last block only.
  var problem: Problem?
}

/// A place between two records, and what a parser must know to go on there.
struct BlockPlace: Equatable, Sendable {
  /// Records before it.
  var record = 0
  /// From 1.
  var line = 1
  /// From 0.
  var byte = 0
  /// 1 where the rest of a line is passed over, because its record was too long.
  var linesToSkip = 0

  /// The same place, seen from where `start` is and not from the beginning.
  func moved(by start: BlockPlace) -> BlockPlace {
    BlockPlace(
      record: record + start.record, line: line + start.line - 1, byte: byte + start.byte,
      linesToSkip: linesToSkip)
  }
}

/// How far a parser came in a block.
struct BlockEnd {
  var place: BlockPlace
  /// Bytes of the block that are done with; the others belong to a record that ends behind the block.
  var used: Int
  /// Whether a sentence in the batch names a line, so that the block's place must have been known.
  var namesLine = false
}

/// Turns blocks into rows; used by one thread at a time.
protocol BlockParser: AnyObject {
  /// A record of this many bytes ends in any case.
  var longestRecord: Int { get }

  /// Parses a block that begins at `start`; a record that does not end in it is left, if not the last.
  func parse(_ block: RecordBlock, in batch: RecordBatch, from start: BlockPlace) -> BlockEnd
}

/// Parses the blocks of one file on several threads and makes sure that each began where it seemed to.
public protocol BlockVerifier: AnyObject, Sendable {
  /// Parses a block that lies in the batch as if it began where it seems to; waits for nobody.
  ///
  /// Every block must be finished, by the thread that began it. Threads that share the blocks of a file take them in their
  /// order, and each finishes its own in that order.
  func begin(_ block: RecordBlock, in batch: RecordBatch) -> BegunBlock
}

/// A block whose rows are in its batch once it is finished.
public struct BegunBlock {
  let isNext: () -> Bool
  let settle: () -> Void
  /// Whether `finish` has little to do if the block begins where it seems to; else it parses.
  public let isParsed: Bool

  init(isParsed: Bool, isNext: @escaping () -> Bool, settle: @escaping () -> Void) {
    self.isParsed = isParsed
    self.isNext = isNext
    self.settle = settle
  }

  /// Whether all blocks before are finished.
  public var hasTurn: Bool { isNext() }

  /// Waits for the blocks before, and parses again what did not begin where it seemed to; called once.
  public func finish() { settle() }
}

/// Cuts a file into blocks; used by one thread, while others parse what it cut.
public protocol BlockSource: AnyObject {
  /// Verifies the blocks; what parses them needs nothing else.
  var chain: any BlockVerifier { get }

  /// Reads the next block into an empty batch; nil behind the last.
  func cut(into batch: RecordBatch) -> RecordBlock?
}

/// A reader that can leave the parsing to others.
public protocol BlockReader: RecordReader {
  /// Cuts the file from here on, or nil where it can only be read in one go; asked once, behind `bind`.
  func makeCutter() -> (any BlockSource)?
}
