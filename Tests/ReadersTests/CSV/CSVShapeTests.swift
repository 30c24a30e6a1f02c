import Records
import Testing

@testable import Readers

/// A file, how it is to be read, and the rows it gives.
struct CSVShape: Sendable, CustomTestStringConvertible {
  var name: String
  var text: String
  var options: [String: OptionValue] = [:]
  var selectors = ["a", "b"]
  var rows: [[CSVValue]]

  init(
    _ name: String, _ text: String, _ options: [String: OptionValue] = [:],
    select selectors: [String] = ["a", "b"],
    rows: [[CSVValue]]
  ) {
    self.name = name
    self.text = text
    self.options = options
    self.selectors = selectors
    self.rows = rows
  }

  var testDescription: String { name }
}

@Suite("CSV shapes")
struct CSVShapeTests {
  @Test("reads every shape of file", arguments: Self.plain + Self.quoted + Self.dialects + Self.ragged)
  func readsShape(_ shape: CSVShape) throws {
    let result = try readCSVEveryWay(shape.text, shape.selectors, shape.options)
    #expect(result.rows == shape.rows)
    #expect(result.codes == [])
    #expect(result.fileProblems == [])
  }

  static let plain: [CSVShape] = [
    CSVShape("line feeds", "a,b\n1,2\n3,4\n", rows: [["1", "2"], ["3", "4"]]),
    CSVShape("CRLF", "a,b\r\n1,2\r\n3,4\r\n", rows: [["1", "2"], ["3", "4"]]),
    CSVShape("lone carriage returns", "a,b\r1,2\r3,4\r", rows: [["1", "2"], ["3", "4"]]),
    CSVShape("all line ends mixed", "a,b\r1,2\r\n3,4\n5,6\r", rows: [["1", "2"], ["3", "4"], ["5", "6"]]),
    CSVShape("no line end behind the last record", "a,b\n1,2", rows: [["1", "2"]]),
    CSVShape("an empty last field at the end of the file", "a,b\n1,", rows: [["1", ""]]),
    CSVShape("only a header", "a,b\n", rows: []),
    CSVShape("only a header, without a line end", "a,b", rows: []),
    CSVShape("empty fields", "a,b\n,\n1,\n,2\n", rows: [["", ""], ["1", ""], ["", "2"]]),
    CSVShape("empty lines", "\n\r\na,b\n\n1,2\r\n\r\n\n3,4\n\n", rows: [["1", "2"], ["3", "4"]]),
    CSVShape(
      "one column with an empty line, which is no record", "a\n1\n\n2\n", select: ["a"], rows: [["1"], ["2"]]),
    CSVShape(
      "one column with an empty quoted field, which is one", "a\n1\n\"\"\n2\n", select: ["a"],
      rows: [["1"], [""], ["2"]]),
    CSVShape("a byte order mark", "\u{FEFF}a,b\n1,2\n", rows: [["1", "2"]]),
    CSVShape("a byte order mark before a quote", "\u{FEFF}\"a\",b\n1,2\n", rows: [["1", "2"]]),
    CSVShape("NUL bytes are data", "a,b\n1\0,2\n", rows: [["1\0", "2"]]),
    CSVShape(
      "control characters are data", "a,b\n\u{1}\u{B}x\u{C},\u{7}\u{D}",
      rows: [["\u{1}\u{B}x\u{C}", "\u{7}"]]),
    CSVShape("text beyond ASCII", "a,b\nçé,日本 \u{1F600}\n", rows: [["çé", "日本 \u{1F600}"]]),
    CSVShape(
      "fields longer than a word", "a,b\n12345678,123456789012345678901234567890\n",
      rows: [["12345678", "123456789012345678901234567890"]]),
    CSVShape("columns in another order", "x,b,y,a\n0,2,0,1\n", rows: [["1", "2"]]),
    CSVShape(
      "one column for several selectors", "a,b\n1,2\n", select: ["b", "#2", "a", "b"],
      rows: [["2", "2", "1", "2"]]),
    CSVShape("no selector", "a,b\n1,2\n", select: [], rows: [[]]),
  ]

  static let quoted: [CSVShape] = [
    CSVShape("quoted fields", "\"a\",\"b\"\n\"1\",\"2\"\n", rows: [["1", "2"]]),
    CSVShape("an empty quoted field", "a,b\n\"\",\"\"\n", rows: [["", ""]]),
    CSVShape(
      "delimiters and line ends inside quotes", "a,b\n\"1,\n\r\n\r,\",2\n", rows: [["1,\n\r\n\r,", "2"]]),
    CSVShape(
      "lone carriage returns inside quotes and as line ends", "a,b\r\"1\r1\",2\r3,4\r",
      rows: [["1\r1", "2"], ["3", "4"]]),
    CSVShape("doubled quotes", "a,b\n\"x \"\"y\"\" z\",\"\"\"\"\n", rows: [["x \"y\" z", "\""]]),
    CSVShape(
      "a text wrapped in quotes of its own", "a,b\n\"\"\"My son\"\"\",\"\"\"\"\"\"\n",
      rows: [["\"My son\"", "\"\""]]),
    CSVShape(
      "a long text with a doubled quote", "a,b\n\"12345678901234567890\"\"1234567890123\",2\n",
      rows: [["12345678901234567890\"1234567890123", "2"]]),
    CSVShape(
      "quotes inside unquoted fields are text", "a,b\n5\" x 7\", 6\"\n", rows: [["5\" x 7\"", " 6\""]]),
    CSVShape("a quote behind a space is text", "a,b\n \"1\",2\n", rows: [[" \"1\"", "2"]]),
    CSVShape("a quoted field at the end of the file", "a,b\n1,\"2\"", rows: [["1", "2"]]),
    CSVShape(
      "quotes in the header", "\"a\"\"\",\"b\n\"\n1,2\n", select: ["a\"", "b\n"], rows: [["1", "2"]]),
  ]

