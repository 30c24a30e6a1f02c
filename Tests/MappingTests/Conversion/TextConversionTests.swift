import Records
import Testing

@testable import Mapping

@Suite("Text")
struct TextConversionTests {
  @Test(
    "trim takes white space of every kind off both ends",
    arguments: [
      ("abc", "abc"), ("  abc\t\r\n", "abc"), ("a b", "a b"), ("", ""), (" ", ""), ("\u{A0}a\u{A0}", "a"),
      ("\u{200B}\u{FEFF}a\u{3000}", "a"), ("\u{2028}a\u{2029}\u{85}", "a"), ("é ", "é"), (" é", "é"),
      ("\u{A0}", ""),
      ("\u{1680}\u{2007}\u{202F}\u{205F}a", "a"), ("\u{200D}a", "\u{200D}a"), ("à\u{A0}à", "à\u{A0}à"),
      ("\u{0}a", "\u{0}a"),
      ("漢 \u{3000} ", "漢"), ("\u{B}\u{C}a\u{1C}", "a\u{1C}"), ("👍 ", "👍"), ("\u{180E}a", "\u{180E}a"),
    ])
  func trims(text: String, expected: String) {
    #expect(withBytes(text) { string(TextConversion.trim($0)) } == expected)
  }

  @Test("trim looks at whole characters, whatever stands beside the white space")
  func trimsBesideWideCharacters() {
    let marks =
      ["x", "é", "の", "々", "漢", "ア", "。", "ṛ", "ﾞ", "👍"] + ["\u{2010}", "\u{1681}", "\u{FEFE}"]
    let spaces =
      ["", " ", "\u{A0}", "\u{85}", "\u{1680}", "\u{2003}", "\u{2028}"] + ["\u{3000}", "\u{FEFF}"]
    for first in marks {
      for last in marks {
        for space in spaces {
          for text in [first, first + last, first + space + last] {
            let trimmed = withBytes(space + text + space) { string(TextConversion.trim($0)) }
            if Array(trimmed.utf8) != Array(text.utf8) { Issue.record("'\(space)' around '\(text)'") }
          }
        }
      }
    }
  }

