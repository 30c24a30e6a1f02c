import Synchronization

/// How far a run is: counted for each batch by the threads that do the work, read now and then by one that shows it.
///
/// Each count is right by itself; counts that are read together may be of slightly different moments.
public final class ProgressCounters: Sendable {
  private let bytesRead = Atomic(0)
  private let recordsRead = Atomic(0)
  private let recordsRejected = Atomic(0)
  private let currentInput = Atomic(0)
  /// Below 0 while the inputs are read.
  private let reviewsMapped = Atomic(-1)
  private let reviewsDone = Atomic(0)
  private let reviewsWritten = Atomic(0)

  public init() {}

  /// Bytes of the inputs as they lie on disk, before inflation.
  public var bytes: Int { bytesRead.load(ordering: .relaxed) }
  /// Records of which it is known what became of them.
  public var records: Int { recordsRead.load(ordering: .relaxed) }
  public var rejected: Int { recordsRejected.load(ordering: .relaxed) }
  /// The input that the records are from, counted from 0.
  public var input: Int { currentInput.load(ordering: .relaxed) }
  /// Reviews that the inputs have given; nil until all inputs are read.
  public var reviews: Int? {
    let reviews = reviewsMapped.load(ordering: .relaxed)
    return reviews < 0 ? nil : reviews
  }
  /// Reviews of `reviews` that make no request: looked up only, or found to need no sending.
  public var done: Int { reviewsDone.load(ordering: .relaxed) }
  /// Reviews of `reviews` whose requests the output has taken.
  public var written: Int { reviewsWritten.load(ordering: .relaxed) }

  public func read(bytes: Int) { bytesRead.add(bytes, ordering: .relaxed) }

  public func began(input: Int) { currentInput.store(input, ordering: .relaxed) }

  public func collected(records: Int, rejected: Int) {
    recordsRead.add(records, ordering: .relaxed)
    recordsRejected.add(rejected, ordering: .relaxed)
  }

  /// All inputs are read.
  public func began(reviews: Int) { reviewsMapped.store(reviews, ordering: .relaxed) }

  public func wrote(reviews: Int) { reviewsWritten.add(reviews, ordering: .relaxed) }

  public func ended(reviews: Int) { reviewsDone.add(reviews, ordering: .relaxed) }
}
