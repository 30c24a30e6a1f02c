import Foundation
import Records
import TestSupport
import Testing

@testable import Readers

/// Files that nobody here wrote.
@Suite struct JSONRealDataTests {
  /// Where the real arrays are.
  static let folder = Project.shared.appendingPathComponent("data/nsmc")

  static let files =
    ((try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? [])
    .filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }

  @Test(.enabled(if: !files.isEmpty, "../shared/data/nsmc is not there"), arguments: files)
  func `real arrays are read complete`(_ file: URL) throws {
    let data = try Data(contentsOf: file)
    let wanted = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: String]])
    let names = ["review", "date", "rating", "author", "review_id", "movie_id"]
    for chunks in [ChunkSizes.whole, .random(seed: 5)] {
      let reading = try readJSON(ChunkedByteSource(Array(data), chunks: chunks), select: names)
      #expect(reading.rows == wanted.map { record in names.map { "s:" + (record[$0] ?? "") } })
      #expect(reading.recordCount == wanted.count)
      #expect(reading.unreadable == [] && reading.fileProblems == [])
    }
  }
}
