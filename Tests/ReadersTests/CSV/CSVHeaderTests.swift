import Records
import Testing

@testable import Readers

@Suite("CSV columns")
struct CSVHeaderTests {
  @Test(
    "binds a selector to a column",
    arguments: [
      ("rating", "1", [0]),
      ("Rating", "2", [1]),
      ("review title", "3", [2]),
      ("review_title", "3", [2]),
      ("ReviewTitle", "3", [2]),
      ("#4", "4", [3]),
      ("#1", "1", [0]),
      ("# of votes", "6", [5]),
      ("#", "7", [6]),
      ("größe", "8", [7]),
    ])
  func bindsSelector(selector: String, value: String, columns: [Int]) throws {
    let header = "rating,Rating,Review Title,,sku,# Of Votes,#,GRÖSSE"
    let folded = "rating,Rating,Review Title,,sku,# Of Votes,#,Größe"
    let result = try readCSVEveryWay(
      (selector == "größe" ? folded : header) + "\n1,2,3,4,5,6,7,8\n", [selector])
    #expect(result.rows == [[.text(value)]])
    #expect(result.unmatched == [])
    #expect(columns.map { "\($0 + 1)" } == [value])
  }

  @Test(
    "leaves a selector unmatched that names no column, or several",
    arguments: ["score", "RATING", "#4", "#99999999999999999999", "", "review-title"])
  func unmatched(selector: String) throws {
    let result = try readCSVEveryWay("rating,Rating,Review Title\n1,2,3\n", ["rating", selector])
    #expect(result.unmatched == [1])
    #expect(result.rows == [["1", .missing]])
  }

  @Test("tells the names and the line of the header")
  func tellsNames() throws {
    let result = try readCSVEveryWay(
      "x\n\n#c\n\"a\nb\", B ,\n1,2,3\n", [], ["skip_lines": .integer(1), "comment": .byte(35)])
    #expect(result.names == ["a\nb", " B ", ""])
    #expect(result.headerLine == 4)
    #expect(result.records.map(\.line) == [6])
  }

  @Test("has no header line without a header")
  func tellsNoLine() throws {
    let result = try readCSVEveryWay(
      "1,2\n", ["#3"], ["header": .flag(false), "columns": .textList(["x", "y"])])
    #expect(result.headerLine == nil)
    #expect(result.names == ["x", "y"])
    #expect(result.unmatched == [0])
  }

  @Test("names columns anew one by one")
  func namesAnew() throws {
    let options: [String: OptionValue] = ["columns": .textList(["x", "y", "z"])]
    #expect(try readCSVEveryWay("a,b\n", ["z"], options).names == ["x", "y"])
    #expect(try readCSVEveryWay("a,b\n", ["z"], options).unmatched == [0])
    #expect(try readCSVEveryWay("a,b,c,d\n", ["d"], options).names == ["x", "y", "z", "d"])
  }

