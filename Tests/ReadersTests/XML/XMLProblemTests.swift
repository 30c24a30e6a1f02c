import Records
import Testing

@testable import Readers

/// A document with something wrong in it, what is kept of it, and what is said.
struct XMLBadDocument: Sendable, CustomTestStringConvertible {
  var name: String
  var input: XMLTestInput
  /// First slot of each row that is kept.
  var kept: [String]
  /// `code line:column` of each rejected record, column where it is known.
  var rejects: [String] = []
  /// The same of the file's problems.
  var file: [String] = []

  var testDescription: String { name }

  init(
    _ name: String, _ document: String, kept: [String], rejects: [String] = [], file: [String] = [],
    _ change: (inout XMLTestInput) -> Void = { _ in }
  ) {
    self.name = name
    input = XMLTestInput(document, "/r/i", ["a"])
    change(&input)
    self.kept = kept
    self.rejects = rejects
    self.file = file
  }

  static let broken: [XMLBadDocument] = [
    XMLBadDocument(
      "a tag that is not closed", "<r>\n<i><a>1</a></i>\n<i><a>2</b></i>\n<i/></r>", kept: ["1"],
      rejects: ["xml.syntax 3"], file: ["xml.syntax 3:12"]),
    XMLBadDocument(
      "an unescaped less-than", "<r><i><a>1</a></i>\n<i><a>x < y</a></i></r>", kept: ["1"],
      rejects: ["xml.syntax 2"], file: ["xml.syntax 2:10"]),
    XMLBadDocument(
      "a break between records", "<r><i><a>1</a></i>\n<x></y></r>", kept: ["1"],
      file: ["xml.syntax 2:8"]),
    XMLBadDocument(
      "a second document behind the first", "<r><i><a>1</a></i></r>\n<?xml version='1.0'?><r/>",
      kept: ["1"], file: ["xml.syntax 2:6"]),
    XMLBadDocument(
      "text behind the root", "<r><i><a>1</a></i></r>\nx", kept: ["1"], file: ["xml.syntax 2:1"]),
    XMLBadDocument("an attribute twice", "<r><i k='1' k='2'/></r>", kept: [], file: ["xml.syntax 1:18"]),
    XMLBadDocument(
      "an end within a record", "<r><i><a>1</a></i>\n<i><a>2", kept: ["1"],
      rejects: ["xml.truncated 2"], file: ["xml.truncated 2"]),
    XMLBadDocument(
      "an end within a tag", "<r><i><a>1</a></i>\n\n<i k='", kept: ["1"], file: ["xml.truncated 3"]),
    XMLBadDocument(
      "an end within CDATA", "<r><i><a>1</a></i>\n<i><a><![CDATA[x]]", kept: ["1"],
      rejects: ["xml.truncated 2"], file: ["xml.truncated 2"]),
    XMLBadDocument(
      "an end between records", "<r><i><a>1</a></i>\n<i><a>2</a></i>\n", kept: ["1", "2"],
      file: ["xml.truncated 3"]),
    XMLBadDocument(
      "a source that ends early", "<r><i><a>1</a></i><i><a>2</a></i></r>", kept: ["1"],
      rejects: ["xml.truncated 1"], file: ["io.read nil"]
    ) { $0.failAt = 25 },
  ]

