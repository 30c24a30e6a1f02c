import Records
import Testing

@testable import Readers

@Suite("XML in blocks keeps to its limits, and gives the same whatever the blocks are")
struct XMLBlockLimitTests {
  @Test("one bad byte costs the blocks around it their parallel parsing, and no more")
  func oneBadByte() throws {
    var text = "<f>" + String(repeating: "<p><r>1</r><r>2</r></p>\n", count: 60_000) + "</f>"
    let at = text.utf8.index(text.startIndex, offsetBy: 1 << 20)
    text.insert("\u{1}", at: text[at...].firstIndex(of: "\n") ?? at)
    let reading = try read(XMLTestInput(text, "/f/p/r", ["."]))
    #expect(reading.result.rejects.isEmpty && reading.result.recordCount == 120_000)
    #expect(reading.chain.parsedAlone > 20 && reading.chain.parsedInOrder <= 3)
  }

  @Test("records that wait for room in a batch are not rejected as waiting for an ancestor")
  func lateValues() throws {
    let record = "<r>1</r>"
    let early = "<p><k>a</k>" + String(repeating: record, count: 100_000) + "</p>\n"
    let late = "<p>" + String(repeating: record, count: 10_000) + "<k>b</k></p>\n"
    var input = XMLTestInput("<f>" + late + late + early + late + "</f>", "/f/p/r", [".", "../k"])
    input.heldBytes = 4 << 20
    let reading = try read(input)
    #expect(reading.result.rejects.isEmpty && reading.result.recordCount == 130_000)
    #expect(reading.batches.allSatisfy { $0.bytes.count <= 6 << 20 })
  }

  @Test("what is said of a record that is too long depends neither on pieces nor on blocks")
  func longRecords() throws {
    var input = XMLTestInput(Self.longRecords, "/f/p/r", [".", "../@k"]).with(
      "max_record_bytes", .integer(20_000))
    let expected = try input.read().comparable
    #expect(expected.codes.filter { $0 == "xml.record-too-long" }.count == 120)
    #expect(expected.codes.filter { $0 == "xml.reference" }.count == 40)
    for size in [1 << 20, 200_000, 30_000] {
      let manner = XMLBlockManner(sizes: .init(least: size, block: size, longest: 1 << 20), threads: 2)
      #expect(try read(input, manner).result.comparable == expected, "\(size)")
    }
    for size in [1000, 20_011, 300_000] {
      input.chunkBytes = size
      #expect(try input.read().comparable == expected, "pieces of \(size)")
    }
  }

  /// Records above and below what is shown of them, whole, with a fault in front, and behind; some with a bad byte.
  private static let longRecords: String = {
    let filler = "<z>" + String(repeating: "yé", count: 9000) + "</z>"
    var text = "<f>"
    for number in 0..<40 {
      let dirt = number % 10 == 9 ? "\u{1}" : ""
      text += "<p k='\(number)'><r>1</r><r>&</r><r>\(filler)\(dirt)&</r>"
      text +=
        "<r>&x;\(filler)\(filler)\(filler)\(dirt)</r><r a='\(number % 7)'>\(filler)\(filler)\(filler)</r></p>\n"
    }
    return text + "</f>"
  }()

  @Test("how many names a parser has seen does not decide how far a document is read")
  func names() throws {
    let names = (0..<300).map { "x\($0)" + String(repeating: "n", count: 45_000) }
    let products = names.map { "<p><\($0)/><r>1</r></p>\n" }.joined()
    let reading = try read(XMLTestInput("<f>" + products + "</f>", "/f/p/r", ["."]))
    #expect(reading.result.recordCount == 300 && reading.result.fileProblems.isEmpty)
    let whole = "<!DOCTYPE f><f>" + products + products.replacing("<x", with: "<y") + "</f>"
    let serial = try XMLTestInput(whole, "/f/p/r", ["."]).read()
    #expect(serial.fileCodes == ["xml.names"])
    #expect((310..<400).contains(serial.recordCount))
  }

  @Test("blocks hold few records however short these are", arguments: [1, 10, 20_000])
  func tinyRecords(perProduct: Int) throws {
    let product = "<x:p>" + String(repeating: "<x:r/>", count: perProduct) + "</x:p>"
    let products = String(repeating: product, count: 60_000 / perProduct)
    let input = XMLTestInput("<x:f xmlns:x='u'>" + products + "</x:f>", "/f/p/r", ["."])
    let reading = try read(input)
    #expect(reading.result.recordCount == 60_000)
    #expect(reading.batches.allSatisfy { $0.recordCount <= 6144 })
  }

  @Test("a reference outside the records is said once, and the blocks behind it are parsed alone")
  func warnings() throws {
    let clean = String(repeating: "<p><r>0</r></p>\n", count: 5000)
    let products = String(repeating: "<p>&x;<r>1</r></p>\n", count: 20_000)
    let reading = try read(XMLTestInput("<f>" + clean + products + "</f>", "/f/p/r", ["."]))
    #expect(reading.result.fileCodes == ["xml.entity"])
    #expect(reading.chain.parsedInOrder <= 6, "\(reading.chain.parsedInOrder)")
  }

  @Test("a DEL of the document's own is no dirt, whatever was replaced elsewhere")
  func ownDEL() throws {
    let text =
      "<f><p><k>a</k><r>1</r></p>\n\u{1}<p><k>b\u{7F}</k><r>2</r></p>\u{2}\n<p><k>\u{3}</k><r>3</r></p></f>"
    for size in [1, 20, 1000] {
      var input = XMLTestInput(text, "/f/p/r", [".", "../k"])
      input.chunkBytes = size
      let result = try input.read()
      #expect(result.rejects.map(\.record) == [3], "pieces of \(size)")
    }
  }

  // MARK: Reading

  private struct Reading {
    var result = XMLTestResult()
    var batches: [RecordBatch] = []
    var chain: XMLBlockChain
  }

  private func read(
    _ input: XMLTestInput, _ manner: XMLBlockManner = XMLBlockManner(sizes: .init(), threads: 1)
  ) throws -> Reading {
    let reader = try input.reader()
    _ = try reader.bind()
    let cutter = try #require(reader.makeCutter(sizes: manner.sizes))
    var reading = Reading(chain: try #require(cutter.chain as? XMLBlockChain))
    reading.batches = BlockReading(cutter, slotCount: input.selectors.count).run(threads: manner.threads)
    for batch in reading.batches { reading.result.take(batch) }
    return reading
  }
}