  @Test("warns of columns with one name only where a selector uses it")
  func warnsOfDuplicates() throws {
    let text = "sku,x,sku,sku\n1,2,3,4\n"
    #expect(try readCSVEveryWay(text, ["x", "#3"]).fileProblems == [])
    let result = try readCSVEveryWay(text, ["SKU", "x"])
    #expect(result.rows == [["1", "2"]])
    let problem = try #require(result.fileProblems.first)
    #expect(result.fileProblems.count == 1)
    #expect(problem.code == "csv.duplicate-column")
    #expect(problem.severity == .warning)
    #expect(problem.position == SourcePosition(file: "test.csv", line: 1))
    #expect(problem.field == "SKU")
    #expect(
      problem.sentence.text(showingValues: false)
        == "3 columns are named 'sku' (#1, #3, #4); the first is used")
  }

  @Test("warns of duplicate columns in a file without records")
  func warnsWithoutRecords() throws {
    #expect(try readCSVEveryWay("a,a\n", ["a"]).fileProblems.count == 1)
  }

  @Test(
    "refuses a file whose header cannot be read",
    arguments: [
      ("", "csv.no-header", "1"),
      ("\n\r\n", "csv.no-header", "3"),
      ("\u{FEFF}", "csv.no-header", "1"),
      ("# only\n", "csv.no-header", "2"),
      ("a,\"b\n1,2\n", "csv.unclosed-quote", "1:3"),
      ("\na,\"b\"c\n1,2\n", "csv.stray-quote", "2:5"),
    ])
  func refusesHeader(text: String, code: String, place: String) throws {
    for manner in CSVTestManner.all {
      let problem = try #require(throws: Problem.self) {
        try readCSV(Array(text.utf8), ["a"], ["comment": .byte(35)], manner: manner)
      }
      #expect(problem.code.rawValue == code)
      let position = try #require(problem.position)
      #expect("\(position.line ?? 0)" + (position.column.map { ":\($0)" } ?? "") == place)
      #expect(position.record == nil)
    }
  }

  @Test("refuses a header that is not UTF-8")
  func refusesEncoding() throws {
    let problem = try #require(throws: Problem.self) {
      try readCSV(Array("a,Gr".utf8) + [0xF6, 0x0A], ["a"])
    }
    #expect(problem.code == "csv.encoding")
    #expect(problem.position == SourcePosition(file: "test.csv", line: 1, column: 5, byte: 4))
    #expect(problem.field == "#2")
    #expect(
      problem.sentence.text(showingValues: false)
        == "found byte 0xF6, which is not UTF-8 here; the header cannot be read")
  }

  @Test("refuses a header longer than a record may be")
  func refusesLongHeader() throws {
    let problem = try #require(throws: Problem.self) {
      try readCSV(Array("abcdefgh,b\n1,2\n".utf8), ["b"], ["max_record_bytes": .integer(9)])
    }
    #expect(problem.code == "csv.record-too-long")
  }

  @Test(
    "says what is wrong with a selector",
    arguments: [
      ("", "the column name is empty; a column without a name is selected by number, as #1"),
      ("#0", "columns are numbered from #1"),
      ("#00", "columns are numbered from #1"),
      ("#65537", "columns are numbered up to #65536"),
      ("#99999999999999999999", "columns are numbered up to #65536"),
      ("#1", nil), ("#65536", nil), ("#", nil), ("#x", nil), ("# 1", nil), ("rating", nil), ("a.b", nil),
    ] as [(String, String?)])
  func selectorFault(selector: String, fault: String?) {
    #expect(CSVFormat.format.description.selectorFault(selector) == fault)
  }

  @Test(
    "refuses a dialect in which a byte has two meanings",
    arguments: [
      (["delimiter": .byte(34)], "'quote' is the same byte as 'delimiter'"),
      (["comment": .byte(44)], "'comment' is the same byte as 'delimiter'"),
      (["delimiter": .byte(10)], "'delimiter' is a line break, which ends records"),
      (["quote": .byte(13)], "'quote' is a line break, which ends records"),
      (["delimiter": .byte(0xFE)], "'delimiter' is byte 254, which is no ASCII character"),
      (["quote": .byte(92), "escape": .text("backslash")], "'escape' is the same byte as 'quote'"),
    ] as [([String: OptionValue], String)])
  func refusesDialect(options: [String: OptionValue], sentence: String) throws {
    let problem = try #require(throws: Problem.self) { try readCSV(Array("a\n".utf8), ["a"], options) }
    #expect(problem.code == "csv.dialect")
    #expect(problem.sentence.text(showingValues: false) == sentence)
  }

  @Test("has no items for each")
  func refusesEach() throws {
    let input = ReaderInput(
      source: MemoryByteSource("a\n"), options: SourceOptions(format: "csv"),
      selectors: SelectorSet(selectors: ["a"], each: "b"), file: "test.csv")
    let problem = try #require(throws: Problem.self) { try CSVFormat.format.makeReader(input) }
    #expect(problem.code == "csv.each")
  }

  @Test("describes each option once, the common ones included")
  func describesOptions() {
    let names = CSVFormat.format.description.options.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Set(names).isSuperset(of: ["delimiter", "quote", "escape", "encoding", "max_record_bytes"]))
  }
}
