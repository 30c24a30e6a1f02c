import Records
import Testing

@testable import Readers

/// Where records are found: one case for each way in which files lie.
@Suite struct JSONShapeTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var records: String
    /// The values of selector `a`.
    var values: [String]
    var testDescription: String { name }

    init(_ name: String, _ text: String, _ values: [String]) { self.init(name, text, "", values) }

    init(_ name: String, _ text: String, _ records: String, _ values: [String]) {
      self.name = name
      self.text = text
      self.records = records
      self.values = values
    }
  }

  static let shapes: [Shape] = [
    Shape("nothing", "", []),
    Shape("only white space", " \n\t\r\n ", []),
    Shape("one line", "{\"a\":1}\n", ["n:1"]),
    Shape("one line without newline", "{\"a\":1}", ["n:1"]),
    Shape("lines", "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n", ["n:1", "n:2", "n:3"]),
    Shape("lines with CRLF", "{\"a\":1}\r\n{\"a\":2}\r\n", ["n:1", "n:2"]),
    Shape("lines with blank lines and indentation", "\n  {\"a\":1}  \n\n\t{\"a\":2}\n\n", ["n:1", "n:2"]),
    Shape("lines behind a byte order mark", "\u{FEFF}{\"a\":1}\n{\"a\":2}\n", ["n:1", "n:2"]),
    Shape("lines of scalars", "1\n\"x\"\n", ["-", "-"]),
    Shape("values without anything between them", "{\"a\":1}{\"a\":2}{\"a\":3}", ["n:1", "n:2", "n:3"]),
    Shape("values on one line and the next", "{\"a\":1} {\"a\":2}\n{\"a\":3}\n", ["n:1", "n:2", "n:3"]),
    Shape("values over several lines", "{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}\n", ["n:1", "n:2"]),
    Shape("a value that breaks after its first member", "{\"a\": 1\n}\n{\"a\": 2\n}\n", ["n:1", "n:2"]),
    Shape("an empty array", "[]", []),
    Shape("an array", "[{\"a\":1},{\"a\":2}]", ["n:1", "n:2"]),
    Shape("an array behind a byte order mark", "\u{FEFF}[{\"a\":1}]", ["n:1"]),
    Shape("a printed array", "[\n  {\n    \"a\": 1\n  },\n  {\n    \"a\": 2\n  }\n]\n", ["n:1", "n:2"]),
    Shape("several arrays", "[{\"a\":1}]\n[{\"a\":2},{\"a\":3}]\n", ["n:1", "n:2", "n:3"]),
    Shape("an array of scalars", "[1, \"x\", null, true]", ["-", "-", "-", "-"]),
    Shape("an array of arrays", "[[{\"a\":1}],[{\"a\":2}]]", ["[n:1]", "[n:2]"]),
    Shape("brackets and quotes in strings", "[{\"a\":\"]}\\\"[{\"},{\"a\":\"\\\\\"}]", ["s:]}\"[{", "s:\\"]),

    Shape("an array under a pointer", "{\"Results\":[{\"a\":1},{\"a\":2}]}", "/Results", ["n:1", "n:2"]),
    Shape("a deeper pointer", "{\"d\":{\"e\":[{\"a\":1}]}}", "/d/e", ["n:1"]),
    Shape("an object under a pointer", "{\"d\":{\"a\":1}}", "/d", ["n:1"]),
    Shape("null under a pointer", "{\"d\":null}", "/d", []),
    Shape("an empty array under a pointer", "{\"d\":[]}", "/d", []),
    Shape(
      "arrays in each element", "{\"r\":[{\"v\":[{\"a\":1}]},{\"v\":[]},{\"v\":[{\"a\":2}]}]}", "/r/*/v",
      ["n:1", "n:2"]),
    Shape("each element named with a star", "{\"r\":[{\"a\":1},{\"a\":2}]}", "/r/*", ["n:1", "n:2"]),
    Shape("each member of an object", "{\"r\":{\"x\":{\"a\":1},\"y\":{\"a\":2}}}", "/r/*", ["n:1", "n:2"]),
    Shape("a numbered element", "[{\"v\":[{\"a\":1}]},{\"v\":[{\"a\":2}]}]", "/1/v", ["n:2"]),
    Shape("escapes in names", "{\"R\\u0065s\":[{\"a\":1}],\"a/b\":0}", "/Res", ["n:1"]),
    Shape("an escaped pointer", "{\"a/b~\":[{\"a\":1}]}", "/a~1b~0", ["n:1"]),
    Shape(
      "documents one after the other", "{\"d\":[{\"a\":1}]}\n{\"d\":[{\"a\":2}]}\n", "/d", ["n:1", "n:2"]),
    Shape(
      "large neighbours",
      "{\"x\":{\"d\":[[\"]\",{}]]},\"d\":[{\"a\":1}],\"y\":[\"d\",{\"d\":[]}],\"z\":-1.5e3}", "/d", ["n:1"]),
  ]

  @Test(arguments: shapes, ChunkSizes.all)
  func `records are found in every shape`(_ shape: Shape, _ chunks: ChunkSizes) throws {
    let reading = try readJSON(shape.text, records: shape.records, chunks: chunks)
    #expect(reading.rows == shape.values.map { [$0] })
    #expect(reading.unreadable == [])
    #expect(reading.fileProblems == [])
    #expect(reading.recordCount == shape.values.count)
  }

  @Test(arguments: ChunkSizes.all)
  func `records know where they stood`(_ chunks: ChunkSizes) throws {
    let lines = try readJSON("{\"a\":1}\n\n  {\"a\":2}\n", chunks: chunks)
    #expect(lines.origins == ["1/0 1 0 {\"a\":1}", "2/0 3 11 {\"a\":2}"])
    let array = try readJSON("[\n{\"a\":\n1},\n {\"a\":2}]", chunks: chunks)
    #expect(array.origins == ["1/0 2 2 {\"a\":\n1}", "2/0 4 13 {\"a\":2}"])
    let nested = try readJSON("{\"é\":0,\n\"d\":[{\"a\":2}]}", records: "/d", chunks: chunks)
    #expect(nested.origins == ["1/0 2 14 {\"a\":2}"])
  }

  @Test func `many records fill several batches`() throws {
    let count = 5000
    let text = (0..<count).map { "{\"a\":\($0),\"b\":\"line\\n\($0)\"}" }
    for (text, chunks) in [
      (text.joined(separator: "\n"), ChunkSizes.whole), (text.joined(), .whole),
      ("[" + text.joined(separator: ", ") + "]", .whole), (text.joined(separator: "\n"), .random(seed: 9)),
    ] {
      let reading = try readJSON(text, select: ["a", "b"], chunks: chunks)
      #expect(reading.rows == (0..<count).map { ["n:\($0)", "s:line\n\($0)"] })
      #expect(reading.unreadable == [] && reading.fileProblems == [])
    }
  }

  @Test func `records larger than a chunk are read`() throws {
    let long = String(repeating: "x\\n", count: 400_000)
    let text = "{\"a\":\"\(long)\"}"
    for text in [text + "\n" + text + "\n", "[" + text + "," + text + "]", text + text] {
      let reading = try readJSON(text)
      #expect(reading.rows.map { $0[0].utf8.count } == [800_002, 800_002])
    }
  }

  @Test func `large members beside the records take no memory`() throws {
    let filler = String(repeating: "[\"a\\\"b\",{\"c\":1}],", count: 100_000)
    let text = "{\"x\":[\(filler)0],\"d\":[{\"a\":1}],\"y\":\"\(String(repeating: "z", count: 2_000_000))\"}"
    let input = ReaderInput(
      source: MemoryByteSource(text),
      options: SourceOptions(format: "json", values: ["records": .text("/d")]),
      selectors: SelectorSet(selectors: ["a"]), file: "test.json")
    let reader = try JSONFormat.format.makeReader(input)
    let batch = RecordBatch(slotCount: 1)
    #expect(reader.read(into: batch))
    #expect(batch.rowCount == 1)
    #expect(batch.bytes.capacity <= 2 << 20)
  }
}
