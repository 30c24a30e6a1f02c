import Records
import Testing

@Suite struct QuotationTests {
  @Test(arguments: [
    ("plain", "'plain'"),
    ("", "''"),
    ("tab\there", "'tab\\u{9}here'"),
    ("\u{1b}[31mred", "'\\u{1b}[31mred'"),
    ("\u{202E}abc", "'\\u{202e}abc'"),
    ("\u{061C}a\u{2028}b", "'\\u{61c}a\\u{2028}b'"),
    ("żółw 龍 🐉", "'żółw 龍 🐉'"),
  ])
  func quotesAndEscapes(text: String, expected: String) {
    #expect(Quotation.quote(text) == expected)
  }

  @Test func cutsAtSixtyCharactersAndTellsTheLength() {
    let exact = String(repeating: "x", count: 60)
    #expect(Quotation.quote(exact) == "'\(exact)'")
    #expect(Quotation.quote(exact + "y") == "'\(exact)…' (61 characters)")
  }
}

@Suite struct SentenceTests {
  let sentence: Sentence = "found \(3) of \(quoted: "a\nb") with \(private: "my name")"

  @Test func hidesPrivateValuesUnlessAsked() {
    #expect(sentence.text(showingValues: false) == "found 3 of 'a\\u{a}b' with a text of 7 characters")
    #expect(sentence.text(showingValues: true) == "found 3 of 'a\\u{a}b' with 'my name'")
  }
}

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("reviw_text", ["review_text", "title"], "review_text"),
    ("Review Text", ["review_text", "title"], "review_text"),
    ("delimeter", ["delimiter", "quote"], "delimiter"),
    ("x", ["y", "z"], nil),
    ("colour", ["weight", "size"], nil),
    ("skus", ["sku", "score"], "sku"),
  ])
  func findsWhatWasMeant(name: String, candidates: [String], expected: String?) {
    #expect(NearestName.of(name, among: candidates) == expected)
  }

  @Test func suggestionIsAWholeClauseOrNothing() {
    #expect(NearestName.suggestion(for: "tilte", among: ["title"]) == "; did you mean 'title'?")
    #expect(NearestName.suggestion(for: "zzzz", among: ["title"]) == "")
  }
}
