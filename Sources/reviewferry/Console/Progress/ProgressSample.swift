/// How far a run is at one moment.
struct ProgressSample: Sendable, Equatable {
  enum Phase: String, Sendable {
    case reading
    /// The catalog is asked for the products.
    case matching
    case writing
    case sending
    /// Pages of a PIM are read.
    case pulling
  }

  struct Amount: Sendable, Equatable {
    var done = 0
    /// nil where nobody knows.
    var total: Int?
  }

  /// Requests posted, repeated ones counted again, and what became of them.
  struct Requests: Sendable, Equatable {
    var sent = 0
    var accepted = 0
    var refused = 0
    /// Attempts that failed; most are repeated.
    var failed = 0
  }

  struct Catalog: Sendable, Equatable {
    var products = 0
    var models = 0
    var pages = 0
  }

  var phase = Phase.reading
  /// The input that is read, as problems name it, and where it stands among all.
  var input = ""
  var inputNumber = 1
  var inputCount = 1
  /// Of the inputs as they lie on disk.
  var bytes = Amount()
  /// What the inputs hold: `record`, or `row`.
  var noun = "record"
  var records = 0
  var rejected = 0
  /// Reviews behind the reading.
  var reviews = Amount()
  var requests: Requests?
  var catalog: Catalog?

  /// What tells how much of the phase is done.
  var share: Amount {
    switch phase {
    case .reading: bytes
    case .matching, .writing, .sending: reviews
    case .pulling: Amount(done: (catalog?.products ?? 0) + (catalog?.models ?? 0))
    }
  }

  /// What is counted for each second.
  var pace: Int { phase == .sending ? requests?.sent ?? 0 : share.done }
}

/// A sample, and what follows from the ones before it.
struct ProgressState: Sendable, Equatable {
  var sample: ProgressSample
  var elapsed: Duration
  /// `ProgressSample.pace` a second; nil where it is too early to tell.
  var rate: Double?
  var remaining: Duration?

  /// Whole percents; 100 is what a run has that has ended.
  var percent: Int? {
    guard let total = sample.share.total, total > 0, sample.share.done <= total else { return nil }
    return min(99, Int(Double(sample.share.done) / Double(total) * 100))
  }
}
