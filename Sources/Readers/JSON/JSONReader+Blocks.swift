import Records

extension JSONReader: BlockReader {
  public func makeCutter() -> (any BlockSource)? { makeCutter(sizes: BlockCutter.Sizes()) }

  /// Only lines can be cut: in a document, what a byte means depends on all before it.
  func makeCutter(sizes: BlockCutter.Sizes) -> BlockCutter? {
    guard readsLines() else { return nil }
    let (options, problem, branches) = (options, problem, branches)
    let place = BlockPlace(record: 0, line: window.place.line, byte: window.place.byte)
    let chain = BlockChain(from: place) {
      JSONLineParser(options, RecordEmitter(options, SelectorPlan(branches), problem))
    }
    return BlockCutter(
      window.handOver(), quote: nil, longestLine: JSONLineParser.longestLine(options), chain: chain,
      sizes: sizes)
  }
}
