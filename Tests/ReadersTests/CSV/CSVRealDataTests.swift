import Foundation
import Records
import TestSupport
import Testing

@testable import Readers

/// Files that nobody of this project wrote; read where they are present.
private enum RealData {
  static let folder = Project.shared.appendingPathComponent("data").path
  static let isPresent = FileManager.default.fileExists(atPath: folder + "/womens_clothing_1k.csv")

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
  }
}

@Suite("Real CSV files", .enabled(if: RealData.isPresent, "needs ../shared/data or REVIEWFERRY_SHARED"))
struct CSVRealDataTests {
  @Test("reads 1,000 clothing reviews with line breaks, doubled quotes and an unnamed column")
  func clothing() throws {
    let result = try readCSVEveryWay(
      try RealData.bytes("womens_clothing_1k.csv"), ["#1", "review text", "rating", "Title"])
    #expect(result.codes == [])
    #expect(result.names.first == "")
    #expect(result.rows.map { $0[0] } == (0..<1000).map { .text("\($0)") })
    #expect(result.rows.allSatisfy { ["1", "2", "3", "4", "5"].contains($0[2]) })
    guard case .text(let text) = result.rows[1][1] else {
      Issue.record("found \(result.rows[1][1])")
      return
    }
    #expect(text.contains("am 5'8\".  i love the length"))
  }

  @Test("reads 3,000 drug reviews wrapped in quotes of their own, with lone carriage returns inside")
  func drugs() throws {
    let result = try readCSVEveryWay(
      try RealData.bytes("drugsComTrain_subset.csv"), ["review", "rating", "date"])
    #expect(result.codes == [])
    #expect(result.rows.count == 3000)
    for row in result.rows {
      guard case .text(let review) = row[0], case .text(let rating) = row[1] else {
        Issue.record("a review without text")
        continue
      }
      #expect(review.hasPrefix("\"") && review.hasSuffix("\""))
      #expect(Double(rating).map { (1...10).contains($0) } == true)
    }
  }

  @Test("reads 3,708 snippets without quoting")
  func snippets() throws {
    let result = try readCSVEveryWay(
      try RealData.bytes("amazon_snippets_unquoted.tsv"), ["#1", "#2", "#3"],
      ["delimiter": .byte(9), "quote": .byte(nil), "header": .flag(false)])
    #expect(result.codes == [])
    #expect(result.rows.count == 3708)
    #expect(result.rows.first?[0] == "1_1")
  }
}
