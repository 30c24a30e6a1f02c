import Records
import Testing

@testable import Readers

@Suite("CSV windows")
struct CSVWindowTests {
  @Test("reads records that are longer than a window")
  func longRecords() throws {
    let lengths = [1, 70_000, 3, 1_500_000, 10, 300_000]
    let texts = lengths.map { String(repeating: "x", count: $0 - 1) + "\n" }
    let file = "id,text\n" + texts.enumerated().map { "\($0),\"\($1)\"\n" }.joined()
    for chunks in [ChunkSizes.whole, .random(seed: 5)] {
      let result = try readCSV(ChunkedByteSource(file, chunks: chunks), ["text", "id"], [:])
      #expect(result.rows.map { $0[0] } == texts.map { .text($0) })
      #expect(result.records.map(\.line) == [2, 4, 6, 8, 10, 12])
    }
  }

  @Test("gives batches of bounded size", arguments: [10, 400, 3000])
  func batchSizes(recordBytes: Int) throws {
    let record = String(repeating: "y", count: recordBytes - 1) + "\n"
    let count = 6_000_000 / recordBytes
    let source = MemoryByteSource("a\n" + String(repeating: record, count: count))
    let reader = try CSVReader(
      ReaderInput(
        source: source, options: SourceOptions(format: "csv"), selectors: SelectorSet(selectors: ["a"]),
        file: "x"))
    _ = try reader.bind()
    let batch = RecordBatch(slotCount: 1)
    var records = 0
    while reader.read(into: batch) {
      records += batch.rowCount
      #expect(batch.rowCount <= 1024)
      #expect(batch.bytes.count <= 1 << 20)
      batch.removeAll()
    }
    #expect(records == count)
  }

  @Test("loses one line for each forgotten quote in a large file")
  func manyOpenQuotes() throws {
    let lines = (0..<20_000).map { $0 % 1000 == 999 ? "\($0),\"open" : "\($0),a \"\"text\"\"" }
    let file = Array(("id,text\n" + lines.joined(separator: "\n") + "\n").utf8)
    let result = try readCSV(file, ["id"], ["max_record_bytes": .integer(1024)])
    #expect(result.records.count == 20_000)
    #expect(result.codes == Array(repeating: "csv.unclosed-quote", count: 20))
    #expect(result.records.map(\.line) == Array(2...20_001))
  }

  @Test("reads a file without a single line break in time", .timeLimit(.minutes(1)))
  func noLineBreak() throws {
    let file = Array("a,b\n1,\"".utf8) + Array(repeating: UInt8(ascii: "x"), count: 8 << 20)
    let result = try readCSV(file, ["a"], ["max_record_bytes": .integer(1 << 20)])
    #expect(result.codes == ["csv.unclosed-quote"])
    #expect(result.records.first?.raw.utf8.count == 1 << 20)
  }
}
