import Foundation
import TestSupport
import Testing

@testable import Guess

@Suite struct VendorSearchTests {
  /// Samples of shipped mappings, as `source/file`.
  static let samples: [String] = GuessingTool.known.flatMap { known in
    let folder = Project.root.appendingPathComponent("samples/\(known.name)").path
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted().map {
      "\(known.name)/\($0)"
    }
  }

  @Test(arguments: samples)
  func aSampleIsKnownByItsMapping(path: String) throws {
    let result = try GuessingTool.guess(GuessingTool.sample(path), file: path, known: GuessingTool.known)
    let names = ([result.vendor] + result.otherVendors).compactMap { $0?.name }
    let own = path.split(separator: "/").first.map(String.init) ?? ""
    #expect(names.contains(own))
    // The two mappings of Google's feed read the same files; both are named.
    if own.hasPrefix("google-") {
      #expect(names == ["google-product-reviews", "google-product-reviews-skus"])
    } else {
      #expect(names.first == own)
    }
    #expect(result.isUsable)
  }

  @Test func aGenericMappingComesBehindAVendors() throws {
    let twin = GuessingTool.known.filter { $0.name == "loox-csv" }
      .map { KnownMapping(name: "generic-loox", yaml: $0.yaml, folder: $0.folder) }
    let result = try GuessingTool.guess(
      GuessingTool.sample("loox-csv/export.csv"), known: twin + GuessingTool.known)
    #expect(result.vendor?.name == "loox-csv")
    #expect(result.otherVendors.map(\.name) == ["generic-loox"])
  }

  @Test func anExportThatASpreadsheetSavedIsKnownAllTheSame() throws {
    let text = """
      title;body;rating;review_date;curated;reviewer_name;reviewer_email;product_id
      Soft;Very soft, washes well;5;2023-01-05 12:33:11 UTC;ok;Kim;kim@example.com;7012
      Größe;Fällt klein aus;3;2023-02-05 12:33:11 UTC;ok;Lea;lea@example.com;7012

      """
    let bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    let result = try GuessingTool.guess(bytes, known: GuessingTool.known)
    #expect(result.vendor?.name == "judgeme-csv")
    #expect(result.vendor?.changedSource == "source: { format: csv, encoding: iso-8859-1, delimiter: \";\" }")
    #expect(result.counts.mapped == 2)
    #expect(GuessingTool.problems(result.mapping).isEmpty)
  }

  @Test func aShopsOwnFileIsNoVendors() throws {
    let text = "review_id,article,stars,comment\n1,A,5,Good one\n2,B,4,Fine one\n"
    #expect(try GuessingTool.guess(Array(text.utf8), known: GuessingTool.known).vendor == nil)
  }
}
