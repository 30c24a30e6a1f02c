import Records
import Testing

@testable import Readers

/// A broken file, and what becomes of each of its records: `line: values` or `line: code at place <raw>`.
struct CSVBreakage: Sendable, CustomTestStringConvertible {
  var name: String
  var text: String
  var options: [String: OptionValue]
  var records: [String]

  init(_ name: String, _ text: String, _ options: [String: OptionValue], _ records: [String]) {
    self.name = name
    self.text = text
    self.options = options
    self.records = records
  }

  var testDescription: String { name }
}

@Suite("CSV rejections")
struct CSVRejectionTests {
  @Test("rejects what is broken and reads on", arguments: Self.counts + Self.quotes + Self.lengths)
  func rejects(_ breakage: CSVBreakage) throws {
    let result = try readCSVEveryWay(breakage.text, ["a", "b"], breakage.options)
    #expect(result.records.map(Self.describe) == breakage.records)
    #expect(result.records.map(\.record) == Array(0..<breakage.records.count).map { $0 + 1 })
    let bytes = Array(breakage.text.utf8)
    for record in result.records {
      #expect(bytes[record.byte...].starts(with: record.raw.utf8), "the raw text stands at its byte offset")
    }
  }

  private static func describe(_ record: CSVTestRecord) -> String {
    guard let code = record.code, let place = record.place else {
      return "\(record.line): \(record.values.map(\.description).joined(separator: " "))"
    }
    return "\(record.line): \(code) at \(place) <\(Quotation.escape(record.raw))>"
  }

  static let counts: [CSVBreakage] = [
    CSVBreakage(
      "too few and too many fields", "a,b\n1\n1,2\n1,2,\n\"x\ny\"\n3,4\n",
      [:],
      [
        "2: csv.column-count at 2 <1>", "3: \"1\" \"2\"", "4: csv.column-count at 4 <1,2,>",
        "5: csv.column-count at 5 <\"x\\u{a}y\">", "7: \"3\" \"4\"",
      ]),
    CSVBreakage(
      "extra fields with text are not cut", "a,b\n1,2,,x\n1,2,\"\",\n", ["ragged": .text("pad")],
      ["2: csv.column-count at 2 <1,2,,x>", "3: \"1\" \"2\""]),
    CSVBreakage(
      "the first record tells the number of fields", "1,2\n1\n",
      ["header": .flag(false), "columns": .textList([])],
      ["1: missing missing", "2: csv.column-count at 2 <1>"]),
  ]

  static let quotes: [CSVBreakage] = [
    CSVBreakage(
      "text behind a closing quote", "a,b\n\"abc\"def,2\n3,4\n",
      [:], ["2: csv.stray-quote at 2:5 <\"abc\"def,2>", "3: \"3\" \"4\""]),
    CSVBreakage(
      "quotes that were not doubled", "a,b\n1,\"He said \"hi, there\" to me\"\r\n3,4\n",
      [:], ["2: csv.stray-quote at 2:12 <1,\"He said \"hi, there\" to me\">", "3: \"3\" \"4\""]),
    CSVBreakage(
      "line breaks in other fields do not move the end", "a,b\n\"x\ny\"z,\"1\n2\"\n3,4\n",
      [:], ["2: csv.stray-quote at 3:2 <\"x\\u{a}y\"z,\"1\\u{a}2\">", "5: \"3\" \"4\""]),
    CSVBreakage(
      "a doubled quote where quotes are not escaped", "a,b\n\"x\"\"y\",2\n", ["escape": .text("none")],
      ["2: csv.stray-quote at 2:3 <\"x\"\"y\",2>"]),
    CSVBreakage(
      "columns count characters", "a,b\n日本é,\"x\"y\n", [:], ["2: csv.stray-quote at 2:7 <日本é,\"x\"y>"]),
    CSVBreakage(
      "a blank behind a closing quote", "a,b\n\"1\" ,2\n", [:], ["2: csv.stray-quote at 2:3 <\"1\" ,2>"]),
    CSVBreakage(
      "an open quote costs its line only", "a,b\n1,\"x\n3,4\n5,6\n",
      [:], ["2: csv.unclosed-quote at 2:3 <1,\"x>", "3: \"3\" \"4\"", "4: \"5\" \"6\""]),
    CSVBreakage(
      "an open quote in a later line of a record", "a,b\n\"1\n1\",\"x\r\n3,4\r\n",
      [:], ["2: csv.unclosed-quote at 3:4 <\"1\\u{a}1\",\"x>", "4: \"3\" \"4\""]),
    CSVBreakage(
      "an open quote between lone carriage returns", "a,b\r1,\"x\r3,4\r",
      [:], ["2: csv.unclosed-quote at 2:3 <1,\"x>", "3: \"3\" \"4\""]),
    CSVBreakage(
      "an open quote in the last line", "a,b\n1,\"x", [:], ["2: csv.unclosed-quote at 2:3 <1,\"x>"]),
    CSVBreakage("a quote at the end of the file", "a,b\n1,\"", [:], ["2: csv.unclosed-quote at 2:3 <1,\">"]),
    CSVBreakage(
      "an open quote before doubled ones", "a,b\n\"x\n\"\"y\"\",4\n\"\",\"\"\n",
      [:], ["2: csv.unclosed-quote at 2:1 <\"x>", "3: csv.stray-quote at 3:2 <\"\"y\"\",4>", "4: \"\" \"\""]),
    CSVBreakage(
      "a forgotten quote before a quoted field", "a,b\n1,\"x\n3,4\n5,\"6\"\n7,8\n", [:],
      ["2: csv.unclosed-quote at 2:3 <1,\"x>", "3: \"3\" \"4\"", "4: \"5\" \"6\"", "5: \"7\" \"8\""]),
    CSVBreakage(
      "a forgotten quote where all fields are quoted", "a,b\r\n\"1\",\"x\r\n\"3\",\"4\"\r\n", [:],
      ["2: csv.unclosed-quote at 2:5 <\"1\",\"x>", "3: \"3\" \"4\""]),
    CSVBreakage(
      "a forgotten quote where cells are trimmed", "a,b\n1, \"x\n3, \"4\"\n", ["trim_cells": .flag(true)],
      ["2: csv.unclosed-quote at 2:4 <1, \"x>", "3: \"3\" \"4\""]),
    CSVBreakage(
      "a quote behind a delimiter in the same line is a stray one", "a,b\n\"x,\"y\",2\n3,4\n", [:],
      ["2: csv.stray-quote at 2:4 <\"x,\"y\",2>", "3: \"3\" \"4\""]),
    CSVBreakage(
      "an open quote behind a stray one", "a,b\n\"x\"y,\"z\n3,4\n",
      [:], ["2: csv.unclosed-quote at 2:6 <\"x\"y,\"z>", "3: \"3\" \"4\""]),
    CSVBreakage(
      "an escaped quote does not close", "a,b\n1,\"x\\\"\n3,4\n", ["escape": .text("backslash")],
      ["2: csv.unclosed-quote at 2:3 <1,\"x\\\">", "3: \"3\" \"4\""]),
  ]

