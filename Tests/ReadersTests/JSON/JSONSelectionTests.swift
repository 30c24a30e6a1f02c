import Records
import Testing

@testable import Readers

/// What selectors give.
@Suite struct JSONSelectionTests {
  struct Selection: Sendable, CustomTestStringConvertible {
    var selector: String
    var record: String
    var value: String
    var testDescription: String { "\(selector) of \(record)" }

    init(_ selector: String, _ record: String, _ value: String) {
      self.selector = selector
      self.record = record
      self.value = value
    }
  }

  static let selections: [Selection] = [
    // Kinds.
    Selection("a", #"{"a":"x"}"#, "s:x"),
    Selection("a", #"{"a":""}"#, "s:"),
    Selection("a", #"{"a":null}"#, "null"),
    Selection("a", #"{"a":true}"#, "b:true"),
    Selection("a", #"{"a": false }"#, "b:false"),
    Selection("a", #"{"b":1}"#, "-"),
    Selection("a", #"{}"#, "-"),
    Selection("a", #"[]"#, "[]"),
    Selection("a", #"{"a":{"b": 1}}"#, #"o:{"b": 1}"#),
    Selection("a", #"{"a":{}}"#, "o:{}"),
    Selection("a", #"{"a":[]}"#, "[]"),
    // Numbers keep their text.
    Selection("a", #"{"a":9007199254740993}"#, "n:9007199254740993"),
    Selection("a", #"{"a":123456789012345678901234567890}"#, "n:123456789012345678901234567890"),
    Selection("a", #"{"a":4.50}"#, "n:4.50"),
    Selection("a", #"{"a":-0}"#, "n:-0"),
    Selection("a", #"{"a":1e400}"#, "n:1e400"),
    Selection("a", #"{"a":1.52309E+12}"#, "n:1.52309E+12"),
    Selection("a", #"{"b":1e999,"a":0.1}"#, "n:0.1"),
    // Strings.
    Selection("a", #"{"a":"\"\\\/\b\f\n\r\t"}"#, "s:\"\\/\u{8}\u{C}\n\r\t"),
    Selection("a", #"{"a":"\u00e9\u4e2d\ud83d\ude00x"}"#, "s:é中😀x"),
    Selection("a", #"{"a":"x\u0000y"}"#, "s:x\0y"),
    Selection("a", #"{"a":"é中😀"}"#, "s:é中😀"),
    Selection("a", #"{"a" : "x" , "b":"\n"}"#, "s:x"),
    Selection("a", "{\"a\"\n:\t\"x  \"\r\n}", "s:x  "),
    // Paths.
    Selection("a.b", #"{"a":{"b":1}}"#, "n:1"),
    Selection("a.b.c", #"{"a":{"b":{"c":"x"}}}"#, "s:x"),
    Selection("a.b", #"{"a":1}"#, "-"),
    Selection("/a/b", #"{"a":{"b":1}}"#, "n:1"),
    Selection("/a.b", #"{"a.b":1,"a":{"b":2}}"#, "n:1"),
    Selection("/a~1b", #"{"a/b":1}"#, "n:1"),
    Selection("/a~0b", #"{"a~b":1}"#, "n:1"),
    Selection("/", #"{"":1}"#, "n:1"),
    Selection("a", #"{"\u0061":1}"#, "n:1"),
    Selection("é", #"{"\u00e9":1}"#, "n:1"),
    Selection("created_at", #"{"updated_at":1,"created_at":2,"created_by":3}"#, "n:2"),
    Selection(
      "a_name_longer_than_eight", #"{"a_name_longer_than_nine_":0,"a_name_longer_than_eight":1}"#, "n:1"),
    Selection("0", #"{"0":1}"#, "n:1"),
    Selection(".", #"{"a":1}"#, #"o:{"a":1}"#),
    Selection(".", #""x""#, "s:x"),
    Selection(".", #"7"#, "n:7"),
    // Lists.
    Selection("a", #"{"a":["x","y\n",1,null,true]}"#, "[s:x, s:y\n, n:1, null, b:true]"),
    Selection("a", #"{"a":[{"b":1},{"b":2}]}"#, #"[o:{"b":1}, o:{"b":2}]"#),
    Selection("a.b", #"{"a":[{"b":1},{"c":0},{"b":"x"},3]}"#, "[n:1, s:x]"),
    Selection("a.b", #"{"a":[]}"#, "[]"),
    Selection("a.b", #"{"a":[1]}"#, "[]"),
    Selection("a.b", #"{"a":[{"b":[1,2]},{"b":[3]},{"b":[]}]}"#, "[n:1, n:2, n:3]"),
    Selection("a.b.c", #"{"a":[{"b":{"c":1}},{"b":[{"c":2},{"c":3}]}]}"#, "[n:1, n:2, n:3]"),
    Selection("a", #"{"a":[[1,2],[3]]}"#, "[n:1, n:2, n:3]"),
    Selection("a.b", #"{"a":[[{"b":1}],{"b":2}]}"#, "[n:1, n:2]"),
    Selection("a.0", #"{"a":["x","y"]}"#, "s:x"),
    Selection("a.1", #"{"a":["x",{"b":1}]}"#, #"o:{"b":1}"#),
    Selection("a.2", #"{"a":["x","y"]}"#, "-"),
    Selection("a.0.b", #"{"a":[{"b":1},{"b":2}]}"#, "n:1"),
    Selection("a.0", #"{"a":[{"0":9}]}"#, #"o:{"0":9}"#),
    Selection("a.b.0", #"{"a":[{"b":[1,2]},{"b":[3,4]}]}"#, "[n:1, n:3]"),
    Selection("a.01", #"{"a":{"01":1}}"#, "n:1"),
    // The last of duplicate keys counts, with all that is below it.
    Selection("a", #"{"a":1,"a":2}"#, "n:2"),
    Selection("a", #"{"a":1,"\u0061":2}"#, "n:2"),
    Selection("a.b", #"{"a":{"b":1},"a":{"c":2}}"#, "-"),
    Selection("a.b", #"{"a":{"b":1},"a":7}"#, "-"),
    Selection("a", #"{"a":[1,2],"a":[3]}"#, "[n:3]"),
    Selection("a", #"{"a":[1,2],"a":"x"}"#, "s:x"),
    Selection("a", #"{"a":"x","a":[1]}"#, "[n:1]"),
    Selection("a.b", #"{"a":[{"b":1,"b":2},{"b":3}]}"#, "[n:2, n:3]"),
    Selection("a.b", #"{"a":[{"b":1}],"a":{"b":2}}"#, "n:2"),
  ]

  @Test(arguments: selections, ["lines", "array"])
  func `a selector gives its value`(_ selection: Selection, _ shape: String) throws {
    let text = shape == "lines" ? "{}\n" + selection.record.filter { !$0.isNewline } : "[\(selection.record)]"
    let reading = try readJSON(text, select: [selection.selector])
    #expect(reading.rows.last == [selection.value])
    #expect(reading.unreadable == [] && reading.fileProblems == [])
  }

  @Test func `selectors that share steps do not disturb each other`() throws {
    let record = #"{"a":[{"b":"x","c":1},{"b":"\n","c":2}],"b":"\u0041"}"#
    let selectors = ["a.b", "a", "a.0.b", "b", "a.c", "a.1", "a.1.c", ".", "b", "a.b"]
    let reading = try readJSON(record, select: selectors)
    #expect(
      reading.rows == [
        [
          "[s:x, s:\n]", #"[o:{"b":"x","c":1}, o:{"b":"\n","c":2}]"#, "s:x", "s:A", "[n:1, n:2]",
          #"o:{"b":"\n","c":2}"#, "n:2", "o:" + record, "s:A", "[s:x, s:\n]",
        ]
      ])
  }

  @Test func `duplicate lists are told apart when they are mixed`() throws {
    let record = #"{"a":[1,2],"b":[3,4],"a":[5],"b":[6],"c":[7]}"#
    let reading = try readJSON(record, select: ["a", "b", "c"])
    #expect(reading.rows == [["[n:5]", "[n:6]", "[n:7]"]])
  }

  @Test func `a record keeps nothing of the one before`() throws {
    let text = "{\"a\":[1],\"b\":2}\n{\"b\":3}\n{\"a\":4}\n"
    let reading = try readJSON(text, select: ["a", "b"])
    #expect(reading.rows == [["[n:1]", "n:2"], ["-", "n:3"], ["n:4", "-"]])
  }

  @Test(arguments: [
    ("", "the selector is empty"), ("a..b", "empty step"), (".a", "empty step"), ("a.", "empty step"),
    ("..", "empty step"), ("../", "'../' stands alone"), ("/a~2", "'~' in a JSON Pointer"),
  ])
  func `a selector that cannot be read is refused`(_ selector: String, _ part: String) throws {
    let fault = try #require(JSONFormat.format.description.selectorFault(selector))
    #expect(fault.contains(part))
    #expect(throws: Problem.self) { try readJSON("{}", select: [selector]) }
  }

  @Test(arguments: ["a", "a.b", "/a~0~1", "/", ".", "../a", "../../a.b", "../.", "..//a"])
  func `a selector that can be read has no fault`(_ selector: String) {
    #expect(JSONFormat.format.description.selectorFault(selector) == nil)
  }
}
