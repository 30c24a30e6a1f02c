import Records
import TestSupport
import Testing

@testable import Readers

@Suite("XML in blocks, parsed by several threads, gives what one reader gives")
struct XMLBlockTests {
  @Test("documents of every shape", arguments: 0..<80)
  func everyShape(number: Int) throws {
    let file = RandomXML.make(number)
    var input = XMLTestInput(
      bytes: file.bytes, file.source.text("records") ?? "", file.selectors, each: file.each)
    input.options = file.source.values
    try expectSameInBlocks(input, "document \(number)")
    input.selectors = ["@id", "Title", ".", "Code"]
    try expectSameInBlocks(input, "document \(number), cut")
  }

  @Test("feeds full of tags that are none", arguments: 0..<200)
  func nastyFeeds(seed: Int) throws {
    var feed = NastyFeed(seed: UInt64(seed))
    var input = XMLTestInput(feed.make(), feed.path, feed.selectors)
    if seed % 5 == 0 { input = input.with("max_record_bytes", .integer(150)) }
    if seed % 7 == 0 { input = input.with("invalid_bytes", .text("replace")) }
    if seed % 11 == 0 { input = input.with("max_depth", .integer(8)) }
    try expectSameInBlocks(input, "seed \(seed)")
  }

  @Test("a feed that is damaged at every place", arguments: NastyFeed.damages)
  func damagedEverywhere(piece: String) throws {
    let text = Array(NastyFeed.small.utf8)
    for position in stride(from: 0, through: text.count, by: 11) {
      let bytes = Array(text[..<position]) + Array(piece.utf8) + Array(text[position...])
      let input = XMLTestInput(bytes: bytes, "/Feed/Product/Reviews/Review", NastyFeed.selectors)
      try expectSameInBlocks(input, "\(piece) at \(position)", manners: [XMLBlockManner.all[0]])
    }
  }

  @Test("a feed that ends at every place, by itself or with a problem")
  func truncatedEverywhere() throws {
    let text = Array(NastyFeed.small.utf8)
    for position in stride(from: 1, to: text.count, by: 3) {
      var input = XMLTestInput(
        bytes: Array(text[..<position]), "/Feed/Product/Reviews/Review", NastyFeed.selectors)
      if position % 2 == 0 { input.failAt = position }
      try expectSameInBlocks(input, "cut at \(position)", manners: [XMLBlockManner.all[position % 2]])
    }
  }

  @Test("what is said of the file is said once, with its place, behind the records")
  func warnings() throws {
    let products = (1...40).map { "\n<p k='\($0)'>&x;<r>\($0)</r></p>&y;" }.joined()
    let input = XMLTestInput("<f>" + products + "</f>", "/f/p/r", [".", "../@k"])
    let expected = try input.read()
    #expect(expected.fileCodes == ["xml.entity"])
    try expectSameInBlocks(input, "warnings")
  }

  @Test("blocks are parsed alone where a document is what it seems to be")
  func guesses() throws {
    let products = (1...400).map { "\n <p k='\($0)'><n>x</n><r>\($0)</r></p>" }.joined()
    let input = XMLTestInput("<?xml version='1.0'?>\n<f>" + products + "</f>\n", "/f/p/r", [".", "../@k"])
    let reader = try input.reader()
    _ = try reader.bind()
    let cutter = try #require(reader.makeCutter(sizes: XMLBlockCutter.Sizes(block: 500, longest: 500)))
    let chain = try #require(cutter.chain as? XMLBlockChain)
    _ = BlockReading(cutter, slotCount: 2).run(threads: 2)
    #expect(chain.parsedAlone > 10 && chain.parsedInOrder == 1)  // the last block ends the root
  }

