import Catalog
import Grouping
import Ledger
import Records
import Requests

/// The way of parked reviews whose product is known by now, from the ledger to requests.
///
/// Memory is bounded by a page of reviews.
public final class ReleasePipeline {
  /// What is to be released.
  public struct Choice: Sendable {
    /// Also of products that the catalog does not have.
    public var includesUnmatched = false
    /// The products that are meant, by their `product_identification`; all without it.
    public var isWanted: (@Sendable (UnsafeBufferPointer<UInt8>) -> Bool)?

    public init() {}
  }

  private let ledger: Ledger
  private let choice: Choice
  private let limits: RequestLimits
  private let cancellation: Cancellation

  public init(ledger: Ledger, choice: Choice, limits: RequestLimits, cancellation: Cancellation) {
    (self.ledger, self.choice) = (ledger, choice)
    (self.limits, self.cancellation) = (limits, cancellation)
  }

  /// Gives all requests to the output, and adds them to the summary; why it ended before its end.
  public func run(into output: SubmitOutput, _ summary: inout RunSummary) -> PipelineStop? {
    let assembler = AssemblingStage(limits: limits, cancellation: cancellation, output: output)
    defer {
      var released = RunSummary()
      assembler.add(to: &released)
      summary.products += released.products
      summary.written += released.written
      summary.requests += released.requests
      summary.requestBytes += released.requestBytes
    }
    do throws(Problem) {
      let stage = output.releaseStage(before: assembler)
      try forEachProduct { (product) throws(Problem) in try pass(product, to: stage, output) }
      try stage.finish()
    } catch {
      return PipelineStop(output: error)
    }
    return nil
  }

  /// The products to be released, by their keys.
  private func forEachProduct(_ use: (ParkedProduct) throws(Problem) -> Void) throws(Problem) {
    var last: [UInt8] = []
    while true {
      let products = try ledger.parkedProducts(after: last)
      guard let end = products.last else { return }
      last = end.key
      for product in try due(products) {
        if cancellation.isCancelled { throw PipelineStop.cancellation }
        try use(product)
      }
    }
  }

  private func due(_ products: [ParkedProduct]) throws(Problem) -> [ParkedProduct] {
    let wanted = products.filter { product in
      product.key.withUnsafeBufferPointer { choice.isWanted?($0) ?? true }
    }
    if choice.includesUnmatched || wanted.isEmpty { return wanted }
    return try ledger.readCatalog { lookup in
      let matcher = ProductMatcher(lookup)
      return try wanted.filter { product in
        try product.key.withUnsafeBufferPointer { try matcher.match($0).parkedReason == nil }
      }
    }
  }

  private func pass(
    _ product: ParkedProduct, to stage: any GroupStage, _ output: SubmitOutput
  ) throws(Problem) {
    var isBegun = false
    var next: [UInt8]? = []
    while let after = next {
      let page = try ledger.offerParked(product, after: after)
      next = page.next
      if page.reviews.isEmpty { continue }
      if !isBegun { try Self.withBytes(product.key) { (key) throws(Problem) in try stage.product(key) } }
      isBegun = true
      for review in page.reviews {
        output.offered += 1
        try Self.withBytes(review.id) { (id) throws(Problem) in
          try Self.withBytes(review.body) { (body) throws(Problem) in
            try stage.review(id: id, body: body)
          }
        }
      }
    }
  }

  private static func withBytes(
    _ bytes: [UInt8], _ use: (UnsafeBufferPointer<UInt8>) throws(Problem) -> Void
  ) throws(Problem) {
    let result = bytes.withUnsafeBufferPointer { bytes in
      Result { () throws(Problem) in try use(bytes) }
    }
    try result.get()
  }
}
