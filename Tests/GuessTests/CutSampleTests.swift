import Records
import Testing

@testable import Guess

/// Where a sample ends is an accident: it may be within a record, a character or compressed data.
@Suite struct CutSampleTests {
  private static let csv =
    "id,sku,rating,title,text\n1,A-1,5,Né,\"Très \"\"chic\"\"\net léger ☀️\"\n2,B,4,Ok,\"a, b\"\n"
  private static let lines =
    "{\"id\":1,\"sku\":\"A\",\"rating\":5,\"text\":\"é \\u00e9 \\\"\"}\n{\"id\":2,\"sku\":\"B\",\"rating\":4,\"tags\":[1,{\"a\":2}]}\n"
  private static let document =
    "{\"meta\":{\"n\":2},\"reviews\":[{\"id\":1,\"sku\":\"A\",\"rating\":5},{\"id\":2,\"sku\":\"ß\",\"rating\":4}],\"next\":null}"
  private static let xml =
    "<?xml version=\"1.0\"?><!-- c --><r xmlns:a='u'><review id=\"1\"><sku>A&amp;B</sku><stars>5</stars><t><![CDATA[é]]></t></review><review id=\"2\"><sku>ß</sku><stars>4</stars></review></r>"

  @Test(arguments: [csv, lines, document, xml])
  func noCutIsAnError(text: String) {
    let bytes = Array(text.utf8)
    for length in 0...bytes.count { check(Array(bytes[..<length])) }
  }

  @Test func noCutOfCompressedDataIsAnError() throws {
    let bytes = try GuessingTool.sample("amazon-2018/reviews.json.gz")
    for length in 0...bytes.count { check(Array(bytes[..<length])) }
  }

  @Test func aLimitIsACut() throws {
    let bytes = Array(Self.csv.utf8)
    for limit in 1...bytes.count {
      do throws(Problem) {
        let result = try GuessingTool.guess(bytes, limit: limit)
        #expect(GuessingTool.problems(result.mapping).isEmpty || !result.missing.isEmpty)
      } catch {
        #expect(error.code == "guess.no-records")
      }
    }
  }

  /// A mapping that compiles, unless something is missing in it; or too little to guess from.
  private func check(_ bytes: [UInt8]) {
    do throws(Problem) {
      let result = try GuessingTool.guess(bytes)
      #expect(
        GuessingTool.problems(result.mapping).isEmpty || !result.missing.isEmpty,
        "\(bytes.count): \(result.mapping)")
    } catch {
      #expect(["guess.no-records", "input.empty"].contains(error.code.rawValue), "\(bytes.count): \(error)")
    }
  }
}
