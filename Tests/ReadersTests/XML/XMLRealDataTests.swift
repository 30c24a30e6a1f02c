import Foundation
import Records
import TestSupport
import Testing

@testable import Readers

/// The folder of real data beside the repository, or where REVIEWFERRY_SHARED says.
enum XMLRealData {
  static let folder = Project.shared.appendingPathComponent("data").path

  static var isPresent: Bool { FileManager.default.fileExists(atPath: folder) }
}

@Suite("Real XML files", .enabled(if: XMLRealData.isPresent, "needs ../shared/data or REVIEWFERRY_SHARED"))
struct XMLRealDataTests {
  private func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: XMLRealData.folder + "/" + name)))
  }

  @Test("A shop's reviews: 500 records, 4 without a score")
  func heureka() throws {
    let bytes = try bytes("heureka_shop_reviews_evikir.xml")
    let input = XMLTestInput(
      bytes: bytes, "/reviews/review",
      ["rating_id", "total_rating", "pros", "cons", "summary", "unix_timestamp"])
    let result = try input.read()
    #expect(result.rows.count == 500 && result.rejects.isEmpty && result.fileProblems.isEmpty)
    #expect(result.values.count { $0[1] == .missing } == 4)
    #expect(result.values.allSatisfy { $0[0] != .missing && $0[5] != .missing })
    #expect(
      result.values.first?.prefix(3) == [
        "934672729", "5", "Velký a přehledný sortiment, přijatelné ceny, rychlé doručení",
      ])
    for row in result.rows {
      #expect(Array(bytes[row.byte..<row.byte + row.raw.utf8.count]) == Array(row.raw.utf8))
      #expect(row.raw.hasPrefix("<review>") && row.raw.hasSuffix("</review>"))
    }
    var cut = input
    cut.chunkBytes = 997
    #expect(try cut.read() == result)
  }

  @Test("Google's feed: nested product identifiers")
  func google() throws {
    let bytes = try bytes("google_review_feed_23_stub.xml")
    let result = try XMLTestInput(
      bytes: bytes, "/feed/reviews/review",
      [
        "review_id", "content", "ratings/overall", "ratings/overall/@min",
        "products/product/product_ids/gtins/gtin",
      ]
    ).read()
    #expect(result.rejects.isEmpty && result.fileProblems.isEmpty)
    #expect(
      result.values.first?.prefix(4) == ["123", "This is a review", "5", "1"])
    let items = try XMLTestInput(
      bytes: bytes, "/feed/reviews/review", [".", "../../../../../review_id", "../../../product_url"],
      each: "products/product/product_ids/skus/sku"
    ).read()
    #expect(items.recordCount == result.recordCount)
    #expect(items.values.first?.dropFirst() == ["123", "https://www.example.com/product/1"])
  }
}
