import Records
import Testing

@testable import Readers

/// A document, what is selected of it, and the rows that it must give.
struct XMLShape: Sendable, CustomTestStringConvertible {
  var name: String
  var input: XMLTestInput
  var rows: [[XMLValue]]

  init(
    _ name: String, _ document: String, at records: String = "/r/i", _ selectors: [String],
    each: String? = nil, rows: [[XMLValue]]
  ) {
    self.name = name
    input = XMLTestInput(document, records, selectors, each: each)
    self.rows = rows
  }

  var testDescription: String { name }

  static let texts: [XMLShape] = [
    XMLShape(
      "children and attributes", "<r><i id='7'><a>x</a><b k='v'/></i></r>", ["@id", "a", "b", "b/@k"],
      rows: [["7", "x", "", "v"]]),
    XMLShape(
      "absent is missing, empty is empty", "<r><i><a></a><b/></i></r>", ["a", "b", "c", "@d"],
      rows: [["", "", .missing, .missing]]),
    XMLShape(
      "repeated children are a list", "<r><i><a>1</a><b/><a>2</a><a/></i></r>", ["a"],
      rows: [[["1", "2", ""]]]),
    XMLShape(
      "repeated parents are a list too", "<r><i><p><a>1</a></p><p/><p><a k='x'>2</a></p></i></r>",
      ["p/a", "p/a/@k"], rows: [[["1", "2"], "x"]]),
    XMLShape(
      "deeper elements of the same name are others",
      "<r><i><c><t>deep</t><c><t>deeper</t></c></c><t>mine</t></i></r>", ["t", "c/t"],
      rows: [["mine", "deep"]]),
    XMLShape("own text only", "<r><i>a<b>x<c/>y</b>c</i></r>", [".", "b"], rows: [["ac", "xy"]]),
    XMLShape(
      "text around children that are taken too", "<r><i><a>1<b>2</b>3<b>4</b>5</a></i></r>",
      ["a", "a/b"], rows: [["135", ["2", "4"]]]),
    XMLShape(
      "CDATA joins the text around it", "<r><i><a>x <![CDATA[<b>&amp;]]]]><![CDATA[>]]> y</a></i></r>",
      ["a"], rows: [["x <b>&amp;]]> y"]]),
    XMLShape("text is not trimmed", "<r><i><a> x\n </a></i></r>", ["a"], rows: [[" x\n "]]),
    XMLShape("line ends become newlines", "<r><i><a>1\r\n2\r3\n</a></i></r>", ["a"], rows: [["1\n2\n3\n"]]),
    XMLShape(
      "XML's entities and character references",
      "<r><i k='&lt;&#38;&amp;&quot;&#x1F600;&apos;&gt;'><a>&lt;&#38;&amp;&quot;&#233;&apos;&gt;</a></i></r>",
      ["@k", "a"], rows: [["<&&\"😀'>", "<&&\"é'>"]]),
    XMLShape(
      "twice escaped stays once escaped", "<r><i k='&amp;amp; &amp;#38;'><a>&amp;amp;</a></i></r>",
      ["@k", "a"], rows: [["&amp; &#38;", "&amp;"]]),
    XMLShape(
      "comments and instructions are no text", "<r><i><a>x<!-- <a>no</a> --><?p <a>?>y</a></i></r>",
      ["a"], rows: [["xy"]]),
    XMLShape(
      "greater-than in attributes and texts", "<r a='>'><i k='a>b'><a>1>2</a></i></r>", ["@k", "a"],
      rows: [["a>b", "1>2"]]),
    XMLShape("the same selector twice", "<r><i><a>x</a></i></r>", ["a", "a"], rows: [["x", "x"]]),
    XMLShape("no selectors", "<r><i/><i/></r>", [], rows: [[], []]),
    XMLShape("record and text of one name", "<r><i><i>text</i></i></r>", ["i", "."], rows: [["text", ""]]),
    XMLShape("the root is the record", "<r k='1'><a>x</a></r>", at: "/r", ["a", "@k"], rows: [["x", "1"]]),
    XMLShape("other scripts", "<r><i><名>値</名><ünï>é</ünï></i></r>", ["名", "ünï"], rows: [["値", "é"]]),
    XMLShape(
      "HTML's entities, declared or not",
      """
      <!DOCTYPE r [<!ENTITY euro "&#8364;">]><r><i k='a&nbsp;b'><a>&eacute;&nbsp;&euro;&hellip;</a></i></r>
      """, ["@k", "a"], rows: [["a\u{A0}b", "é\u{A0}€…"]]),
    XMLShape(
      "short defaults of the document's DTD",
      """
      <!DOCTYPE r [<!ATTLIST i removed CDATA "false">]><r><i/><i removed="true"/></r>
      """, ["@removed"], rows: [["false"], ["true"]]),
  ]

