/// Decides what the workers of a submission do next: who is sent, who waits, what is full, when it is over.
///
/// ```
///  offer ─► ready ─► claimed by a worker ─► settled
///             ▲ ▲            │   │
///             │ └── parts ◄──┘   ▼
///             └── timer ◄──── backing off
/// ```
/// It does nothing by itself and reads no clock: what is to be done gathers in `effects`, which the submitter
/// takes when it leaves the lock. A worker exists while it has something to do; it ends where there is nothing
/// to claim, and every change that might let one claim again starts one.
struct SubmissionCore {
  /// What the submitter is to do outside the lock.
  struct Effects {
    /// Workers to start; each ends with the claim that gives it nothing.
    var workers = 0
    var renewal: TokenRenewal?
    /// When to call `timerFired`, instead of any time told before.
    var wakeAt: RunInstant?
    var wakesProducer = false
    /// Everything handed over has come to its end; told once.
    var isOver = false
  }

  enum Offer: Equatable {
    case taken
    /// Wait until `wakesProducer`.
    case full
    case stopped
  }

  /// A permit, a token and a request to use them for.
  struct Attempt {
    var pending: PendingRequest
    var token: AccessToken
    var head: PostHead
    var sentAt: RunInstant
  }

  let settings: SubmissionSettings
  let keepsLog: Bool
  var gate: DeliveryGate
  var books = SubmissionBooks()
  var effects = Effects()
  let tokens: TokenSource
  private var heads: SubmissionHeads
  var random: JitterRandom

  /// Oldest first, so that what was tried before comes before what is new.
  var ready = MinHeap<Int, PendingRequest>()
  var backingOff = MinHeap<RunInstant, PendingRequest>()
  /// Handed over and not yet come to an end.
  var held = 0
  var heldBytes = 0
  private var workers = 0
  private var isAwaitingToken = false
  /// No permit or no token is to be had before.
  private var blockedUntil: RunInstant?
  /// For which a timer runs.
  private var armed: RunInstant?
  /// Bytes of the request that the producer waits with.
  private var awaitedBytes: Int?
  private var sequence = 0
  var acceptances = 0
  private var hasStarted = false
  private var isFinishing = false
  private(set) var isOver = false
  var stop: SubmissionOutcome.Stop?

  init(
    settings: SubmissionSettings, keepsLog: Bool, gate: DeliveryGate, tokens: TokenSource,
    clientID: SecretText, seed: UInt64
  ) {
    self.settings = settings
    heads = SubmissionHeads(settings, clientID: clientID)
    self.keepsLog = keepsLog
    self.gate = gate
    self.tokens = tokens
    random = JitterRandom(seed: seed)
  }

  /// What gathered since the last call.
  mutating func takeEffects() -> Effects {
    arm()
    wakeProducer()
    if isFinishing, held == 0, !isOver {
      isOver = true
      effects.isOver = true
    }
    defer { effects = Effects() }
    return effects
  }

  func newMachine() -> SubmissionStateMachine {
    SubmissionStateMachine(retry: settings.retry, endpoint: settings.endpoint)
  }
}

// MARK: - Handing over

extension SubmissionCore {
  /// Those that are ready or being sent; those in back-off may be many more.
  private var maxActive: Int { 2 * settings.maxConcurrency + 2 }
  /// With those in back-off: a bad night has some hundred of them at 1,000 requests a second.
  private var maxHeld: Int { max(512, 32 * settings.maxConcurrency) }

  mutating func start(at now: RunInstant) {
    hasStarted = true
    startWorker(at: now)
  }

  mutating func offer(_ request: OutgoingRequest, at now: RunInstant) -> Offer {
    guard stop == nil, !isFinishing else { return .stopped }
    let bytes = PendingRequest.byteCount(of: request)
    guard hasRoom(for: bytes) else {
      awaitedBytes = bytes
      return .full
    }
    sequence += 1
    held += 1
    heldBytes += bytes
    enqueue(PendingRequest(request, sequence: sequence, machine: newMachine()), at: now)
    return .taken
  }

