import Records
import Testing

@testable import Readers

@Suite("XML bombs and outside files")
struct XMLSafetyTests {
  /// Each expands to far more than it holds; none is ever expanded.
  static let documents: [(name: String, text: String)] = [
    (
      "billion laughs",
      "<!DOCTYPE r [<!ENTITY l0 'ha'>"
        + (1...30).map { "<!ENTITY l\($0) '&l\($0 - 1);&l\($0 - 1);&l\($0 - 1);&l\($0 - 1);'>" }.joined()
        + "]><r><i><a>&l30;</a></i><i><a>2</a></i></r>"
    ),
    (
      "quadratic blow-up",
      "<!DOCTYPE r [<!ENTITY big '" + String(repeating: "x", count: 50_000) + "'>]><r><i><a>"
        + String(repeating: "&big;", count: 50_000) + "</a></i><i><a>2</a></i></r>"
    ),
    (
      "quadratic blow-up in an attribute",
      "<!DOCTYPE r [<!ENTITY big '" + String(repeating: "x", count: 50_000) + "'>]><r><i><a k='"
        + String(repeating: "&big;", count: 50_000) + "'/></i><i><a>2</a></i></r>"
    ),
    (
      "an entity that holds itself",
      "<!DOCTYPE r [<!ENTITY e '&f;'><!ENTITY f '&e;'>]><r><i><a>&e;</a></i><i><a>2</a></i></r>"
    ),
    (
      "an outside file",
      "<!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><r><i><a>&e;</a></i><i><a>2</a></i></r>"
    ),
    (
      "an outside address",
      "<!DOCTYPE r [<!ENTITY e SYSTEM 'http://127.0.0.1:1/x'>]><r><i><a>&e;</a></i><i><a>2</a></i></r>"
    ),
    (
      "an entity with markup in it",
      "<!DOCTYPE r [<!ENTITY e '<a>1</a>'>]><r><i>&e;</i><i><a>2</a></i></r>"
    ),
    (
      "another meaning for a name of HTML",
      "<!DOCTYPE r [<!ENTITY nbsp SYSTEM 'file:///etc/passwd'>]><r><i><a>&nbsp;</a></i><i><a>2</a></i></r>"
    ),
    (
      "long defaults",
      "<!DOCTYPE r [<!ATTLIST a k CDATA '" + String(repeating: "x", count: 50_000) + "'>]><r><i><a/></i>"
        + "<i><a k='2'>2</a></i></r>"
    ),
  ]

  @Test("The record is rejected and the next one is read", arguments: documents.map(\.name))
  func rejected(_ name: String) throws {
    let text = try #require(Self.documents.first { $0.name == name }).text
    let result = try XMLTestInput(text, "/r/i", ["a", "a/@k"]).read()
    #expect(result.codes == ["xml.entity"])
    #expect(result.values.map(\.first) == ["2"])
    #expect(result.fileProblems.isEmpty)
  }

  @Test(
    "Outside declarations are not loaded",
    arguments: [
      "<!DOCTYPE r SYSTEM 'file:///etc/passwd'><r><i><a>1</a></i></r>",
      "<!DOCTYPE r PUBLIC '-//X//EN' 'http://127.0.0.1:1/x.dtd'><r><i><a>1</a></i></r>",
      "<!DOCTYPE r [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]><r><i><a>1</a></i></r>",
      "<!DOCTYPE r [<!ENTITY % p '<!ENTITY nbsp \"bad\">'> %p;]><r><i><a>1</a></i></r>",
    ])
  func outsideDeclarations(_ text: String) throws {
    let result = try XMLTestInput(text, "/r/i", ["a"]).read()
    #expect(result.values == [["1"]])
    #expect(result.fileProblems.isEmpty)
  }

  @Test("A prolog without end is given up")
  func endlessProlog() {
    let text = "<!DOCTYPE r [" + String(repeating: "<!ENTITY e 'x'>", count: 100_000) + "]><r/>"
    let problem = problem(of: XMLTestInput(text, "/r/i", ["a"]))
    #expect(problem?.code == "xml.syntax")
    #expect(
      problem?.sentence.text(showingValues: false)
        == "found no root element in the first 1048576 bytes; file not read")
  }

  @Test("Text of a long record is not kept while it is skipped")
  func longRecord() throws {
    let long = "<i><a>" + String(repeating: "é ", count: 1 << 20) + "</a></i>"
    let result = try XMLTestInput("<r>\(long)<i><a>2</a></i></r>", "/r/i", ["a"])
      .with("max_record_bytes", .integer(1 << 18)).read()
    #expect(result.codes == ["xml.record-too-long"] && result.values == [["2"]])
    let raw = try #require(result.rejects.first).raw
    #expect(raw.utf8.count <= XMLLimits.longRecordSample && raw.utf8.count > XMLLimits.longRecordSample - 4)
    #expect(raw.hasPrefix("<i><a>é é") && !raw.contains("\u{FFFD}"))
  }

  @Test("An ancestor's text is limited too")
  func longAncestor() throws {
    let long = "<n>" + String(repeating: "x", count: 5000) + "</n>"
    let result = try XMLTestInput("<r><g>\(long)<i/></g><g><n>1</n><i/></g></r>", "/r/g/i", ["../n"])
      .with("max_record_bytes", .integer(1024)).read()
    #expect(result.codes == ["xml.record-too-long"] && result.values == [["1"]])
  }

  @Test("Texts that alternate with taken children cannot grow beyond the record's limit")
  func alternatingText() throws {
    let text = String(repeating: "x<b>y</b>", count: 20_000)
    let result = try XMLTestInput("<r><i><a>\(text)</a></i><i><a>2</a></i></r>", "/r/i", ["a", "a/b"])
      .with("max_record_bytes", .integer(1 << 20)).read()
    #expect(result.codes == ["xml.record-too-long"] && result.values == [["2", .missing]])
  }
}
