import Foundation
import Mapping
import Readers
import Records
import Requests

@testable import Pipeline

/// A small mapping for tests of what is around it.
enum TestMapping {
  static let csv = """
    version: 1
    name: shop
    origin: Shop
    source: { format: csv }
    where:
      - { field: status, in: [ok], name: published }
    product:
      metadata: { sku: sku }
    review:
      external_id: id
      score: stars
      text: text
    """

  static func plan(_ yaml: String = csv) -> MappingPlan? {
    MappingCompiler(formats: ReaderRegistry.descriptions).compile(yaml: yaml, file: "shop.yaml", folder: ".")
      .plan
  }
}

/// Keeps what a conversion gives out.
final class CollectingOutput: ConvertOutput {
  var bodies: [String] = []
  var rejects: [String] = []
  /// The request at which writing fails, from 1.
  var failsAt: Int?

  func inputsWereRead(_ summary: RunSummary) {}

  func request(_ request: Request) throws(Problem) {
    if bodies.count + 1 == failsAt { throw Problem("io.write", .error, "the disk is full") }
    bodies.append(String(decoding: request.body, as: UTF8.self))
  }

  func reject(_ record: RejectedRecord) {
    rejects.append(String(decoding: RejectLine.bytes(record), as: UTF8.self))
  }
}