  mutating func finish() { isFinishing = true }

  /// One body alone may be larger than all that may wait.
  private func hasRoom(for bytes: Int) -> Bool {
    guard held - backingOff.count < maxActive, held < maxHeld else { return false }
    return held == 0 || heldBytes + bytes <= settings.maxQueuedBytes
  }

  /// Not for every place that gets free: waking a thread costs more than queueing a request.
  private mutating func wakeProducer() {
    guard let bytes = awaitedBytes else { return }
    guard stop != nil || (hasRoom(for: bytes) && ready.count <= settings.maxConcurrency / 2) else { return }
    awaitedBytes = nil
    effects.wakesProducer = true
  }

  mutating func enqueue(_ pending: PendingRequest, at now: RunInstant) {
    _ = pending.machine.handle(.ready, using: &random)
    ready.push(pending, pending.sequence)
    startWorker(at: now)
  }
}

// MARK: - Workers and timers

extension SubmissionCore {
  /// One at a time: the one that was started starts the next when it has found something to do.
  mutating func startWorker(at now: RunInstant) {
    guard hasStarted, !ready.isEmpty, !isAwaitingToken, workers < gate.concurrencyLimit else { return }
    if let blockedUntil, now < blockedUntil { return }
    workers += 1
    effects.workers += 1
  }

  /// Gives a worker its next attempt, which begins now; nil ends the worker.
  mutating func claim(at now: RunInstant) -> Attempt? {
    guard !ready.isEmpty, let token = token(at: now), takePermit(at: now), let pending = ready.pop() else {
      workers -= 1
      return nil
    }
    _ = pending.machine.handle(.permitted, using: &random)
    _ = pending.machine.handle(.sent(at: now, tokenExpiresAt: token.expiresAt), using: &random)
    books.attempted(at: now, isRepeated: pending.wasSent)
    pending.wasSent = true
    startWorker(at: now)
    return Attempt(pending: pending, token: token, head: heads.head(for: token), sentAt: now)
  }

  /// A token before a permit: a permit that waited for a token would be used late, beside those used in time.
  private mutating func token(at now: RunInstant) -> AccessToken? {
    switch tokens.next(at: now) {
    case .use(let token, let renewal):
      effects.renewal = renewal ?? effects.renewal
      return token
    case .renew(let renewal):
      effects.renewal = renewal
      isAwaitingToken = true
    case .wait: isAwaitingToken = true
    case .waitUntil(let instant): blockedUntil = instant
    case .refused(let refusal): stop(.token(refusal))
    }
    return nil
  }

  private mutating func takePermit(at now: RunInstant) -> Bool {
    switch gate.permit(at: now) {
    case .granted: return true
    case .notBefore(let instant): blockedUntil = instant
    case .whenOneEnds: break
    case .stopped(let opening): stop(.circuit(opening))
    }
    return false
  }

  /// A renewal has ended, well or not.
  mutating func tokenChanged(at now: RunInstant) {
    isAwaitingToken = false
    startWorker(at: now)
  }

  /// The time has come that `wakeAt` told.
  mutating func timerFired(_ instant: RunInstant, at now: RunInstant) {
    if armed == instant { armed = nil }
    if let blockedUntil, blockedUntil <= now { self.blockedUntil = nil }
    while let due = backingOff.lowestKey, due <= now, let pending = backingOff.pop() {
      _ = pending.machine.handle(.timer(at: now), using: &random)
      ready.push(pending, pending.sequence)
    }
    startWorker(at: now)
  }

  private mutating func arm() {
    let blocked = ready.isEmpty ? nil : blockedUntil
    guard let next = [backingOff.lowestKey, blocked].compactMap({ $0 }).min() else { return }
    if let armed, armed <= next { return }
    armed = next
    effects.wakeAt = next
  }
}