  static let paths: [XMLShape] = [
    XMLShape(
      "a namespace is of no matter", "<r xmlns='urn:x/14.7'><i xmlns='urn:y'><a>x</a></i></r>", ["a"],
      rows: [["x"]]),
    XMLShape(
      "prefixes are of no matter, defined or not",
      "<f:r xmlns:f='urn:f'><f:i f:id='1'><g:a>x</g:a></f:i></f:r>", ["a", "@id"], rows: [["x", "1"]]),
    XMLShape(
      "an attribute without a prefix goes first", "<r xmlns:f='u'><i f:id='1' id='2'/></r>", ["@id"],
      rows: [["2"]]),
    XMLShape(
      "only the records' own path", "<r><i><i/></i><x><i/></x><i/></r>", ["@k"],
      rows: [[.missing], [.missing]]),
    XMLShape(
      "any name on a level", "<r><x><i>1</i></x><y><i>2</i></y><i>3</i></r>", at: "/r/*/i", ["."],
      rows: [["1"], ["2"]]),
    XMLShape(
      "any name beside a name of its own", "<r><p><n>one</n><i>1</i></p><q><n>two</n><i>2</i></q></r>",
      at: "/r/*/i", [".", "../n"], rows: [["1", "one"], ["2", "two"]]),
    XMLShape(
      "a name that any name covers too", "<r><n>one<i>1</i></n><m><i>2</i></m></r>", at: "/r/*/i",
      [".", "../../n/@k"], rows: [["1", .missing], ["2", .missing]]),
    XMLShape("a path without its first slash", "<r><i>1</i></r>", at: "r/i", ["."], rows: [["1"]]),
  ]

  static let items: [XMLShape] = [
    XMLShape(
      "each item is a row", "<r><i><p><s>1</s><s>2</s></p><t>x</t></i></r>", [".", "../../t", "../@k"],
      each: "p/s", rows: [["1", "x", .missing], ["2", "x", .missing]]),
    XMLShape(
      "a record without items is a row", "<r><i><t>x</t></i></r>", [".", "../t"], each: "s",
      rows: [[.missing, "x"]]),
    XMLShape(
      "what lies between the record and the item",
      """
      <r><i><p><s>1</s><n>one</n></p><p><n>two</n><s>2</s><s>3</s></p><t>x</t></i></r>
      """, [".", "../n", "../../t", "../../p/n"], each: "p/s",
      rows: [
        ["1", "one", "x", ["one", "two"]], ["2", "two", "x", ["one", "two"]],
        ["3", "two", "x", ["one", "two"]],
      ]),
    XMLShape(
      "items know the record's ancestors", "<r><g id='9'><i><s>1</s></i></g></r>", at: "/r/g/i",
      [".", "../../@id"], each: "s", rows: [["1", "9"]]),
    XMLShape(
      "all items of the record", "<r><i><s>1</s><s>2</s></i></r>", [".", "../s"], each: "s",
      rows: [["1", ["1", "2"]], ["2", ["1", "2"]]]),
  ]

  static let ancestors: [XMLShape] = [
    XMLShape(
      "attributes of ancestors", "<r n='a'><g id='1'><i/></g><g id='2'><i/><i/></g></r>", at: "/r/g/i",
      ["../@id", "../../@n", "../@none"],
      rows: [["1", "a", .missing], ["2", "a", .missing], ["2", "a", .missing]]),
    XMLShape(
      "children before the records", "<r><g><n>1</n><i/><i/></g><g><i/></g></r>", at: "/r/g/i", ["../n"],
      rows: [["1"], ["1"], [.missing]]),
    XMLShape(
      "children behind the records", "<r><g><i/><i/><n>1</n></g><g><i/><n>2</n></g></r>", at: "/r/g/i",
      ["../n"], rows: [["1"], ["1"], ["2"]]),
    XMLShape(
      "children before and behind", "<r><g><n>1</n><i/><n>2</n><i/><n>3</n></g></r>", at: "/r/g/i",
      ["../n"], rows: [["1"], [["1", "2"]]]),
    XMLShape(
      "lists behind the records", "<r><g><i/><e><n>1</n><n k='y'>2</n></e></g></r>", at: "/r/g/i",
      ["../e/n", "../e/n/@k"], rows: [[["1", "2"], "y"]]),
    XMLShape(
      "two levels, one late",
      """
      <r><g id='1'><n>one</n><h><i/><m>x</m></h><h><i/></h></g><g><h><i/></h><n>two</n></g></r>
      """, at: "/r/g/h/i", ["../../@id", "../../n", "../m"],
      rows: [["1", "one", "x"], ["1", "one", .missing], [.missing, "two", .missing]]),
    XMLShape(
      "an element beside the records inside an ancestor",
      """
      <r><g><h c='3'><s>sum</s><i/></h></g></r>
      """, at: "/r/g/h/i", ["../../h/s", "../../h/@c"], rows: [["sum", "3"]]),
    XMLShape(
      "the root's children behind everything", "<r><g><i/></g><g><i/></g><d>2024</d></r>", at: "/r/g/i",
      ["../../d"], rows: [["2024"], ["2024"]]),
  ]
}

@Suite("XML shapes")
struct XMLShapeTests {
  @Test("Texts and attributes are taken", arguments: XMLShape.texts)
  func texts(_ shape: XMLShape) throws { try check(shape) }

  @Test("Records are found by local names", arguments: XMLShape.paths)
  func paths(_ shape: XMLShape) throws { try check(shape) }

  @Test("Items become rows", arguments: XMLShape.items)
  func items(_ shape: XMLShape) throws { try check(shape) }

  @Test("Ancestors give context", arguments: XMLShape.ancestors)
  func ancestors(_ shape: XMLShape) throws { try check(shape) }

  /// Reads a shape in one piece and cut in all ways; nothing may depend on the cuts.
  private func check(_ shape: XMLShape) throws {
    let whole = try shape.input.read()
    #expect(whole.values == shape.rows)
    #expect(whole.rejects.isEmpty && whole.fileProblems.isEmpty)
    for chunkBytes in [1, 2, 3, 7, 64] {
      for chunks in ChunkSizes.all {
        var input = shape.input
        input.chunkBytes = chunkBytes
        input.chunks = chunks
        #expect(try input.read() == whole, "chunks of \(chunkBytes), source \(chunks.testDescription)")
      }
    }
  }
}
