import Testing

@testable import Mapping

@Suite("Templates") struct TemplateTextTests {
  @Test(
    "Braces hold selectors, doubled ones are braces",
    arguments: [
      ("{a}", [TemplateText.Piece.selector("a")]),
      ("x{ a.b }y", [.literal("x"), .selector("a.b"), .literal("y")]),
      ("{{{a}}}", [.literal("{"), .selector("a"), .literal("}")]),
      ("{a}{b}", [.selector("a"), .selector("b")]),
      ("{../@id}/{#3}", [.selector("../@id"), .literal("/"), .selector("#3")]),
    ])
  func parses(_ text: String, _ pieces: [TemplateText.Piece]) throws {
    #expect(try TemplateText.parse(text).get() == pieces)
  }

  @Test("What is no template is refused", arguments: ["", "a", "{", "{a", "a}", "{}", "{ }", "{{a}}"])
  func refuses(_ text: String) {
    #expect(throws: TemplateText.Fault.self) { try TemplateText.parse(text).get() }
  }
}
