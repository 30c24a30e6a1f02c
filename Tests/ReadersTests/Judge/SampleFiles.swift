import Foundation
import Records
import TestSupport

/// How the project's samples, and the real files, are to be read.
enum SampleFiles {
  /// A file, and what its mapping says under `source:` and `each:`.
  private struct Entry {
    var path: String
    var source: SourceOptions
    var each: String?
    var isLines = false
  }

  static let shared = Project.shared.path

  static func inputs() throws -> [JudgedInput] {
    try (samples() + realFiles).map { entry in
      JudgedInput(
        name: entry.path, bytes: Array(try Data(contentsOf: URL(fileURLWithPath: entry.path))),
        source: entry.source, selectors: [], each: entry.each, isLines: entry.isLines)
    }
  }

  private static func samples() throws -> [Entry] {
    let folder = Judge.root + "/samples"
    let manager = FileManager.default
    let sources = try manager.contentsOfDirectory(atPath: folder).sorted().filter { source in
      manager.fileExists(atPath: "\(Judge.root)/mappings/\(source).yaml")
    }
    return try sources.flatMap { source in
      try manager.contentsOfDirectory(atPath: "\(folder)/\(source)").sorted().map { file in
        entry("\(folder)/\(source)/\(file)", of: source)
      }
    }
  }

  private static func entry(_ path: String, of source: String) -> Entry {
    let name = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
    var entry = Entry(path: path, source: SourceOptions(format: "csv"), each: items[source])
    if name.hasSuffix(".xml") { entry.source.format = "xml" }
    if name.hasSuffix(".json") || name.hasSuffix(".jsonl") { entry.source.format = "json" }
    entry.source.values = dialects[source] ?? [:]
    if let records = records[source] { entry.source.values["records"] = .text(records) }
    entry.isLines = ["amazon-2018", "amazon-2023", "reevoo", "tap-yotpo"].contains(source)
    return entry
  }

  private static let dialects: [String: [String: OptionValue]] = [
    "amazon-tsv": ["delimiter": .byte(9), "quote": .byte(nil)],
    "ekomi": [
      "encoding": .text("iso-8859-1"), "escape": .text("backslash"), "header": .flag(false),
      "columns": .textList(["timestamp", "order_id", "product_id", "rating", "text"]),
    ],
    "magento-2": ["null_values": .textList(["NULL", "\\N"])],
  ]

  private static let records: [String: String] = [
    "bazaarvoice-conversations": "/Results", "bazaarvoice-feed": "/Feed/Product/Reviews/Review",
    "bigcommerce": "/data", "feefo": "/reviews", "google-product-reviews": "/feed/reviews/review",
    "google-product-reviews-skus": "/feed/reviews/review", "heureka": "/reviews/review", "klaviyo": "/data",
    "powerreviews-feed": "/products/product/reviews/fullreview", "reviews-io": "/reviews",
    "trusted-shops": "/items", "trustpilot": "/productReviews", "verified-reviews": "/*/review",
    "yotpo-api": "/reviews",
  ]

  private static let items: [String: String] = [
    "feefo": "products", "google-product-reviews": "products/product",
    "google-product-reviews-skus": "products/product/product_ids/skus/sku", "reevoo": "reviews",
  ]

  private static var realFiles: [Entry] {
    let folder = shared + "/data"
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    let csv = SourceOptions(format: "csv")
    var entries = [
      Entry(path: "\(folder)/womens_clothing_1k.csv", source: csv),
      Entry(path: "\(folder)/drugsComTrain_subset.csv", source: csv),
      Entry(
        path: "\(folder)/amazon_snippets_unquoted.tsv",
        source: SourceOptions(
          format: "csv", values: ["delimiter": .byte(9), "quote": .byte(nil), "header": .flag(false)])),
      Entry(
        path: "\(folder)/google_review_feed_23_stub.xml",
        source: SourceOptions(format: "xml", values: ["records": .text("/feed/reviews/review")]),
        each: "products/product"),
      Entry(
        path: "\(folder)/heureka_shop_reviews_evikir.xml",
        source: SourceOptions(format: "xml", values: ["records": .text("/reviews/review")])),
    ]
    for number in [103_401, 122_095, 22_199, 30_270, 52_412] {
      entries.append(Entry(path: "\(folder)/nsmc/\(number).json", source: SourceOptions(format: "json")))
    }
    return entries
  }
}