  private static let limit: [String: OptionValue] = ["max_record_bytes": .integer(10)]

  static let lengths: [CSVBreakage] = [
    CSVBreakage(
      "a record of just the largest length", "a,b\n12345678,0\n1234567,0\r\n1234567,\"\"\n1234567,00",
      limit,
      [
        "2: \"12345678\" \"0\"", "3: \"1234567\" \"0\"", "4: \"1234567\" \"\"", "5: \"1234567\" \"00\"",
      ]),
    CSVBreakage(
      "a record one byte too long",
      "a,b\n12345678,00\n1,2\n12345678,00\r\n1,2\r12345678,00\r3,4\r12345678,00", limit,
      [
        "2: csv.record-too-long at 2 <12345678,0>", "3: \"1\" \"2\"",
        "4: csv.record-too-long at 4 <12345678,0>", "5: \"1\" \"2\"",
        "6: csv.record-too-long at 6 <12345678,0>", "7: \"3\" \"4\"",
        "8: csv.record-too-long at 8 <12345678,0>",
      ]),
    CSVBreakage(
      "a record much too long", "a,b\n12345678901234567890,\"00\n1\",2\n1,2\n", limit,
      [
        "2: csv.record-too-long at 2 <1234567890>", "3: \"1\"\" \"2\"", "4: \"1\" \"2\"",
      ]),
    CSVBreakage(
      "a record too long at the end of the file", "a,b\n12345678901234567890", limit,
      ["2: csv.record-too-long at 2 <1234567890>"]),
    CSVBreakage(
      "a quote that is not closed within the largest length", "a,b\n1,\"2345\n78901234567890\n3,4\n", limit,
      [
        "2: csv.unclosed-quote at 2:3 <1,\"2345>", "3: csv.record-too-long at 3 <7890123456>",
        "4: \"3\" \"4\"",
      ]),
    CSVBreakage(
      "an open quote in a line longer than a record may be", "a,b\n1,\"234567890123456789\n3,4\n", limit,
      ["2: csv.unclosed-quote at 2:3 <1,\"2345678>", "3: \"3\" \"4\""]),
    CSVBreakage(
      "a comment and empty lines may be longer", "a,b\n#2345678901234567890\n\n\n\n\n\n\n\n\n\n\n\n\n3,4\n",
      ["max_record_bytes": .integer(10), "comment": .byte(35)], ["15: \"3\" \"4\""]),
  ]