  @Test("behind the place where a document breaks nothing is kept")
  func brokenEarly() throws {
    let product = "<p><r>1</r></p>\n"
    let products = String(repeating: product, count: 100)
    let input = XMLTestInput("<f>" + products + "</x>" + products + products + "</f>", "/f/p/r", ["."])
    let base = XMLBlockBase(
      file: "x", options: try input.reader().options, plan: try input.reader().plan, bytes: Array("<f>".utf8),
      depth: 1, isReplacing: false, skippedLines: 0, chunkBytes: 100, heldBytes: 1 << 20)
    let reader = try #require(XMLReader(base))
    reader.takeOver(at: BlockPlace(byte: 3), XMLDocumentState())
    let batch = RecordBatch(slotCount: 1)
    for number in 0..<50 {
      batch.removeAll()
      batch.bytes.append(number == 3 ? "</x>" : product)
      reader.parseInOrder(RecordBlock(number: number, length: batch.bytes.count, isGuess: true), in: batch)
      #expect(batch.fileProblems.count == (number == 3 ? 1 : 0))
      #expect(batch.recordCount == (number < 3 ? 1 : 0))
    }
    #expect(reader.raw.end - reader.raw.start < 4 * product.utf8.count)
    try expectSameInBlocks(input, "broken early")
  }

  @Test(
    "documents whose parts depend on what is far away are not cut, and nothing is lost by asking",
    arguments: [
      "<!DOCTYPE f [<!ENTITY e 'x'>]><f><p><r>1</r></p><p><r>2</r></p></f>",
      "<f><p><r>1</r></p></f>", "<f/>", "<f><p><r>1</r></p><p><r>\u{1}</r></p></f>",
    ])
  func uncuttable(text: String) throws {
    let input = XMLTestInput(text, "/f/p/r", ["."])
    let reader = try input.reader()
    _ = try reader.bind()
    #expect(reader.makeCutter() == nil)
    #expect(read(reader, slotCount: 1) == (try input.read()))
  }

  @Test("a late value of an element around all blocks forbids cutting, an attribute does not")
  func farContext() throws {
    let text = "<f k='1'><p><r>1</r></p><p><r>2</r></p><late>x</late></f>"
    for (selector, isCut) in [("../../late", false), ("../../@k", true), ("../name", true)] {
      let input = XMLTestInput(text, "/f/p/r", [".", selector])
      let reader = try input.reader()
      _ = try reader.bind()
      #expect((reader.makeCutter() != nil) == isCut, "\(selector)")
    }
  }

  // MARK: Comparing

  private func expectSameInBlocks(
    _ input: XMLTestInput, _ name: String, manners: [XMLBlockManner] = XMLBlockManner.all
  ) throws {
    guard let expected = try? input.read().comparable else { return }
    for manner in manners {
      let reader = try input.reader()
      _ = try reader.bind()
      var result = XMLTestResult()
      if let cutter = reader.makeCutter(sizes: manner.sizes) {
        for batch in BlockReading(cutter, slotCount: input.selectors.count).run(threads: manner.threads) {
          result.take(batch)
        }
      } else {
        result = read(reader, slotCount: input.selectors.count)
      }
      #expect(result.comparable == expected, "\(name), \(manner)")
    }
  }

  private func read(_ reader: XMLReader, slotCount: Int) -> XMLTestResult {
    let batch = RecordBatch(slotCount: slotCount)
    var result = XMLTestResult()
    while reader.read(into: batch) {
      result.take(batch)
      batch.removeAll()
    }
    return result
  }
}

/// How a test cuts a document.
struct XMLBlockManner: Sendable, CustomStringConvertible {
  var sizes: XMLBlockCutter.Sizes
  var threads: Int

  var description: String { "blocks of \(sizes.block), \(threads) threads" }

  static let all: [XMLBlockManner] = [
    XMLBlockManner(sizes: .init(block: 40, longest: 160), threads: 2),
    XMLBlockManner(sizes: .init(block: 1, longest: 1), threads: 1),
    XMLBlockManner(sizes: .init(block: 300, longest: 300), threads: 3),
    XMLBlockManner(sizes: .init(), threads: 2),
  ]
}

extension XMLTestResult {
  /// What does not depend on the pieces that are read: a column is said only where the line's beginning is at hand.
  var comparable: XMLTestResult {
    var copy = self
    for index in copy.fileProblems.indices { copy.fileProblems[index].position?.column = nil }
    for index in copy.rejects.indices { copy.rejects[index].problem.position?.column = nil }
    return copy
  }
}
