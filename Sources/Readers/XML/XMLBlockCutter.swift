import Records

/// Cuts a document where tags of one name begin; most are what they seem to be, the `XMLBlockChain` finds the others.
final class XMLBlockCutter: BlockSource {
  /// How much is cut at a time, in bytes; tests choose tiny sizes.
  struct Sizes {
    /// The first block, and one full of tags: each record has a fixed cost in memory, however short it is.
    var least = 16 << 10
    /// Small enough that a block and what becomes of it stay in a core's cache.
    var block = 384 << 10
    /// Up to how much a block grows in which no tag of the name begins.
    var longest = 1 << 20
    /// Records that a block aims at, and how many it may have before it is no longer made longer to find a tag.
    var records = 768
    var mostRecords = 3072
  }

  let chain: any BlockVerifier

  private let input: WindowedInput
  /// The tag's beginning, as the document writes it: `<bv:Product`.
  private let tag: [UInt8]
  private let density: XMLRecordDensity
  private let sizes: Sizes
  private var target: Int
  private var nextIsGuess = true
  private var count = 0
  private var isDone = false

  init(
    _ input: WindowedInput, tag: [UInt8], record: XMLPathStep, chain: any BlockVerifier, sizes: Sizes
  ) {
    self.input = input
    self.tag = tag
    density = XMLRecordDensity(of: record)
    self.chain = chain
    self.sizes = sizes
    target = min(sizes.least, sizes.block)
  }

  func cut(into batch: RecordBatch) -> RecordBlock? {
    guard !isDone else { return nil }
    let bytes = batch.bytes
    var wanted = target
    var cut = fill(bytes, to: wanted)
    while cut == nil, !input.isAtEnd, wanted < sizes.longest, density.count(in: bytes.all) < sizes.mostRecords
    {
      wanted = min(2 * wanted, sizes.longest)
      cut = fill(bytes, to: wanted)
    }
    isDone = input.isAtEnd
    if isDone { cut = bytes.count }
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

  /// Chooses the next block's size by the records of this one.
  private func aim(_ bytes: ByteBuffer) {
    let wanted = bytes.count / max(density.count(in: bytes.all), 1) * sizes.records
    target = min(max(wanted, min(sizes.least, sizes.block)), sizes.block)
  }

  /// Reads up to a size, and finds where the last tag of the name begins in what is new.
  private func fill(_ bytes: ByteBuffer, to size: Int) -> Int? {
    let start = max(bytes.count - tag.count, 0)
    input.fill(bytes, to: size)
    return lastTag(in: bytes.all, from: start)
  }

  /// The last place behind `start`, but not the first of all, where a tag of the name begins.
  private func lastTag(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var at = bytes.count - tag.count - 1
    while at > start || (at == start && at > 0) {
      if bytes[at] == UInt8(ascii: "<"), XMLBlockBase.endsName(bytes[at + tag.count]),
        bytes[at...].starts(with: tag)
      {
        return at
      }
      at -= 1
    }
    return nil
  }
}
