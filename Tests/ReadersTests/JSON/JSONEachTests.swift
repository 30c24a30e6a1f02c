import Records
import Testing

@testable import Readers

/// Items of `each`, and objects around the records.
@Suite struct JSONEachTests {
  static let order = #"{"id":7,"tags":["x","y"],"products":[{"sku":"A","q":[1]},{"sku":"B\n"}],"z":"\u0041"}"#

  @Test(arguments: ChunkSizes.all)
  func `each item is a row of its record`(_ chunks: ChunkSizes) throws {
    let reading = try readJSON(
      Self.order + "\n" + Self.order, select: ["sku", "../id", "../tags", "q", "../z", "."], each: "products",
      chunks: chunks)
    let rows = [
      ["s:A", "n:7", "[s:x, s:y]", "[n:1]", "s:A", #"o:{"sku":"A","q":[1]}"#],
      ["s:B\n", "n:7", "[s:x, s:y]", "-", "s:A", #"o:{"sku":"B\n"}"#],
    ]
    #expect(reading.rows == rows + rows)
    #expect(reading.recordCount == 2)
    #expect(reading.origins.map { $0.prefix(3) } == ["1/0", "1/1", "2/0", "2/1"])
    #expect(reading.origins[1].hasSuffix(Self.order))
  }

  @Test(arguments: [
    (#"{"id":1,"p":[]}"#, [["-", "n:1"]]),
    (#"{"id":1}"#, [["-", "n:1"]]),
    (#"{"id":1,"p":null}"#, [["-", "n:1"]]),
    (#"{"id":1,"p":{"a":2}}"#, [["n:2", "n:1"]]),
    (#"{"p":[{"a":2}],"id":1}"#, [["n:2", "n:1"]]),
    (#"{"id":1,"p":[null,{"a":3}]}"#, [["-", "n:1"], ["n:3", "n:1"]]),
    (#"{"id":1,"p":[[{"a":2}],{"a":3}]}"#, [["n:2", "n:1"], ["n:3", "n:1"]]),
    (#"{"id":1,"p":"x"}"#, [["-", "n:1"]]),
    (#"{"id":1,"p":[{"a":2}],"p":[{"a":3}]}"#, [["n:3", "n:1"]]),
    (#"{"id":1,"p":[{"a":2}],"p":null}"#, [["-", "n:1"]]),
  ])
  func `items are found or not`(_ record: String, _ rows: [[String]]) throws {
    let reading = try readJSON(record, select: ["a", "../id"], each: "p")
    #expect(reading.rows == rows)
    #expect(reading.recordCount == 1)
  }

  @Test func `items may be scalars, lie in arrays of objects, or be the record's own elements`() throws {
    let scalars = try readJSON(#"{"p":["x","\n",3]}"#, select: ["."], each: "p")
    #expect(scalars.rows == [["s:x"], ["s:\n"], ["n:3"]])
    let nested = try readJSON(
      #"{"o":[{"p":[{"a":1}]},{},{"p":[{"a":2},{"a":3}]}]}"#, select: ["a"], each: "o.p")
    #expect(nested.rows == [["n:1"], ["n:2"], ["n:3"]])
    let own = try readJSON(#"[[{"a":1},{"a":2}]]"#, select: ["a"], each: ".")
    #expect(own.rows == [["n:1"], ["n:2"]])
    let second = try readJSON(#"{"p":[[1],{"a":2}]}"#, select: ["a"], each: "p.1")
    #expect(second.rows == [["n:2"]])
  }

  @Test(arguments: ChunkSizes.all)
  func `values around the records are known wherever they stand`(_ chunks: ChunkSizes) throws {
    let text = #"""
      {"feed":{"n":"F\n"},"results":[
        {"page_id":"P1","reviews":[{"a":1},{"a":2}],"late":["x"]},
        {"reviews":[{"a":3}],"page_id":"P2"},
        {"reviews":[{"a":4}]}],
       "end":9}
      """#
    let selectors = ["a", "../page_id", "../late", "../../feed.n", "../../end"]
    for records in ["/results/*/reviews", "/results/*/reviews/*"] {
      let reading = try readJSON(text, records: records, select: selectors, chunks: chunks)
      #expect(
        reading.rows == [
          ["n:1", "s:P1", "[s:x]", "s:F\n", "n:9"], ["n:2", "s:P1", "[s:x]", "s:F\n", "n:9"],
          ["n:3", "s:P2", "-", "s:F\n", "n:9"], ["n:4", "-", "-", "s:F\n", "n:9"],
        ])
      #expect(reading.origins.map { $0.prefix(5) } == ["1/0 2", "2/0 2", "3/0 3", "4/0 4"])
    }
  }

  @Test func `several lists around the records keep their elements`() throws {
    let text = #"{"t":["x","y"],"u":[{"v":1},{"v":2}],"r":[{"a":1}],"w":[3]}"#
    let selectors = ["a", "../t", "../u.v", "../w", "../u.1.v"]
    let reading = try readJSON(text, records: "/r", select: selectors)
    #expect(reading.rows == [["n:1", "[s:x, s:y]", "[n:1, n:2]", "[n:3]", "n:2"]])
  }

  @Test func `of members of one name around the records the last before them counts`() throws {
    let text = #"{"t":{"x":1},"t":{"y":2},"u":[1],"u":[2],"r":[{"a":1}]}"#
    let reading = try readJSON(text, records: "/r", select: ["../t.x", "../t.y", "../u"])
    #expect(reading.rows == [["-", "n:2", "[n:2]"]])
  }

  @Test func `in each, the first climb ends at the record`() throws {
    let text = #"{"shop":"S","r":[{"id":1,"p":[{"a":2}]}]}"#
    let reading = try readJSON(text, records: "/r", select: ["a", "../id", "../../shop"], each: "p")
    #expect(reading.rows == [["n:2", "n:1", "s:S"]])
  }

  @Test(
    arguments: [
      ("", "../x", nil), ("/r", "../../x", nil), ("/r", "../r", nil), ("/r", "../.", nil),
      ("/r", "x", "../p"), ("r", "x", nil), ("/r~", "x", nil),
    ] as [(String, String, String?)])
  func `what cannot be selected is refused before reading`(
    _ records: String, _ selector: String, _ each: String?
  ) {
    #expect(throws: Problem.self) { try readJSON("{}", records: records, select: [selector], each: each) }
  }
}