  static let records: [XMLBadDocument] = [
    XMLBadDocument(
      "an ampersand alone", "<r><i><a>A & B</a></i>\n<i><a>2 &lt;</a></i></r>", kept: ["2 <"],
      rejects: ["xml.reference 1:13"]),
    XMLBadDocument(
      "an ampersand before a word", "<r>\n<i><a>AT&T</a></i><i><a>&amp;</a></i></r>", kept: ["&"],
      rejects: ["xml.reference 2:11"]),
    XMLBadDocument(
      "an ampersand and no semicolon behind it", "<r><i><a>AT&T</a></i><i><a>2</a></i></r>",
      kept: ["2"], rejects: ["xml.reference 1:14"]),
    XMLBadDocument(
      "a reference to no character", "<r><i><a>x&#11;y</a></i><i><a>&#xE9;</a></i></r>",
      kept: ["é"], rejects: ["xml.reference 1:16"]),
    XMLBadDocument(
      "a reference to half a character", "<r><i><a>&#xD83D;</a></i><i><a>2</a></i></r>",
      kept: ["2"], rejects: ["xml.reference 1:18"]),
    XMLBadDocument(
      "the end of CDATA alone", "<r><i><a>x ]]> y</a></i><i><a>2</a></i></r>", kept: ["2"],
      rejects: ["xml.reference 1:10"]),
    XMLBadDocument(
      "an entity that is not defined", "<r><i><a>&foo;</a></i><i><a>2</a></i></r>", kept: ["2"],
      rejects: ["xml.entity 1"]),
    XMLBadDocument(
      "an entity in an attribute that is taken", "<r><i a='&foo;'/><i a='2'/></r>", kept: ["2"],
      rejects: ["xml.entity 1"]
    ) { $0.selectors = ["@a"] },
    XMLBadDocument(
      "an entity in an attribute that is not taken", "<r><i b='&foo;'><a>1</a></i></r>",
      kept: ["1"]),
    XMLBadDocument(
      "a control character", "<r><i>\n<a>x\u{0B}y</a></i><i><a>2</a></i></r>", kept: ["2"],
      rejects: ["xml.character 2:5"]),
    XMLBadDocument(
      "a control character in CDATA", "<r><i><a><![CDATA[x\u{1F}]]></a></i><i><a>2</a></i></r>",
      kept: ["2"], rejects: ["xml.character 1"]),
    XMLBadDocument(
      "a control character in what is not taken", "<r><i><b>x\u{0B}y</b><a>1</a></i></r>",
      kept: ["1"]),
    XMLBadDocument(
      "deep nesting", "<r><i>" + nested(70) + "<a>1</a></i><i><a>2</a></i></r>", kept: ["2"],
      rejects: ["xml.depth 1"]),
    XMLBadDocument("nesting that is deep enough", "<r><i>" + nested(62) + "<a>1</a></i></r>", kept: ["1"]),
    XMLBadDocument(
      "nesting without end", "<r><i><a>1</a></i><i>" + nested(3000) + "</i></r>", kept: ["1"],
      rejects: ["xml.depth 1"], file: ["xml.depth 1:3282"]),
    XMLBadDocument(
      "deep nesting outside of records", "<r><i><a>1</a></i>\n" + nested(70) + "</r>", kept: ["1"],
      file: ["xml.depth 2:192"]),
    XMLBadDocument(
      "a record that is too long",
      "<r><i><a>" + String(repeating: "x", count: 2000) + "</a></i><i><a>2</a></i></r>", kept: ["2"],
      rejects: ["xml.record-too-long 1"]
    ) { $0.options["max_record_bytes"] = .integer(1024) },
    XMLBadDocument(
      "a value that takes part of a long record",
      "<r><i>" + String(repeating: "<b/>", count: 500) + "<a>1</a></i><i><a>2</a></i></r>", kept: ["2"],
      rejects: ["xml.record-too-long 1"]
    ) { $0.options["max_record_bytes"] = .integer(1024) },
    XMLBadDocument(
      "an entity in an ancestor's value", "<r><n>&foo;</n>\n<i/></r>", kept: [],
      rejects: ["xml.entity 2"]
    ) { $0.selectors = ["../n"] },
    XMLBadDocument(
      "an entity outside of the records", "<r><n>&foo;</n>\n<i><a>1</a></i></r>", kept: ["1"],
      file: ["xml.entity 1:12"]),
    XMLBadDocument("no records", "<r><x/></r>", kept: [], file: ["xml.no-records nil"]),
  ]

  static func nested(_ levels: Int) -> String {
    String(repeating: "<x>", count: levels) + String(repeating: "</x>", count: levels)
  }
}

@Suite("XML problems")
struct XMLProblemTests {
  @Test("A broken document keeps the records before the break", arguments: XMLBadDocument.broken)
  func broken(_ document: XMLBadDocument) throws { try check(document) }

  @Test("A record that cannot be read costs only itself", arguments: XMLBadDocument.records)
  func records(_ document: XMLBadDocument) throws { try check(document) }

  private func check(_ document: XMLBadDocument) throws {
    for chunkBytes in [XMLReader.defaultChunkBytes, 1, 5] {
      var input = document.input
      input.chunkBytes = chunkBytes
      let result = try input.read()
      let kept = result.values.map { row in if case .text(let text)? = row.first { text } else { "-" } }
      #expect(kept == document.kept, "chunks of \(chunkBytes)")
      #expect(result.rejects.map { place($0.problem) } == document.rejects, "chunks of \(chunkBytes)")
      #expect(result.fileProblems.map(place) == document.file, "chunks of \(chunkBytes)")
      #expect(result.recordCount == kept.count + result.rejects.count)
      #expect(Set(result.rows.map(\.record) + result.rejects.map(\.record)).count == result.recordCount)
    }
  }

