import Records
import TestSupport
import Testing

@testable import Mapping

@Suite("Entities and markup")
struct MarkupTests {
  @Test(
    "entities become characters",
    arguments: [
      ("It&#39;s fine", "It's fine"), ("Sam &amp; Jo", "Sam & Jo"), ("Sam &amp;amp; Jo", "Sam &amp; Jo"),
      ("&lt;b&gt;", "<b>"), ("&quot;&apos;&nbsp;", "\"'\u{A0}"),
      ("caf&eacute; &Eacute;t&eacute;", "café Été"),
      ("&#233;&#xE9;&#Xe9;", "ééé"), ("&euro;&hellip;&rsquo;&trade;", "€…’™"), ("&#128;&#146;&#153;", "€’™"),
      ("&#129;&#x8D;", "\u{81}\u{8D}"), ("&#0;&#xD800;&#1114112;", "\u{FFFD}\u{FFFD}\u{FFFD}"),
      ("&#99999999999999999999;", "\u{FFFD}"), ("&#128512;", "😀"), ("&thetasym;&Alpha;&omega;", "ϑΑω"),
      ("&amp", "&"), ("a &lt b", "a < b"), ("&nbsp&nbsp;", "\u{A0}\u{A0}"), ("&AMP;&LT;&COPY;", "&<©"),
      ("&num;1 &check; &starf;&star;", "#1 ✓ ★☆"), ("&#10;", "\n"), ("&&amp;&", "&&&"),
      ("&#x1F388;&#38;#39;", "🎈&#39;"),
      ("&zwj;&shy;", "\u{200D}\u{AD}"), ("x&frac12;", "x½"), ("&lsquo;&ldquo;", "‘“"), ("é&amp;é", "é&é"),
    ])
  func decodes(text: String, expected: String) {
    #expect(rewritten(text, TextConversion.decodeEntities) == expected)
  }

