import Catalog
import Records
import Requests

/// Looks the products of a conversion up in the catalog instead of making requests of them.
public final class ReconcileOutput: ConvertOutput {
  private let reconciliation: Reconciliation
  private let progress: ProgressCounters?
  /// What was found; nil until all reviews were seen.
  public private(set) var report: ReconciliationReport?

  public init(_ reconciliation: Reconciliation, progress: ProgressCounters? = nil) {
    self.reconciliation = reconciliation
    self.progress = progress
  }

  public func inputsWereRead(_ summary: RunSummary) {}
  public func request(_ request: Request) {}
  /// Problems of records are reported as they are met.
  public func reject(_ record: RejectedRecord) {}

  public func stage(before next: any GroupStage) -> any GroupStage {
    ReconcileStage(reconciliation, progress) { self.report = $0 }
  }
}

/// Ends the way of the reviews: nothing is passed on.
private final class ReconcileStage: GroupStage {
  private let reconciliation: Reconciliation
  private let progress: ProgressCounters?
  /// Of the current product.
  private var reviews = 0
  private let finished: (ReconciliationReport) -> Void

  init(
    _ reconciliation: Reconciliation, _ progress: ProgressCounters?,
    finished: @escaping (ReconciliationReport) -> Void
  ) {
    self.reconciliation = reconciliation
    self.progress = progress
    self.finished = finished
  }

  func product(_ key: UnsafeBufferPointer<UInt8>) throws(Problem) {
    progress?.ended(reviews: reviews)
    reviews = 0
    try reconciliation.product(key)
  }

  func review(id: UnsafeBufferPointer<UInt8>, body: UnsafeBufferPointer<UInt8>) {
    reviews += 1
    reconciliation.review()
  }

  func finish() throws(Problem) { finished(try reconciliation.finish()) }
}
