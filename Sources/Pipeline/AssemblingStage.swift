import Grouping
import Records
import Requests

/// A step between grouping and requests.
public protocol GroupStage: AnyObject, GroupSink {
  /// Says that there are no more reviews, to the next step too.
  func finish() throws(Problem)
}

/// Takes sorted groups and makes requests of them.
final class AssemblingStage: GroupStage {
  private let assembler: RequestAssembler
  private var products = 0
  private let requestBytes: Total

  /// Counted apart, because the assembler's closure must not hold the stage that holds the assembler.
  private final class Total {
    var value = 0
  }

  init(limits: RequestLimits, cancellation: Cancellation, output: any ConvertOutput) {
    let total = Total()
    requestBytes = total
    assembler = RequestAssembler(
      maxReviews: limits.maxReviews, maxBytes: limits.maxBytes, shape: limits.shape
    ) { (request) throws(Problem) in
      if cancellation.isCancelled { throw PipelineStop.cancellation }
      total.value += request.body.count
      try output.request(request)
    }
  }

  func product(_ key: UnsafeBufferPointer<UInt8>) throws(Problem) {
    products += 1
    try assembler.product(key)
  }

  func review(id: UnsafeBufferPointer<UInt8>, body: UnsafeBufferPointer<UInt8>) throws(Problem) {
    try assembler.review(id: id, body: body)
  }

  func finish() throws(Problem) { try assembler.finish() }

  func add(to summary: inout RunSummary) {
    summary.products = products
    summary.written = assembler.reviews
    summary.requests = assembler.requests
    summary.requestBytes = requestBytes.value
  }
}