  @Test("trim agrees with Unicode's White_Space for every scalar")
  func trimsLikeUnicode() {
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let isSpace = scalar.properties.isWhitespace || value == 0x200B || value == 0xFEFF
      let isTrimmed = withBytes("\(scalar)x\(scalar)") { TextConversion.trim($0).count == 1 }
      if isSpace != isTrimmed, scalar != "x" { Issue.record("U+\(String(value, radix: 16))") }
    }
  }

  @Test(
    "truncate counts characters as a reader does",
    arguments: [
      ("abc", 5, "abc"), ("abc", 3, "abc"), ("abc", 2, "ab"), ("abc", 0, ""), ("", 3, ""), ("éàü", 2, "éà"),
      ("e\u{301}e\u{301}", 1, "e\u{301}"), ("a👨‍👩‍👧b", 2, "a👨‍👩‍👧"),
      ("🇫🇷🇩🇪", 1, "🇫🇷"), ("a\r\nb", 2, "a\r\n"),
      ("abc한국어", 4, "abc한"), ("abcdefé", 6, "abcdef"), ("ab\r\né", 3, "ab\r\n"), ("👍🏽👍", 1, "👍🏽"),
    ])
  func truncates(text: String, count: Int, expected: String) {
    let found = withBytes(text) { string(TextConversion.truncate($0, characters: count)) }
    #expect(found == expected)
    #expect(Array(found.utf8) == Array(String(text.prefix(count)).utf8))
  }

  @Test(
    "case changes letters of all scripts",
    arguments: [
      ("abc", "ABC", nil), ("ABC", nil, "abc"), ("123", nil, nil), ("a1B", "A1B", "a1b"), ("", nil, nil),
      ("straße", "STRASSE", "straße"), ("ÉTÉ", "ÉTÉ", "été"), ("[{@`", nil, nil), ("ʼn", "ʼN", "ʼn"),
    ])
  func changesCase(text: String, upper: String?, lower: String?) {
    #expect(rewritten(text, TextConversion.uppercase) == upper)
    #expect(rewritten(text, TextConversion.lowercase) == lower)
  }

  @Test(
    "URL escapes are decoded once",
    arguments: [
      ("a%20b", "a b"), ("Tr%C3%A8s%20bien", "Très bien"), ("a+b", nil), ("a+%2B", "a++"), ("100%", nil),
      ("100%zz", nil),
      ("%2", nil), ("%2541", "%41"), ("%e9%", "invalid"), ("%C3%A9%zz", "é%zz"), ("", nil),
      ("%F0%9F%8E%88", "🎈"),
      ("%ED%A0%80", "invalid"), ("%C0%80", "invalid"), ("%00", "\0"), ("é%41", "éA"), ("%C3", "invalid"),
      ("%\u{663}1", nil),
    ])
  func decodesURL(text: String, expected: String?) {
    var outcome = URLDecoding.unchanged
    let found = rewritten(text) { bytes, out in
      outcome = TextConversion.urlDecode(bytes, into: out)
      return outcome == .written
    }
    #expect(outcome == (expected == nil ? .unchanged : expected == "invalid" ? .invalidUTF8 : .written))
    #expect(found == (expected == "invalid" ? nil : expected))
  }

  @Test(
    "UUIDs are taken in their canonical form only",
    arguments: [
      ("25566245-55C3-42CE-86D9-8610AC459FA8", "25566245-55c3-42ce-86d9-8610ac459fa8"),
      ("25566245-55c3-42ce-86d9-8610ac459fa8", "25566245-55c3-42ce-86d9-8610ac459fa8"),
      ("00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000"), ("", nil),
      ("2556624555c342ce86d98610ac459fa8", nil), ("{25566245-55c3-42ce-86d9-8610ac459fa8}", nil),
      ("25566245-55c3-42ce-86d9-8610ac459fag", nil), ("25566245-55c3-42ce-86d9-8610ac459fa", nil),
      ("25566245-55c3-42ce-86d98-610ac459fa8", nil), ("25566245\r55c3-42ce-86d9-8610ac459fa8", nil),
      ("25566245-55c3-42ce-86d9-8610ac459f\u{C3}8", nil), ("25566245-55c3-42ce-86d9-8610ac459fa8 ", nil),
    ])
  func normalisesUUID(text: String, expected: String?) {
    #expect(rewritten(text, UUIDText.normalised) == expected)
  }
}

@Suite("Hashes of fields")
struct FieldHashTests {
  private func hash(_ fields: [(String, String)]) -> (canonical: String, hex: String) {
    let hash = FieldHash(names: fields.map(\.0))
    let canonical = ByteBuffer()
    for (index, field) in fields.enumerated() {
      withBytes(field.1) { hash.appendField(index, $0, to: canonical) }
    }
    let out = ByteBuffer()
    SHA256Hex.append(hashOf: canonical.all, to: out)
    return (string(canonical.all), string(out.all))
  }

  @Test("the canonical form is fixed, because external ids depend on it")
  func isFixed() {
    let found = hash([("sku", "KTL-900"), ("title", "Ça va")])
    #expect(found.canonical == "3:sku,7:KTL-900,5:title,6:Ça va,")
    #expect(found.hex == "d1e4112da343337cc538598f5e335607d7c09e467aeb6ffbd5e3f9a1b945d346")
    #expect(
      hash([("author", ""), ("text", String(repeating: "x", count: 1234))]).hex
        == "016d06a77285e76a552ae82a3db439b3307426b404216a598214b6ee40cac697")
  }

  @Test("values cannot run into each other")
  func separates() {
    #expect(hash([("a", "b"), ("c", "")]).hex != hash([("a", ""), ("c", "b")]).hex)
    #expect(hash([("a", "1,1:c,1:2")]).hex != hash([("a", "1"), ("c", "2")]).hex)
  }

  @Test(
    "SHA-256 as published in FIPS 180",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
  func hashes(text: String, expected: String) {
    let out = ByteBuffer()
    withBytes(text) { SHA256Hex.append(hashOf: $0, to: out) }
    #expect(string(out.all) == expected)
  }
}
