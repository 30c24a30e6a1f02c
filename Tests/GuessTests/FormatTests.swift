import Records
import Testing

@testable import Guess

@Suite struct FormatTests {
  private static let german = """
    Bewertungsnr;Artikelnummer;Sterne;Kommentar;Datum
    1001;A-77;5;Größe passt, gerne wieder;03.05.2024
    1002;A-78;4;Für mich ein bisschen zu klein;17.05.2024
    1003;A-77;2;Die Farbe ist anders;21.06.2024

    """

  private static func utf16(_ text: String, isBig: Bool, marked: Bool) -> [UInt8] {
    let units = (marked ? [0xFEFF] : []) + Array(text.utf16)
    return units.flatMap { unit in
      let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
      return isBig ? pair : pair.reversed()
    }
  }

  private static let latin1 = german.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }

  private static let windows: [UInt8] =
    latin1 + Array("1004;A-1;3;30 ".utf8) + [0x80] + Array(";22.06.2024\n".utf8)
  private static let marked: [UInt8] = [0xEF, 0xBB, 0xBF] + Array(german.utf8)

  private static let encodings: [([UInt8], String?)] = [
    (Array(german.utf8), nil), (marked, nil), (latin1, "iso-8859-1"),
    (windows, "windows-1252"),
    (utf16(german, isBig: false, marked: true), nil), (utf16(german, isBig: true, marked: true), nil),
    (utf16(german, isBig: false, marked: false), "utf-16le"),
    (utf16(german, isBig: true, marked: false), "utf-16be"),
  ]

  @Test(arguments: encodings)
  func encodingsAreFound(bytes: [UInt8], option: String?) throws {
    let result = try GuessingTool.guess(bytes)
    #expect(result.isUsable)
    #expect(result.counts.mapped >= 3)
    let line = result.mapping.split(separator: "\n").first { $0.hasPrefix("source:") } ?? ""
    #expect(line == "source: { format: csv, \(option.map { "encoding: \($0), " } ?? "")delimiter: \";\" }")
  }

  private static let dialects: [(String, String)] = [
    ("id,sku,rating,text\n1,A,5,\"Good, really\"\n2,A,4,\"a \"\"fine\"\" one\"\n", "source: { format: csv }"),
    (
      "id\tsku\trating\ttext\n1\tA\t5\t\"not closed\n2\tA\t4\tfine\n",
      "source: { format: csv, delimiter: tab, quote: none }"
    ),
    ("id|sku|rating|text\n1|A|5|Good\n2|A|4|Fine\n", "source: { format: csv, delimiter: \"|\" }"),
    (
      "sep=;\nid;sku;rating;text\n1;A;5;Good\n2;A;4;Fine\n",
      "source: { format: csv, delimiter: \";\", skip_lines: 1 }"
    ),
    (
      "Reviews of May\n\nid,sku,rating,text\n1,A,5,Good\n2,A,4,Fine\n",
      "source: { format: csv, skip_lines: 1 }"
    ),
    (
      "1,A,5,\"It works \\\"well\\\", yes\"\n2,A,4,\"Rather fine\"\n",
      "source: { format: csv, escape: backslash, header: false }"
    ),
    (
      "id,sku,rating,text\n1,A,5,NULL\n2,A,4,Fine\n", #"source: { format: csv, null_values: ["NULL", '\N'] }"#
    ),
  ]

  @Test(arguments: dialects)
  func dialectsAreFound(text: String, source: String) throws {
    let result = try GuessingTool.guess(text)
    #expect(result.mapping.contains("\n\(source)\n"), "\(result.mapping)")
    #expect(result.counts.mapped == 2)
  }

  private static let places: [(String, String, String)] = [
    (
      #"[{"id":1,"sku":"A","score":5,"text":"Good"},{"id":2,"sku":"B","score":1,"text":"Bad"}]"#,
      "source: { format: json }", "sku"
    ),
    (
      #"{"meta":{"page":1},"data":[{"id":1,"sku":"A","score":5,"images":[{"id":7,"url":"http://a"}]},{"id":2,"sku":"B","score":1}]}"#,
      "source: { format: json, records: \"/data\" }", "sku"
    ),
    (
      #"{"products":[{"sku":"A","reviews":[{"id":1,"stars":5,"text":"Good"}]},{"sku":"B","reviews":[{"id":2,"stars":1,"text":"Bad"}]}]}"#,
      "source: { format: json, records: \"/products/*/reviews\" }", "../sku"
    ),
    (
      "{\"sku\":\"A\",\"reviews\":[{\"id\":1,\"stars\":5}]}\n{\"sku\":\"B\",\"reviews\":[{\"id\":2,\"stars\":1}]}\n",
      "source: { format: json, records: \"/reviews\" }", "../sku"
    ),
    (
      "<shop><item code='A'><opinions><opinion id='1'><stars>4</stars></opinion><opinion id='2'><stars>5</stars></opinion></opinions></item></shop>",
      "source: { format: xml, records: \"/shop/item/opinions/opinion\" }", "../../@code"
    ),
  ]

  @Test(arguments: places)
  func recordsAreFoundWhereTheyAre(text: String, source: String, product: String) throws {
    let result = try GuessingTool.guess(text)
    #expect(result.mapping.contains("\n\(source)\n"), "\(result.mapping)")
    #expect(result.fields.first { $0.field == "product" }?.selector == product)
    #expect(result.counts.mapped == 2)
    #expect(GuessingTool.problems(result.mapping).isEmpty)
  }

  @Test func aColumnThatCountsTheRowsIsNoID() throws {
    let result = try GuessingTool.guess(",sku,rating,text\n0,A,5,Good one\n1,B,4,Fine one\n2,A,1,Bad one\n")
    #expect(result.mapping.contains("external_id: { hash: [sku, text] }"))
    #expect(result.isUsable)
  }

  @Test func aBrokenLineOfJSONIsNoMoreThanThat() throws {
    let good = (1...4).map { "{\"id\":\($0),\"sku\":\"A\",\"rating\":\($0),\"tags\":[{\"a\":1}]}" }
    let broken = "{\"id\":9,\"tags\":[{\"a\":1},{\"b"
    let result = try GuessingTool.guess((good[..<2] + [broken] + good[2...]).joined(separator: "\n"))
    #expect(result.counts.mapped == 4)
    #expect(result.facts.contains { $0.name == "records looked at" && $0.text.hasPrefix("4") })
  }

  @Test func casesNameNobody() throws {
    let result = try GuessingTool.guess(GuessingTool.sample("judgeme-csv/export.csv"), file: "export.csv")
    #expect(result.isUsable)
    #expect(result.mapping.contains("reviewer_email: \"someone@example.com\""))
    #expect(!result.mapping.replacing("someone@example.com", with: "").contains("@example.com"))
  }

  @Test func whatIsMissingIsMarked() throws {
    let result = try GuessingTool.guess("id,comment\n1,nice one indeed\n2,not so nice\n")
    #expect(result.missing == ["score", "product"])
    #expect(!result.isUsable)
    #expect(result.mapping.contains("# score: …"))
    #expect(result.mapping.contains("# sku: …"))
    #expect(!GuessingTool.problems(result.mapping).isEmpty)
  }

  @Test(arguments: ["", "\n\n", "id,sku,rating\n", "{}", "[]", "<a/>"])
  func withoutARecordThereIsNothingToGuess(text: String) {
    #expect(throws: Problem.self) { try GuessingTool.guess(text) }
  }

  @Test func textFromOutsideCannotLeaveItsCommentOrItsQuotes() throws {
    let result = try GuessingTool.guess(
      Array(
        "id,sku,rating,\"te\nxt: }\"\n1,A,5,\"good\nversion: 2\"\n2,\"B\u{2028}#\",4,\"{ from: x }\"\n".utf8),
      file: "a\nversion: 2.csv")
    #expect(GuessingTool.problems(result.mapping).isEmpty, "\(result.mapping)")
    #expect(result.counts.mapped == 2)
  }
}
