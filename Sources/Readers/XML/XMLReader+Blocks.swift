import Records

// Whether and where a document can be cut into blocks.
extension XMLReader: BlockReader {
  /// Cuts where the elements of one level of the records' path begin: the first level of which there are several.
  public func makeCutter() -> (any BlockSource)? { makeCutter(sizes: XMLBlockCutter.Sizes()) }

  func makeCutter(sizes: XMLBlockCutter.Sizes) -> (any BlockSource)? {
    guard let text, plan.recordLevel > 1, let level = repeatedLevel(text), isCuttable(above: level) else {
      return nil
    }
    let start = collector.pointee.scopes[level].firstTag
    let read = UnsafeBufferPointer(start: rawPointer(0), count: raw.end)
    let base = XMLBlockBase(
      file: file, options: options, plan: plan, bytes: Array(read[..<start]), depth: level - 1,
      isReplacing: text.isReplacing, skippedLines: skippedLines, chunkBytes: chunkBytes,
      heldBytes: heldBytesLimit)
    let rest = UnsafeBufferPointer(rebasing: read[start...])
    guard let parser = XMLReader(base), let input = text.rest(behind: rest, offset: start + skippedBytes)
    else { return nil }
    let line = base.bytes.count { $0 == UInt8(ascii: "\n") } + 1
    let place = BlockPlace(record: 0, line: line + skippedLines, byte: start + skippedBytes)
    let tag = XMLBlockBase.tag(at: 0, in: rest)
    let chain = XMLBlockChain(base, from: place, parser)
    return XMLBlockCutter(
      input, tag: tag, record: plan.chain[plan.recordLevel - 1], chain: chain, sizes: sizes)
  }

  /// Reads on until the second element of a level has begun; what was read can still be read in order.
  private func repeatedLevel(_ text: XMLText) -> Int? {
    let scopes = collector.pointee.scopes
    while scopes[2].openings < 2, raw.end < XMLLimits.prolog, fed < raw.end || !text.hasEnded {
      if fed == raw.end { readText(text) }
      feed(upTo: raw.end)
      if context?.hasStopped != false { break }
    }
    return (2...plan.recordLevel).first { scopes[$0].openings > 1 }
  }

  /// Whether all that must be known of the elements above a level stands in their start tags.
  ///
  /// A document type may define what everything behind it means, and bytes that were overwritten can no longer be given
  /// to another reader.
  private func isCuttable(above level: Int) -> Bool {
    let start = collector.pointee.scopes[level].firstTag
    let head = UnsafeBufferPointer(start: rawPointer(0), count: start)
    return collector.pointee.dirt.isEmpty && collector.pointee.warnings.isEmpty
      && plan.cells.allSatisfy { $0.level >= level || $0.isOwnAttribute }
      && !Self.holds("<!DOCTYPE", head)
  }

  private static func holds(_ text: StaticString, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard bytes.count >= wanted.count else { return false }
    return (0...bytes.count - wanted.count).contains { bytes[$0...].starts(with: wanted) }
  }
}
