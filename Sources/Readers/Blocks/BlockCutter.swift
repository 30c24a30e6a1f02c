import CBytes
import Records

/// Cuts a file of lines into blocks.
///
/// It looks at as little as possible: with quotes, at whether their number is even, and at line feeds. What it takes for the
/// end of a record is a guess, which the `BlockChain` verifies.
final class BlockCutter: BlockSource {
  /// How much is cut at a time; tests choose tiny sizes.
  struct Sizes {
    /// Bounds of a block, in bytes.
    ///
    /// Small enough that a block and what becomes of it stay in a core's cache.
    var block = (16 << 10)...(256 << 10)
    /// Lines that a block aims at.
    var lines = 768
  }

  let chain: any BlockVerifier
  private static let lineFeed: UInt8 = 0x0A

  private let input: WindowedInput
  /// nil where every line feed ends a line, whatever stands around it.
  private let quote: UInt8?
  /// Up to how many bytes a block grows that holds no line feed.
  private let longestLine: Int
  private let sizes: Sizes
  /// What is said of the file before its records.
  private var warnings: [Problem]
  private var target: Int
  private var nextIsGuess = true
  private var count = 0
  private var isDone = false

  init(
    _ input: WindowedInput, quote: UInt8?, longestLine: Int, chain: BlockChain, warnings: [Problem] = [],
    sizes: Sizes
  ) {
    self.input = input
    self.quote = quote
    self.longestLine = longestLine
    self.chain = chain
    self.warnings = warnings
    self.sizes = sizes
    target = sizes.block.lowerBound
  }

  func cut(into batch: RecordBatch) -> RecordBlock? {
    guard !isDone else { return nil }
    batch.fileProblems += warnings
    warnings = []
    let bytes = batch.bytes
    var wanted = target
    input.fill(bytes, to: wanted)
    while !input.isAtEnd, bytes.count < longestLine, lastLineFeed(in: bytes, from: 0, to: bytes.count) == nil
    {
      wanted = min(2 * wanted, longestLine)
      input.fill(bytes, to: wanted)
    }
    isDone = input.isAtEnd
    let cut = isDone ? bytes.count : boundary(in: bytes)
    var block = RecordBlock(number: count, length: cut ?? bytes.count, isGuess: nextIsGuess)
    block.isLast = isDone
    block.problem = isDone ? input.problem : nil
    nextIsGuess = cut != nil
    count += 1
    aim(bytes)
    input.close(bytes, windowCount: bytes.count, usedUpTo: block.length)
    bytes.count = block.length
    return block
  }

  /// Where a record seems to end in the second half of the bytes.
  ///
  /// The last line feed that is in no quotes, or if all seem to be the very last: somewhere a quote is text.
  private func boundary(in bytes: ByteBuffer) -> Int? {
    let half = bytes.count / 2
    guard let last = lastLineFeed(in: bytes, from: half, to: bytes.count) else {
      return lastLineFeed(in: bytes, from: 0, to: half).map { $0 + 1 }
    }
    guard let quote else { return last + 1 }
    var isInQuotes = isOdd(quote, in: bytes, from: 0, to: last)
    var at = last
    while isInQuotes {
      guard let before = lastLineFeed(in: bytes, from: half, to: at) else { return last + 1 }
      if isOdd(quote, in: bytes, from: before, to: at) { isInQuotes.toggle() }
      at = before
    }
    return at + 1
  }

  /// The last line feed from `start` on and before `end`.
  private func lastLineFeed(in bytes: ByteBuffer, from start: Int, to end: Int) -> Int? {
    let base = UnsafePointer(bytes.base)
    var at = end
    while at > start {
      at &-= 1
      if base[at] == Self.lineFeed { return at }
    }
    return nil
  }

  private func isOdd(_ byte: UInt8, in bytes: ByteBuffer, from start: Int, to end: Int) -> Bool {
    cbytes_count(bytes.base + start, end - start, byte, Self.lineFeed).first % 2 == 1
  }

  /// Chooses the next block's size by the lines of this one.
  private func aim(_ bytes: ByteBuffer) {
    let lines = cbytes_count(bytes.base, bytes.count, Self.lineFeed, Self.lineFeed).first
    let wanted = bytes.count / max(lines, 1) * sizes.lines
    target = min(max(wanted, sizes.block.lowerBound), sizes.block.upperBound)
  }
}
