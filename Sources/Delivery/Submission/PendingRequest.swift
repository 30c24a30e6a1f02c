import Ledger

/// A request between being handed over and being accepted, refused or kept.
///
/// It has one owner at a time: the core while it waits, and the worker that took it while it is sent. All that
/// hands it on goes through the core's lock.
final class PendingRequest: @unchecked Sendable {
  /// As it was handed over.
  let request: OutgoingRequest
  /// Counts the requests of the run, so that older ones go first.
  let sequence: Int
  /// What counts against the bytes that may be queued.
  let byteCount: Int
  /// What is sent: the request, or a part of it.
  private(set) var body: OutgoingRequest
  var machine: SubmissionStateMachine
  /// Whether `body` was sent before.
  var wasSent = false
  /// Once the whole was refused and its parts are tried.
  var bisection: Bisection?
  /// What the gate is told when the permit is given back.
  var heldSignal: SubmissionStateMachine.Signal?
  /// Why it, or the first of its parts that is, is kept for the next run.
  var parkReason: SubmissionStateMachine.ParkReason?
  private var acceptedReviews = 0
  private var refusedReviews = 0
  private var hasAccepted = false
  /// A part of it is, at least.
  private(set) var isRefused = false

  init(_ request: OutgoingRequest, sequence: Int, machine: consuming SubmissionStateMachine) {
    self.request = request
    self.sequence = sequence
    byteCount = Self.byteCount(of: request)
    body = request
    self.machine = machine
  }

  /// Begins a new life as a part of the request.
  func restart(as part: OutgoingRequest, machine: consuming SubmissionStateMachine) {
    body = part
    wasSent = false
    self.machine = machine
  }

  func accept(reviews: Int) {
    acceptedReviews += reviews
    hasAccepted = true
  }

  func refuse(reviews: Int) {
    refusedReviews += reviews
    isRefused = true
  }

  var unsentReviews: Int { request.reviewCount - acceptedReviews - refusedReviews }

  /// All of it.
  var isAccepted: Bool { hasAccepted && !isRefused && unsentReviews == 0 }

  /// Body, key and what the ledger is to note.
  static func byteCount(of request: OutgoingRequest) -> Int {
    request.body.count + request.key.count + (request.reviews?.byteCount ?? 0)
  }
}

/// A refused body whose parts are sent to find the reviews that spoil it.
struct Bisection {
  var policy: BisectPolicy
  /// Of the whole body.
  let refusal: RefusedAnswer
  /// Ranges whose fate the server left open: the next run sends them.
  var undecided: [Range<Int>] = []

  init(reviewCount: Int, refusal: RefusedAnswer) {
    policy = BisectPolicy(reviewCount: reviewCount)
    self.refusal = refusal
  }
}

/// What a server refused a body with, secrets taken out.
struct RefusedAnswer: Sendable {
  var refusal: Refusal
  var text: String
  /// The refused one included.
  var attempts: Int
}
