import Records
import TestSupport
import Testing

@testable import Readers

@Suite("Blocks of a file, parsed by several threads, give what one reader gives")
struct BlockPropertyTests {
  private static let csvOptions: [[String: OptionValue]] = [
    [:],
    ["max_record_bytes": .integer(40)],
    ["comment": .byte(UInt8(ascii: "#")), "ragged": .text("pad"), "max_record_bytes": .integer(60)],
    ["escape": .text("backslash"), "trim_cells": .flag(true), "ragged": .text("allow")],
    ["quote": .byte(nil), "null_values": .textList(["NULL"])],
    ["header": .flag(false), "skip_lines": .integer(2), "max_record_bytes": .integer(200)],
    ["escape": .text("none"), "columns": .textList(["id", "text"])],
  ]

  @Test("dirty CSV", arguments: 0..<120)
  func dirtyCSV(seed: Int) throws {
    var text = DirtyText(seed: UInt64(seed))
    let bytes = text.csv()
    let options = Self.csvOptions[seed % Self.csvOptions.count]
    let selectors = options["header"] == nil ? ["text", "id"] : ["#2", "#1"]
    guard let expected = try? readCSV(bytes, selectors, options) else { return }
    try expectSameInBlocks(bytes, selectors, options, expected)
  }

  @Test("CSV of every dialect", arguments: 0..<60)
  func everyDialect(number: Int) throws {
    let file = RandomCSV.make(number)
    // A file that cannot be bound has no records to compare.
    guard let expected = try? readCSV(file.bytes, file.selectors, file.source.values) else { return }
    try expectSameInBlocks(file.bytes, file.selectors, file.source.values, expected)
  }

  @Test("dirty JSON Lines", arguments: 0..<90)
  func dirtyJSONLines(seed: Int) throws {
    var text = DirtyText(seed: UInt64(seed) &+ 77)
    let bytes = text.jsonLines()
    let limit = [16 << 20, 64, 30][seed % 3]
    let options: [String: OptionValue] = [
      "max_record_bytes": .integer(limit), "duplicate_keys": .text(seed % 2 == 0 ? "last" : "reject"),
      "invalid_bytes": .text(seed % 5 == 0 ? "replace" : "reject"),
    ]
    let each = seed % 4 == 0 ? "a" : nil
    let selectors = each == nil ? ["a", "b"] : ["."]
    let expected = try readJSON(
      ChunkedByteSource(bytes, chunks: .whole), select: selectors, each: each, options: options)
    try expectSameInBlocks(expected, bytes, "", selectors, each, options)
  }

  /// Texts in which simdjson finds nothing wrong, so that all lines are indexed at once; each begins and ends with a
  /// good record, and so many records between them are none.
  @Test(
    "a line that is wrong takes nothing of its neighbours",
    arguments: [
      (#"{"a":"# + "\n1}", 2), (#"{"a":1},"#, 1), (#"{"a":1}{"a":2}"#, 1),
      (#"[{"a":1},"# + "\n" + #"{"a":2}]"#, 2), (#"{"a":1"#, 1), ("}", 1), (#"{"a""#, 1),
      (#"{"a":"x\q"}"#, 1), (#"{"a":"\ud800"}"#, 1), (#"{"a":tru"#, 1),
      ("\\", 1), (#"{"a":1}\"#, 1), (#"{"a":1} x"#, 1),
      ("  {\"a\":1}\t\r\n\r\n \n{\"a\":\"\\n\"}\r", 0),
      (#"{"a":{"b":[1,{"c":"\\"}]}}"# + "\n" + #"{"a":"\u00e9\"","b":"\\"}"#, 0),
    ] as [(String, Int)])
  func wrongLines(text: String, unreadable: Int) throws {
    let bytes = Array("{\"a\":0,\"b\":\"\\t\"}\n\(text)\n{\"a\":\"é\"}\n".utf8)
    let expected = try readJSON(ChunkedByteSource(bytes, chunks: .whole), select: ["a", "b"])
    #expect(expected.unreadable.count == unreadable)
    #expect(expected.rows.count == expected.recordCount - unreadable && expected.rows.count >= 2)
    try expectSameInBlocks(expected, bytes, "", ["a", "b"], nil, [:])
  }

  @Test("an input that breaks off", arguments: 0..<20)
  func brokenInput(seed: Int) throws {
    var text = DirtyText(seed: UInt64(seed) &+ 991)
    let csv = text.csv()
    let json = text.jsonLines()
    let expectedCSV = try readCSV(FailingByteSource(csv, failAt: csv.count), ["id"], [:])
    let expectedJSON = try readJSON(FailingByteSource(json, failAt: json.count))
    for manner in BlockManner.all {
      let source = FailingByteSource(csv, failAt: csv.count, chunks: manner.chunks)
      #expect(try readCSVBlocks(source, ["id"], [:], manner) == expectedCSV, "\(manner)")
      let jsonSource = FailingByteSource(json, failAt: json.count, chunks: manner.chunks)
      let input = jsonInput(jsonSource, records: "", select: ["a"], each: nil, options: [:])
      #expect(try readJSONBlocks(input, manner) == expectedJSON, "\(manner)")
    }
  }

  @Test("a quote that never closes is looked for a few times only", .timeLimit(.minutes(1)))
  func openQuoteOverManyBlocks() throws {
    let open = Array("id,text\n1,\"".utf8) + Array(repeating: UInt8(ascii: "x"), count: 3 << 20)
    let manner = BlockManner(bytes: 4096...4096, lines: 1, threads: 2, chunks: .whole)
    let result = try readCSVBlocks(
      MemoryByteSource(open), ["id"], ["max_record_bytes": .integer(1 << 20)], manner)
    #expect(result?.codes == ["csv.unclosed-quote"])
    #expect(result?.records.first?.raw.utf8.count == 1 << 20)
  }

  @Test("what must be read in order is not cut")
  func uncuttable() throws {
    let csv = try CSVReader(
      ReaderInput(
        source: MemoryByteSource("a\n1\n"),
        options: SourceOptions(format: "csv", values: ["ragged": .text("error")]),
        selectors: SelectorSet(selectors: ["a"]), file: "x"))
    _ = try csv.bind()
    #expect(csv.makeCutter() == nil)
    for text in ["[{\"a\":1}]", "{\n\"a\":1}", "{\"a\":1}{\"a\":2}\n"] {
      let input = jsonInput(
        MemoryByteSource(text), records: "", select: ["a"], each: nil, options: [:])
      let reader = try JSONReader(input)
      #expect(reader.makeCutter() == nil)
      let batch = RecordBatch(slotCount: 1)
      #expect(reader.read(into: batch) && batch.recordCount > 0)  // nothing was lost by asking
    }
  }
}
