import Records

extension CSVReader: BlockReader {
  /// Whatever the dialect, a wrong guess is found out; but a file that one record ends must be read in order.
  public func makeCutter() -> (any BlockSource)? { makeCutter(sizes: BlockCutter.Sizes()) }

  func makeCutter(sizes: BlockCutter.Sizes) -> BlockCutter? {
    let shape = parser.shape
    guard shape.dialect.ragged != .error else { return nil }
    let cursor = parser.cursor
    let place = BlockPlace(
      record: 0, line: cursor.line, byte: input.windowOffset, linesToSkip: cursor.linesToSkip)
    let capacity = self.sizes.batchCapacity
    let chain = BlockChain(from: place) { CSVParser(shape, batchCapacity: capacity) }
    return BlockCutter(
      input, quote: shape.dialect.quote, longestLine: 0, chain: chain, warnings: warnings, sizes: sizes)
  }
}