  static let dialects: [CSVShape] = [
    CSVShape(
      "semicolons", "a;b\n1,5;\"2;3\"\n", ["delimiter": .byte(UInt8(ascii: ";"))], rows: [["1,5", "2;3"]]),
    CSVShape("tabs", "a\tb\n1\t2\n", ["delimiter": .byte(9)], rows: [["1", "2"]]),
    CSVShape(
      "a control character between fields", "a\u{1}b\n1\u{1}2\n", ["delimiter": .byte(1)], rows: [["1", "2"]]),
    CSVShape("no quotes", "a,b\n\"1,2\"\n", ["quote": .byte(nil)], rows: [["\"1", "2\""]]),
    CSVShape(
      "single quotes", "a,b\n'1,''',\"2\n", ["quote": .byte(UInt8(ascii: "'"))], rows: [["1,'", "\"2"]]),
    CSVShape(
      "backslashes inside quotes", #"a,b"# + "\n" + #""x \"y\", z\\","l\nm\to\rp\q""# + "\n",
      ["escape": .text("backslash")], rows: [[#"x "y", z\"#, "l\nm\to\rpq"]]),
    CSVShape(
      "backslashes outside quotes", #"a,b"# + "\n" + #"x\,y\"z,l\nm"# + "\n", ["escape": .text("backslash")],
      rows: [[#"x,y"z"#, "l\nm"]]),
    CSVShape(
      "backslashes before line ends", "a,b\n1\\\n1,2\\\r\n2\n", ["escape": .text("backslash")],
      rows: [["1\n1", "2\r\n2"]]),
    CSVShape(
      "a backslash at the end of the file", "a,b\n1,2\\", ["escape": .text("backslash")],
      rows: [["1", "2\\"]]),
    CSVShape(
      "doubled quotes where backslashes escape", "a,b\n\"1\"\"1\",2\n", ["escape": .text("backslash")],
      rows: [["1\"1", "2"]]),
    CSVShape("backslashes mean nothing by themselves", "a,b\n\"1\\\",\\n\n", rows: [["1\\", "\\n"]]),
    CSVShape(
      "an empty quoted field without escapes", "a,b\n\"\",\"x\"\n", ["escape": .text("none")],
      rows: [["", "x"]]),
    CSVShape(
      "comments", "# by x\na,b\n#1,2\n3,4\n#\n#5", ["comment": .byte(UInt8(ascii: "#"))], rows: [["3", "4"]]),
    CSVShape("a hash is text without comments", "a,b\n#1,2\n", rows: [["#1", "2"]]),
    CSVShape(
      "lines to skip", "Report\r\n\na \"quote\na,b\n1,2\n", ["skip_lines": .integer(3)], rows: [["1", "2"]]),
    CSVShape(
      "lines to skip before records", "x\ry\r1,2\r", ["skip_lines": .integer(2), "header": .flag(false)],
      select: ["#2"], rows: [["2"]]),
    CSVShape(
      "no header", "1,2\n3,4\n", ["header": .flag(false)], select: ["#2", "#1"],
      rows: [["2", "1"], ["4", "3"]]),
    CSVShape(
      "no header, named columns", "1,2\n", ["header": .flag(false), "columns": .textList(["b", "a"])],
      rows: [["2", "1"]]),
    CSVShape("columns named anew", "x,y\n1,2\n", ["columns": .textList(["b", "a"])], rows: [["2", "1"]]),
    CSVShape("an empty file without a header", "", ["header": .flag(false)], select: ["#1"], rows: []),
    CSVShape(
      "trimmed cells", "a , b\n  1\t, \"  2 \" \n\" \n 3\" ,4\n", ["trim_cells": .flag(true)],
      rows: [["1", "2"], ["3", "4"]]),
    CSVShape(
      "trimmed cells between tabs", " a\tb\n 1 \t\t\n",
      ["trim_cells": .flag(true), "delimiter": .byte(9), "ragged": .text("pad")],
      rows: [["1", ""]]),
    CSVShape(
      "values that mean none", "a,b\nNULL,\nnull,\"NULL\"\n", ["null_values": .textList(["NULL", ""])],
      rows: [[.null, .null], ["null", .null]]),
    CSVShape(
      "an escaped value that means none", "a,b\n\\N,\\\\N\n",
      ["null_values": .textList(["\\N"]), "escape": .text("backslash")], rows: [[.null, .null]]),
    CSVShape(
      "a trimmed value that means none", "a,b\n -- ,-\n",
      ["null_values": .textList(["--"]), "trim_cells": .flag(true)],
      rows: [[.null, "-"]]),
  ]

  static let ragged: [CSVShape] = [
    CSVShape(
      "short records are padded", "a,b,c\n1\n1,2\n", ["ragged": .text("pad")],
      rows: [["1", .missing], ["1", "2"]]),
    CSVShape("empty extra fields are cut", "a,b\n1,2,,\"\"\n", ["ragged": .text("pad")], rows: [["1", "2"]]),
    CSVShape(
      "blank extra fields are cut where cells are trimmed", "a,b\n1,2, ,\n",
      ["ragged": .text("pad"), "trim_cells": .flag(true)], rows: [["1", "2"]]),
    CSVShape(
      "any number of fields", "a,b\n1\n1,2,3\n", ["ragged": .text("allow")], select: ["b", "#3"],
      rows: [[.missing, .missing], ["2", "3"]]),
    CSVShape(
      "any number of fields without a header", "1\n1,2,3\n",
      ["ragged": .text("allow"), "header": .flag(false)],
      select: ["#1", "#3"], rows: [["1", .missing], ["1", "3"]]),
  ]
}