  private func place(_ problem: Problem) -> String {
    let line = problem.position?.line.map(String.init) ?? "nil"
    return "\(problem.code.rawValue) \(line)" + (problem.position?.column.map { ":\($0)" } ?? "")
  }

  // MARK: Refused files

  @Test(
    "A file of another kind is refused before its records are read",
    arguments: [
      ("<feed><i/></feed>", "xml.wrong-root", "found root 'feed', expected 'r'; file not read"),
      (
        "<feed xmlns='urn:x'><i/></feed>", "xml.wrong-root",
        "found root 'feed' in namespace 'urn:x', expected 'r'; file not read"
      ),
      (
        "<r xmlns='http://schemas.example/merchant_reviews/5.0'/>", "xml.wrong-feed",
        """
        found root 'r' in namespace 'http://schemas.example/merchant_reviews/5.0', which the mapping refuses \
        as a feed of another kind; file not read
        """
      ),
      (
        "<?xml version='1.0'?><!-- only -->", "xml.truncated",
        "the file ends before its root element; file not read"
      ),
      ("<r", "xml.truncated", "the file ends before its root element; file not read"),
      ("{\"a\": 1}", "xml.not-xml", "found no '<' in its 8 bytes, expected an XML document; file not read"),
      ("", "xml.not-xml", "found no '<' in its 0 bytes, expected an XML document; file not read"),
      (
        "<?xml version='1.0' encoding='klingon-7'?><r/>", "xml.encoding",
        "the document declares the encoding 'klingon-7', which is not known; file not read"
      ),
      (
        "<r k='1' k='2'><i/></r>", "xml.syntax",
        "the document is not well-formed here: attribute k redefined; what follows was not read"
      ),
    ])
  func refused(_ document: String, _ code: String, _ sentence: String) {
    let input = XMLTestInput(document, "/r/i", ["a"])
      .with("refuse_namespace", .textList(["http://schemas.example/merchant_reviews/"]))
    let problem = problem(of: input)
    #expect(problem?.code.rawValue == code)
    #expect(problem?.sentence.text(showingValues: false) == sentence)
  }

  @Test("A root can be demanded where the path begins with any name")
  func demandedRoot() throws {
    let input = XMLTestInput("<r><i/></r>", "/*/i", ["@k"])
    #expect(problem(of: input.with("root", .text("feed")))?.code == "xml.wrong-root")
    #expect(try input.with("root", .text("r")).read().rows.count == 1)
  }

  @Test("A source that fails at once is not an XML problem")
  func failsAtOnce() {
    var input = XMLTestInput("<r/>", "/r/i", ["a"])
    input.failAt = 0
    #expect(problem(of: input)?.code == "io.read")
  }

  @Test(
    "A path or selector that cannot work is refused",
    arguments: [
      ("", "a", nil, "xml.records"), ("/r//i", "a", nil, "xml.records"), ("/r/i[1]", "a", nil, "xml.records"),
      ("/r/i", "../../a", nil, "xml.selector"), ("/r/i", "../i", nil, "xml.selector"),
      ("/r/i", "..", nil, "xml.selector"), ("/r/*", "../x/b", nil, "xml.selector"),
      ("/r/i", "a", "../b", "xml.selector"), ("/r/i", "a", "@b", "xml.selector"),
      ("/r/i", "a", ".", "xml.selector"),
    ] as [(String, String, String?, String)])
  func wrongPaths(_ records: String, _ selector: String, _ each: String?, _ code: String) {
    #expect(problem(of: XMLTestInput("<r/>", records, [selector], each: each))?.code.rawValue == code)
  }

  @Test("Sentences say what was found")
  func sentences() throws {
    let result = try XMLTestInput(
      "<!DOCTYPE r [<!ENTITY own 'x'>]><r><i><a>&own;</a></i><i><a>\u{01}</a></i></r>", "/r/i", ["a"]
    ).read()
    #expect(
      result.rejects.map { $0.problem.sentence.text(showingValues: false) } == [
        """
        found a reference to the entity 'own', which the document itself defines; such entities are \
        not expanded; record rejected
        """,
        "found the character U+0001, which XML does not allow; record rejected",
      ])
    #expect(result.rejects.map(\.raw) == ["<i><a>&own;</a></i>", "<i><a>\u{FFFD}</a></i>"])
  }
}
