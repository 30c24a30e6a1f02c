import Testing

@testable import Readers

@Suite("XML selectors")
struct XMLSelectorTests {
  @Test(
    "A selector is climbs, steps and an attribute",
    arguments: [
      ("a", 0, ["a"], nil), ("a/b-c/d.e", 0, ["a", "b-c", "d.e"], nil), ("@id", 0, [], "id"),
      ("a/@min", 0, ["a"], "min"), (".", 0, [], nil), ("..", 1, [], nil), ("../../a/@id", 2, ["a"], "id"),
      ("./a", 0, ["a"], nil), ("_é/名", 0, ["_é", "名"], nil),
    ] as [(String, Int, [String], String?)])
  func legal(_ text: String, _ climbs: Int, _ steps: [String], _ attribute: String?) throws {
    let selector = try XMLSelector(text)
    #expect(selector.climbs == climbs && selector.steps == steps && selector.attribute == attribute)
    #expect(XMLSelector.fault(text) == nil)
  }

  @Test(
    "A fault is told in words",
    arguments: [
      ("", "an XML selector is empty; '.' is the element's own text"),
      ("/a", "begins with '/'; an XML selector is relative to the record, such as 'ratings/overall'"),
      ("a//b", "has an empty step; '//' is not understood, name each direct child"),
      ("a/../b", "has '..' behind a name; '..' may only begin a selector"),
      ("@a/b", "goes on behind an attribute; '@name' must be the last step"),
      ("a/@", "has '@' without a name"),
      ("g:id", "has a namespace prefix; names are matched without it: write 'id'"),
      ("a[1]", "has a step that is no XML name; conditions, wildcards and functions are not understood"),
      ("*", "has a step that is no XML name; conditions, wildcards and functions are not understood"),
      ("1a", "has a step that is no XML name; conditions, wildcards and functions are not understood"),
    ])
  func faults(_ text: String, _ sentence: String) {
    #expect(XMLSelector.fault(text) == sentence)
  }
}