  @Test(
    "what is no entity stays",
    arguments: [
      "", "plain", "&", "a & b", "AT&T", "&;", "&#;", "&#x;", "&#xg;", "&#39", "&#x27 ", "&unknown;",
      "&eacute x", "&copy 2024",
      "&ampersand", "&lt3", "?a=1&lt=2", "&amplifier;", "&verylongname;", "&é;", "&# 39;", "&-amp;", "R&D;",
      "&eACUTE;",
    ])
  func keepsText(text: String) { #expect(rewritten(text, TextConversion.decodeEntities) == nil) }

  @Test("all names of HTML 4 are known")
  func knowsHTML4() {
    // One name from each block of HTML 4's three entity sets, and their total.
    for (name, character) in [
      ("nbsp", "\u{A0}"), ("yuml", "ÿ"), ("fnof", "ƒ"), ("piv", "ϖ"), ("bull", "•"), ("weierp", "℘"),
      ("larr", "←"),
      ("hArr", "⇔"), ("forall", "∀"), ("sdot", "⋅"), ("lceil", "⌈"), ("rang", "\u{27E9}"), ("loz", "◊"),
      ("spades", "♠"), ("OElig", "Œ"), ("circ", "ˆ"), ("zwnj", "\u{200C}"), ("rsaquo", "›"), ("euro", "€"),
    ] { #expect(rewritten("&\(name);", TextConversion.decodeEntities) == character, "\(name)") }
    #expect(EntityTable.count == 409)
  }

  @Test(
    "markup goes, text stays",
    arguments: [
      ("<p>Works &amp; looks good</p>\n", "Works &amp; looks good\n"), ("<b>bold</b> text", "bold text"),
      ("Two weeks on one charge.<br /><br />Happy.", "Two weeks on one charge.\n\nHappy."),
      ("a<br>b<BR/>c<br class=\"x\">d", "a\nb\nc\nd"), ("<p>A</p><p>B</p>", "A\nB"),
      ("<div><p>A</p></div>", "A"),
      ("A<p>B", "A\nB"), ("<ul><li>A</li><li>B</li></ul>C", "A\nB\nC"), ("A<br>\nB", "A\nB"),
      ("A<br/>\r\nB", "A\nB"),
      ("A<br>\n<br>\nB", "A\n\nB"), ("A<br><br><br><br>B", "A\n\nB"), ("A <br> B", "A\nB"),
      ("<p>A</p><br><p>B</p>", "A\n\nB"),
      ("A<br><p>B</p>", "A\nB"), ("<p>A</p>\n<p>B</p>", "A\nB"), ("<p>A</p>\n\n<p>B</p>", "A\n\nB"),
      ("<b>A</b>\n\n\n\nB", "A\n\nB"), ("<i>A</i>\n \n\t\n\nB", "A\n \nB"), ("<br>A", "\nA"), ("A<br>", "A"),
      ("<!-- note -->A", "A"), ("A<!-- <b> > -->B", "AB"), ("<!DOCTYPE html><html>A</html>", "A"),
      ("<script>if (a<b) alert('x')</script>A", "A"), ("<STYLE>p > a {}</Style >A", "A"),
      ("<script>x</scripty></script>A", "A"),
      ("<script>a", "a"), ("<a href=\"x>y\">link</a>", "link"), ("<a title='<b>'>link</a>", "link"),
      ("<img src=x>", ""),
      ("<h1>T</h1>text", "T\ntext"), ("<td>1</td><td>2</td>", "1\n2"),
      ("<blockquote>q</blockquote>r", "q\nr"),
      ("1 < 2 <b>x</b> > 0", "1 < 2 x > 0"), ("I <3 <i>it</i>", "I <3 it"), ("<span\nclass=a>x</span>", "x"),
      ("<custom-tag>x</custom-tag>", "x"), ("é<b>è</b>", "éè"), ("<b></b>", ""), ("<p></p>", ""),
      ("x<b>y<z</b>", "xy<z"),
      ("<B>it's</B> <i>mine's</i>", "it's mine's"), ("<a href='x>y <b>z</b>", "y z"),
    ])
  func strips(text: String, expected: String) {
    #expect(rewritten(text, TextConversion.stripHTML) == expected)
  }

  @Test(
    "a text without markup stays",
    arguments: [
      "", "plain", "a < b", "a <b", "<3", "</3", "I <3 you", "x <- y", "<", "<<<", "< b>", "a<", "</", "<!",
      "<!-- open", "<!x",
      "<a href=", "<a href=\"", "2<3>1", "<é>", "<>", "</>", "<!->", "<![CDATA[x]]>", "\n\n\n\n", "<=>", "<b",
      "<b <c <d", "<1>",
    ])
  func keepsPlainText(text: String) { #expect(rewritten(text, TextConversion.stripHTML) == nil) }

  @Test(
    "hostile texts of a megabyte take linear time",
    arguments: [
      "<", "<a", "<a <", "<!--", "<!x", "<a b=\"", "<a b='\"' ", "<a b=\"c\" d=\"", "<script>", "</script",
      "<script></scrip",
      "<br>", "<br> ", "<p> \n", " \n", "&", "&#", "&amp", "&#x", "<b> ", "<b>\n", "\n \t<i>",
      "<a b=\"c\" d=\">\" <",
      "<script><", "<style></style", "<!-->", "<br>\n", "<p>\r\n \r\n", "&aaaaaaaa",
    ])
  func isLinear(piece: String) {
    // The second text opens a script, so that its end is looked for.
    let pieces = String(repeating: piece, count: 1_000_000 / piece.utf8.count)
    for text in [Array(pieces.utf8), Array(("<script>" + pieces).utf8)] { expectLinear(text, piece) }
  }

  private func expectLinear(_ text: [UInt8], _ piece: String) {
    let out = ByteBuffer()
    text.withUnsafeBufferPointer { bytes in
      let clock = ContinuousClock()
      let time = clock.measure {
        _ = TextConversion.stripHTML(bytes, into: out)
        _ = TextConversion.decodeEntities(bytes, into: out)
        _ = TextConversion.trim(bytes)
      }
      #expect(time < .seconds(20), "\(piece)")
    }
  }

  @Test("random markup never grows, and stays valid UTF-8: 5,000 seeded texts")
  func survivesRandomMarkup() {
    let pieces = [
      "<", ">", "/", "!", "--", "b", "br", "p", "script", "'", "\"", "=", " ", "\n", "\r\n", "é", "&", "amp",
      ";", "#", "39", "x",
    ]
    var generator = SeededRandom(seed: 23)
    for _ in 0..<5000 {
      let count = Int.random(in: 0...40, using: &generator)
      let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
      let stripped = rewritten(text, TextConversion.stripHTML) ?? text
      let decoded = rewritten(text, TextConversion.decodeEntities) ?? text
      #expect(stripped.utf8.count <= text.utf8.count && !stripped.contains("\u{FFFD}"), "\(text)")
      #expect(decoded.utf8.count <= text.utf8.count && !decoded.contains("\u{FFFD}"), "\(text)")
    }
  }
}
