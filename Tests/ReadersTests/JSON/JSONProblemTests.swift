import Records
import Testing

@testable import Readers

/// What is said of broken data, and what is kept.
@Suite struct JSONProblemTests {
  struct BrokenLine: Sendable, CustomTestStringConvertible {
    var line: String
    /// `code record@line:column+byte` for the second record of three.
    var problem: String
    var sentence: String
    var testDescription: String { line }

    init(_ line: String, _ problem: String, _ sentence: String) {
      self.line = line
      self.problem = problem
      self.sentence = sentence
    }
  }

  static let brokenLines: [BrokenLine] = [
    BrokenLine(#"{"a":}"#, "json.syntax 2@2:6+13", "found '}', expected a value"),
    BrokenLine(#"{"é":x}"#, "json.syntax 2@2:6+14", "found 'x', expected a value"),
    BrokenLine(#"  {"a" 1}"#, "json.syntax 2@2:8+15", "found '1', expected ':'"),
    BrokenLine(#"{a:1}"#, "json.syntax 2@2:2+9", "found 'a', expected a name in double quotes"),
    BrokenLine(#"{"a":1 "b":2}"#, "json.syntax 2@2:8+15", #"found '"', expected ',' or '}'"#),
    BrokenLine(#"{"a":[1 2]}"#, "json.syntax 2@2:9+16", "found '2', expected ',' or ']'"),
    BrokenLine(#"{"a":[1}"#, "json.syntax 2@2:8+15", "found '}', expected ',' or ']'"),
    BrokenLine(#"{"a":1,}"#, "json.syntax 2@2:7+14", "found a comma behind the last value"),
    BrokenLine(#"{"a":[1,]}"#, "json.syntax 2@2:8+15", "found a comma behind the last value"),
    BrokenLine(
      #"{"a":1} {"a":2}"#, "json.syntax 2@2:9+16",
      "found '{' behind the value, expected the end of the record"),
    BrokenLine(#"{"a":"x"#, "json.syntax 2@2:8+15", "the record ends within a string"),
    BrokenLine(#"{"a":"x\"#, "json.syntax 2@2:9+16", "the record ends within a string"),
    BrokenLine(#"{"a":{"b":1}"#, "json.syntax 2@2:13+20", "the record ends within an object"),
    BrokenLine(#"{"a":[1"#, "json.syntax 2@2:8+15", "the record ends within an array"),
    BrokenLine(#"{"a":"#, "json.syntax 2@2:6+13", "the record ends within a value"),
    BrokenLine(#"{"a":"\x"}"#, "json.syntax 2@2:7+14", "found a backslash that begins no JSON escape"),
    BrokenLine(#"{"b":"\u12g4"}"#, "json.syntax 2@2:7+14", "found a backslash that begins no JSON escape"),
    BrokenLine(
      "{\"a\":\"x\ty\"}", "json.syntax 2@2:8+15",
      "found a control character (U+0009) in a string, expected it escaped"),
    BrokenLine(
      "{\"a\":\"x\0y\"}", "json.syntax 2@2:8+15",
      "found a control character (U+0000) in a string, expected it escaped"),
    BrokenLine(#"{"a":01}"#, "json.syntax 2@2:6+13", "found a number that is not written as JSON wants"),
    BrokenLine(#"{"a":+1}"#, "json.syntax 2@2:6+13", "found '+', expected a value"),
    BrokenLine(#"{"a":1.}"#, "json.syntax 2@2:6+13", "found a number that is not written as JSON wants"),
    BrokenLine(#"{"a":.5}"#, "json.syntax 2@2:6+13", "found '.', expected a value"),
    BrokenLine(#"{"a":1e}"#, "json.syntax 2@2:6+13", "found a number that is not written as JSON wants"),
    BrokenLine(#"{"a":-}"#, "json.syntax 2@2:6+13", "found a number that is not written as JSON wants"),
    BrokenLine(#"{"a":nul}"#, "json.syntax 2@2:6+13", "found 'n', expected a value"),
    BrokenLine(#"{"a":NaN}"#, "json.syntax 2@2:6+13", "found NaN, which JSON has not, expected a value"),
    BrokenLine(#"{'a': 1}"#, "json.syntax 2@2:2+9", #"found a single quote, expected ""#),
    BrokenLine(#"{"a": None}"#, "json.syntax 2@2:7+14", "found None, expected a JSON value"),
    BrokenLine("not JSON", "json.syntax 2@2:1+8", "found 'n', expected a value"),
    BrokenLine("é", "json.syntax 2@2:1+8", "found a character that is not ASCII, expected a value"),
    BrokenLine(
      #"{"a":"\ud800x"}"#, "json.encoding 2@2:7+14",
      #"a value holds half a surrogate pair (\ud800 to \udfff), which is no character"#),
    BrokenLine(
      #"{"a":"x\udc00"}"#, "json.encoding 2@2:8+15",
      #"a value holds half a surrogate pair (\ud800 to \udfff), which is no character"#),
    BrokenLine(
      #"{"a":"\ud800\u0041"}"#, "json.encoding 2@2:7+14",
      #"a value holds half a surrogate pair (\ud800 to \udfff), which is no character"#),
  ]

  @Test(arguments: brokenLines, [ChunkSizes.whole, .single, .random(seed: 4)])
  func `a broken line takes nothing along`(_ broken: BrokenLine, _ chunks: ChunkSizes) throws {
    let reading = try readJSON("{\"a\":1}\n\(broken.line)\n{\"a\":3}\n", chunks: chunks)
    #expect(reading.rows == [["n:1"], ["n:3"]])
    #expect(reading.unreadable == [broken.problem])
    #expect(reading.sentences == [broken.sentence + "; record rejected"])
    #expect(reading.unreadableRaw == [String(broken.line.drop(while: \.isWhitespace))])
    #expect(reading.origins.map { $0.prefix(3) } == ["1/0", "3/0"])
    #expect(reading.recordCount == 3)
    #expect(reading.fileProblems == [])
  }

  @Test func `a Python dict gets a hint`() throws {
    let reading = try readJSON("{'a': 1}\n{'a': True}\n")
    #expect(reading.unreadable == ["json.syntax 1@1:2+1", "json.syntax 2@2:2+10"])
    #expect(reading.fixes.allSatisfy { $0?.contains("Python") == true })
  }

  @Test(arguments: [
    "x\n{\"a\":2}\n", "{\"a\": \"x\n{\"a\":2}\n", "{\"a\":1}}\n{\"a\":2}\n", "{\"a\":1} or\n{\"a\":2}\n",
    "{\"a\":1\n{\"a\":2}", "{\"a\":[1\n\n{\"a\":2}\n\n",
  ])
  func `a broken first line does not hide that the file is lines`(_ text: String) throws {
    for chunks in ChunkSizes.all {
      let reading = try readJSON(text, chunks: chunks)
      #expect(reading.rows == [["n:2"]])
      #expect(reading.unreadable.count == 1)
    }
  }

  @Test(arguments: ChunkSizes.all)
  func `a broken element takes nothing along`(_ chunks: ChunkSizes) throws {
    let text = "[{\"a\":1},\n{\"a\":},\n {\"a\":tru}, tru, [1}, {\"a\":3}]"
    let reading = try readJSON(text, chunks: chunks)
    #expect(reading.rows == [["n:1"], ["n:3"]])
    #expect(
      reading.unreadable == [
        "json.syntax 2@2:6+15", "json.syntax 3@3:7+24", "json.syntax 4@3:13+30", "json.syntax 5@3:20+37",
      ])
    #expect(reading.fileProblems == [])
  }

  @Test(arguments: [
    (#"[{"a":1},]"#, "", "error json.syntax @1:10+9", "found ']', expected a JSON value"),
    (#"[{"a":1} {"a":2}]"#, "", "error json.syntax @1:10+9", "found '{', expected ',' or ']'"),
    (#"[{"a":1}} ]"#, "", "error json.syntax @1:9+8", "found '}', expected ',' or ']'"),
    (#"[{"a":1}, x, {"a":2}]"#, "", "error json.syntax @1:11+10", "found 'x', expected a JSON value"),
    ("[{\"a\":1}]\n]", "", "error json.syntax @2:1+10", "found ']', expected a JSON value"),
    (#"{"a":1},{"a":2}"#, "/none", "error json.syntax @1:8+7", "found ',', expected a JSON value"),
    (#"{"d":[{"a":1}],}"#, "/d", "error json.syntax @1:16+15", "found '}', expected a name in double quotes"),
    (#"{"d":[{"a":1}] "x":1}"#, "/d", "error json.syntax @1:16+15", "found '\"', expected ',' or '}'"),
    (#"{"d" [{"a":1}]}"#, "/d", "error json.syntax @1:6+5", "found '[', expected ':'"),
    (#"{'d':[{"a":1}]}"#, "/d", "error json.syntax @1:2+1", "found ''', expected a name in double quotes"),
  ])
  func `a broken document keeps the records before the break`(
    _ text: String, _ records: String, _ problem: String, _ sentence: String
  ) throws {
    for chunks in ChunkSizes.all {
      let reading = try readJSON(text, records: records, chunks: chunks)
      #expect(reading.fileProblems == [problem])
      #expect(reading.sentences == [sentence + "; reading stopped here"])
      #expect(
        reading.rows
          == (problem.hasSuffix("+5") || problem.hasSuffix("+1") || records == "/none" ? [] : [["n:1"]]))
    }
  }

  @Test(arguments: [
    (#"[{"a":1},{"a":2"#, "", "error json.truncated @1:16+15", "the file ends within an array at byte 15"),
    (#"[{"a":1},"#, "", "error json.truncated @1:10+9", "the file ends within an array at byte 9"),
    ("[{\"a\":1}\n", "", "error json.truncated @2:1+9", "the file ends within an array at byte 9"),
    (#"[{"a":1},{"a":"é"#, "", "error json.truncated @1:17+17", "the file ends within an array at byte 17"),
    (
      #"{"d":[{"a":1}],"x":[[["#, "/d", "error json.truncated @1:23+22",
      "the file ends within an object at byte 22"
    ),
    ("{\n\"a\":1}\n{\n\"a\":", "", "error json.truncated @4:5+15", "the file ends within a value at byte 15"),
  ])
  func `a document that is cut off keeps the records before the cut`(
    _ text: String, _ records: String, _ problem: String, _ sentence: String
  ) throws {
    for chunks in ChunkSizes.all {
      let reading = try readJSON(text, records: records, chunks: chunks)
      #expect(reading.rows == [["n:1"]])
      #expect(reading.fileProblems == [problem])
      #expect(reading.sentences == [sentence + "; the records before it were kept"])
      #expect(reading.recordCount == 1)
    }
  }

  @Test func `a last line that is cut off says so`() throws {
    let reading = try readJSON("{\"a\":1}\n{\"a\":\"x")
    #expect(reading.rows == [["n:1"]])
    #expect(reading.unreadable == ["json.truncated 2@2:8+15"])
    #expect(reading.sentences == ["the file ends within a string; record rejected"])
  }

  @Test(arguments: ["{\"a\":1}\n{\"a\":2}\n{\"a\":", "[{\"a\":1},{\"a\":2},{\"a\":"])
  func `what breaks the input is reported, not its consequence`(_ text: String) throws {
    let source = FailingByteSource(Array(text.utf8), failAt: text.utf8.count)
    let reading = try readJSON(source)
    #expect(reading.rows == [["n:1"], ["n:2"]])
    #expect(reading.unreadable == [])
    #expect(reading.fileProblems == ["error io.read "])
  }

  @Test(arguments: [
    (#"{"data":[],"meta":{}}"#, "/results", "found members 'data', 'meta', expected '/results'", 0),
    (#"{"Result":[]}"#, "/Results", "found members 'Result', expected '/Results'; did you mean 'Result'?", 0),
    (#"{"r":[{"x":1},{"y":1}]}"#, "/r/*/v", "found members 'x', expected '/r/*/v'", 6),
    (#"{"r":[]}"#, "/r/v", "found no object or array, expected '/r/v'", 5),
    (#"{"r":3}"#, "/r/v", "found no object or array, expected '/r/v'", 5),
    (#"[]"#, "/0", "found no object or array, expected '/0'", 0),
    (#" {}"#, "/r", "found an empty object, expected '/r'", 1),
    (
      #"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":0,"k":1,"l":2}"#, "/r",
      "found members 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j' and others, expected '/r'", 0
    ),
  ])
  func `records that are not where the mapping says are an error`(
    _ text: String, _ records: String, _ sentence: String, _ byte: Int
  ) throws {
    for chunks in ChunkSizes.all {
      let reading = try readJSON(text, records: records, chunks: chunks)
      #expect(reading.fileProblems == ["error json.records-missing @1:\(byte + 1)+\(byte)"])
      #expect(reading.sentences == [sentence + "; no records were read"])
      #expect(reading.recordCount == 0)
    }
  }

  @Test func `a page without records among others is a warning`() throws {
    let text = "{\"d\":[{\"a\":1}]}\n{\"error\":\"slow down\"}\n{\"d\":[{\"a\":2}]}\n"
    let reading = try readJSON(text, records: "/d")
    #expect(reading.rows == [["n:1"], ["n:2"]])
    #expect(reading.fileProblems == ["warning json.records-missing @2:1+16"])
  }

  @Test(arguments: ChunkSizes.all)
  func `a record that is too long is rejected and the next is read`(_ chunks: ChunkSizes) throws {
    let long = "{\"a\":\"\(String(repeating: "é]", count: 700))\"}"
    let options = ["max_record_bytes": OptionValue.integer(1024)]
    for (text, byte) in [("{\"a\":1}\n\(long)\n{\"a\":3}\n", 8), ("[{\"a\":1},\(long),{\"a\":3}]", 9)] {
      let reading = try readJSON(text, options: options, chunks: chunks)
      #expect(reading.rows == [["n:1"], ["n:3"]])
      #expect(reading.unreadable == ["json.record-too-long 2@" + (byte == 8 ? "2:1" : "1:10") + "+\(byte)"])
      #expect(reading.unreadableRaw == [String(decoding: long.utf8.prefix(1024), as: UTF8.self)])
      #expect(reading.origins.map { $0.prefix(3) } == ["1/0", "3/0"])
    }
    let last = try readJSON("{\"a\":1}\n\(long)", options: options, chunks: chunks)
    #expect(last.unreadable == ["json.record-too-long 2@2:1+8"])
    #expect(last.fileProblems == [])
  }

  @Test func `a record of the longest legal length is read`() throws {
    let record = "{\"a\":\"\(String(repeating: "x", count: 1024 - 8))\"}"
    #expect(record.utf8.count == 1024)
    for text in [record + "\n", record, "[\(record)]", record + "\r\n{}"] {
      let reading = try readJSON(text, options: ["max_record_bytes": .integer(1024)])
      #expect(reading.unreadable == [])
    }
  }

  @Test(arguments: ["[", "{\"x\":", "[{\"x\":"])
  func `nesting is limited`(_ opening: String) throws {
    let close = String(opening.reversed().compactMap { $0 == "[" ? "]" : $0 == "{" ? "}" : nil })
    func record(_ depth: Int) -> String {
      let levels = depth / close.count
      return "{\"a\":" + String(repeating: opening, count: levels) + "1"
        + String(repeating: close, count: levels) + "}"
    }
    let options = ["max_depth": OptionValue.integer(9)]
    for selector in ["a", "b", "a.x"] {
      let good = try readJSON(record(8), select: [selector], options: options)
      #expect(good.unreadable == [] && good.rows.count == 1)
      let deep = try readJSON("{}\n\(record(10))\n{}", select: [selector], options: options)
      #expect(deep.unreadable.count == 1 && deep.rows.count == 2)
      #expect(deep.unreadable.first?.hasPrefix("json.depth 2@2:") == true)
    }
    let bottomless = try readJSON("{}\n" + String(repeating: opening, count: 100_000))
    #expect(bottomless.unreadable.first?.hasPrefix("json.depth 2@2:") == true)
  }

  @Test(arguments: [
    (#"{"a":1,"b":2,"a":3}"#, "json.duplicate-key 1@1:14+13"),
    (#"{"b":{"x":1,"\u0078":2}}"#, "json.duplicate-key 1@1:13+12"),
    (#"{"b":[{"x":1},{"x":2,"x":3}]}"#, "json.duplicate-key 1@1:22+21"),
  ])
  func `duplicate keys are rejected on request`(_ record: String, _ problem: String) throws {
    let options = ["duplicate_keys": OptionValue.text("reject")]
    #expect(try readJSON(record, options: options).unreadable == [problem])
    #expect(try readJSON(record).unreadable == [])
  }

  @Test func `equal keys in different objects are no duplicates`() throws {
    let many = (0..<100).map { "\"k\($0)\":{\"a\":\"a\"}" }.joined(separator: ",")
    let options = ["duplicate_keys": OptionValue.text("reject")]
    let reading = try readJSON(#"{"a":{"a":[{"a":1},{"a":2}]},\#(many)}"#, options: options)
    #expect(reading.unreadable == [])
    let late = try readJSON("{\(many),\"k70\":1}", options: options)
    #expect(late.unreadable.count == 1)
  }

  @Test func `half a surrogate pair can be replaced, and does not matter where nobody looks`() throws {
    let text = #"{"a":"x\ud800y\udc00","b":"\ud83d\ude00"}"#
    let replaced = try readJSON(text, select: ["a", "b"], options: ["invalid_bytes": .text("replace")])
    #expect(replaced.rows == [["s:x\u{FFFD}y\u{FFFD}", "s:😀"]])
    #expect(try readJSON(text, select: ["b"]).rows == [["s:😀"]])
  }

  @Test func `bytes that are not UTF-8 matter only in a wanted value`() throws {
    let bytes =
      Array("{\"a\":\"é".utf8) + [0xFF] + Array("\\n\",\"b\":\"ü\",\"c\":{\"d\":1}}\n{\"a\":2}\n".utf8)
    for chunks in ChunkSizes.all {
      let wanted = try readJSON(ChunkedByteSource(bytes, chunks: chunks), select: ["b", "a"])
      #expect(wanted.unreadable == ["json.encoding 1@1:8+8"])
      #expect(wanted.rows == [["-", "n:2"]])
      let unwanted = try readJSON(ChunkedByteSource(bytes, chunks: chunks), select: ["b", "c.d"])
      #expect(unwanted.rows == [["s:ü", "n:1"], ["-", "-"]])
    }
  }

  @Test func `an item that cannot be read rejects its record`() throws {
    let text = #"{"p":[{"a":"x"},{"a":"\ud800"}]}"# + "\n" + #"{"p":[{"a":"y"}]}"#
    let reading = try readJSON(text, each: "p")
    #expect(reading.rows == [["s:y"]])
    #expect(reading.unreadable == ["json.encoding 1@1:23+22"])
    #expect(reading.recordCount == 2)
  }

  @Test(arguments: ChunkSizes.all)
  func `records that wait too long for a value around them are rejected`(_ chunks: ChunkSizes) throws {
    let early = (0..<50).map { "{\"a\":\($0)}" }.joined(separator: ",")
    let text =
      "{\"r\":[{\"v\":[\(early)],\"id\":1},{\"id\":2,\"v\":[{\"a\":50}]},{\"v\":[{\"a\":51}],\"id\":3}]}"
    let reading = try readJSON(
      text, records: "/r/*/v", select: ["a", "../id"], chunks: chunks, heldBytes: 1500)
    #expect(reading.rows == [["n:50", "n:2"], ["n:51", "n:3"]])
    #expect(reading.unreadable.count == 50)
    #expect(reading.unreadable.first == "json.late-context 1@1:13+12")
    #expect(reading.unreadableRaw.last == "{\"a\":49}")
    #expect(reading.recordCount == 52)
  }

  @Test func `records whose outer value was cut off are rejected`() throws {
    let reading = try readJSON("{\"v\":[{\"a\":1},{\"a\":2}],\"x\":", records: "/v", select: ["a", "../id"])
    #expect(reading.unreadable == ["json.truncated 1@1:7+6", "json.truncated 2@1:15+14"])
    #expect(reading.fileProblems == ["error json.truncated @1:28+27"])
  }

  @Test func `a broken value around the records stops the file`() throws {
    let reading = try readJSON("{\"id\":01,\"v\":[{\"a\":1}]}", records: "/v", select: ["a", "../id"])
    #expect(reading.fileProblems == ["error json.syntax @1:7+6"])
    #expect(reading.rows == [])
  }
}