  @Test("rejects values that are not UTF-8 where they are selected")
  func rejectsEncoding() throws {
    let bytes =
      Array("a,x,b\n1,".utf8) + [0xFF] + Array(",2\nsch".utf8) + [0xF6] + Array("n,0,2\n3,0,\"é\n".utf8)
    let rest: [UInt8] = [0xE9, 0x22] + Array("\n\"x\"\"".utf8) + [0xC3] + Array("\",0,4\n5,0,6".utf8)
    let result = try readCSVEveryWay(bytes + rest, ["a", "b"])
    #expect(result.rows == [["1", "2"], ["5", "6"]])
    #expect(result.codes == ["csv.encoding", "csv.encoding", "csv.encoding"])
    #expect(result.records.compactMap(\.place) == ["3:4", "5:1", "6:5"])
    #expect(
      result.records[2].sentence == "found byte 0xE9, which is not UTF-8 here; record rejected")
  }

  @Test("names the column of a value that is not UTF-8")
  func namesColumn() throws {
    let reader = try CSVReader(
      ReaderInput(
        source: MemoryByteSource(Array("a,\n1,".utf8) + [0x80]), options: SourceOptions(format: "csv"),
        selectors: SelectorSet(selectors: ["#2"]), file: "test.csv"))
    _ = try reader.bind()
    let batch = RecordBatch(slotCount: 1)
    #expect(reader.read(into: batch))
    #expect(batch.unreadable.first?.problem.field == "#2")
    #expect(
      batch.unreadable.first?.problem.position
        == SourcePosition(file: "test.csv", line: 2, column: 3, record: 1, byte: 5))
  }

  @Test(
    "says what was found, what was expected, and what became of the data",
    arguments: [
      ("a,b\n1\n", "found 1 field, but the header has 2; record rejected"),
      ("a,b\n1,2,3\n", "found 3 fields, but the header has 2; record rejected"),
      (
        "a,b\n\"1\"2,3\n",
        "found text behind the quote that closes a field, expected a delimiter or a line break; record rejected"
      ),
      (
        "a,b\n1,\"2\n",
        "the quote is not closed before the end of the file; record rejected and the next line read as a new one"
      ),
      (
        "a,b\n1,\"2\n3,\"4\"\n",
        "the quote is not closed before a field in line 3 opens with a quote; record rejected and the next line "
          + "read as a new one"
      ),
    ])
  func wording(text: String, sentence: String) throws {
    #expect(try readCSV(Array(text.utf8), ["a"]).records.compactMap(\.sentence) == [sentence])
  }

  @Test("words the limits of a record")
  func limitWording() throws {
    let text = "a,b\n1,\"2345678901234\n12345678901,2\n"
    #expect(
      try readCSV(Array(text.utf8), ["a"], Self.limit).records.compactMap(\.sentence) == [
        "the quote is not closed before the 10 bytes that a record may have; record rejected and the next line "
          + "read as a new one",
        "the record is longer than 10 bytes; record rejected",
      ])
  }

  @Test(
    "tells where the expected number of fields comes from",
    arguments: [
      (["header": .flag(false)], "found 1 field, but the first record has 2; record rejected"),
      (
        ["header": .flag(false), "columns": .textList(["a", "b"])],
        "found 1 field, but 'columns' in the mapping names 2; record rejected"
      ),
    ] as [([String: OptionValue], String)])
  func expectation(options: [String: OptionValue], sentence: String) throws {
    let result = try readCSV(Array("1,2\n3\n".utf8), ["#1"], options)
    #expect(result.records.compactMap(\.sentence) == [sentence])
  }

  @Test("tells of a stray quote before an open one")
  func notesStrayQuote() throws {
    let reader = try CSVReader(
      ReaderInput(
        source: MemoryByteSource("a,b\n\"x\"y,\"z\n"), options: SourceOptions(format: "csv"),
        selectors: SelectorSet(selectors: ["a"]), file: "test.csv"))
    _ = try reader.bind()
    let batch = RecordBatch(slotCount: 1)
    #expect(reader.read(into: batch))
    let note = try #require(batch.unreadable.first?.problem.notes.first)
    #expect(note.position == SourcePosition(file: "test.csv", line: 2, column: 3, record: 1, byte: 6))
  }

  @Test("stops at a wrong number of fields where the mapping says so")
  func stops() throws {
    let result = try readCSVEveryWay("a,b\n1,2\n3\n5,6\n", ["a", "b"], ["ragged": .text("error")])
    #expect(result.rows == [["1", "2"]])
    #expect(result.records.count == 1)
    let problem = try #require(result.fileProblems.first)
    #expect(result.fileProblems.count == 1)
    #expect(problem.code == "csv.column-count")
    #expect(problem.position == SourcePosition(file: "test.csv", line: 3, record: 2, byte: 8))
    #expect(
      problem.sentence.text(showingValues: false)
        == "found 1 field, but the header has 2; reading of the file stopped")
  }

  @Test("tells of a source that failed behind the records before it", arguments: CSVTestManner.all)
  func sourceFails(manner: CSVTestManner) throws {
    let source = FailingByteSource(Array("a,b\n1,2\n3,4\n5,6\n".utf8), failAt: 14, chunks: manner.chunks)
    let result = try readCSV(source, ["a", "b"], [:], sizes: manner.sizes)
    #expect(result.rows == [["1", "2"], ["3", "4"]])
    #expect(result.fileProblems == [FailingByteSource.problem])
  }

  @Test("throws what the source fails with before the records", arguments: [0, 2, 3])
  func sourceFailsEarly(count: Int) throws {
    let source = FailingByteSource(Array("a,b".utf8), failAt: count)
    let problem = try #require(throws: Problem.self) { try readCSV(source, ["a"], [:]) }
    #expect(problem == FailingByteSource.problem)
  }
}
