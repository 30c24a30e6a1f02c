import Dispatch
import Ledger
import Records
import Synchronization

/// Sends requests until each is accepted, refused for good or kept for the next run.
///
/// ```
/// let submitter = Submitter(settings: settings, transport: transport, credentials: credentials,
///   log: GroupCommit(ledger: ledger, now: now), failures: sink, clock: ContinuousClock(), seed: seed,
///   report: report)
/// submitter.start()
/// for request in requests { try submitter.submit(request) }
/// let outcome = submitter.finish()
/// await transport.shutdown()
/// ```
/// Requests come from one thread, which is blocked while the queue is full, and are sent by as many tasks as the
/// server takes; retries go before new requests. A request that waits for its next attempt holds bytes of the
/// queue and nothing else. After a stop (the circuit, no token, a disk that is full, a drain) attempts under way
/// end by themselves, within the timeout, and are counted and noted like all others.
public final class Submitter: Sendable {
  let settings: SubmissionSettings
  let transport: any HTTPTransport
  let tokens: TokenSource
  let log: (any AcceptanceLog)?
  let slice: (@Sendable (OutgoingRequest, Range<Int>) -> OutgoingRequest?)?
  let failures: FailureWriter
  private let time: RunTime
  private let spawn: Spawn
  private let core: Mutex<SubmissionCore>
  private let timer = Mutex<Timer?>(nil)
  private let room = DispatchSemaphore(value: 0)
  private let end = DispatchSemaphore(value: 0)

  /// How tasks are started; tests have them run one by one.
  typealias Spawn = @Sendable (@escaping @Sendable () async -> Void) -> Task<Void, Never>

  private struct Timer {
    var instant: RunInstant
    var task: Task<Void, Never>
  }

  /// - Parameters:
  ///   - transport: Stays the caller's, who shuts it down after `finish`.
  ///   - log: Notes what was accepted; nil without a ledger.
  ///   - failures: Keeps refused bodies; nil to only report them.
  ///   - clock: Any that does not go back.
  ///   - seed: Of the jitter.
  ///   - slice: Makes a request of some reviews of another, with their keys, for `settings.bisects`; nil where
  ///     it cannot. Called from any task.
  ///   - executors: Run the tasks that send, in turn: the transport's own spare a change of threads for each
  ///     attempt.
  ///   - report: Is told of each refused request, when it is kept. Called from any task, one at a time.
  public convenience init(
    settings: SubmissionSettings, transport: any HTTPTransport, credentials: Credentials,
    log: (any AcceptanceLog)?, failures: (any FailureSink)?, clock: some Clock<Duration>, seed: UInt64,
    slice: (@Sendable (OutgoingRequest, Range<Int>) -> OutgoingRequest?)? = nil,
    executors: [any TaskExecutor] = [], report: @escaping @Sendable (Problem) -> Void
  ) {
    let turns = Turns()
    self.init(
      settings: settings, transport: transport, credentials: credentials, log: log, failures: failures,
      time: RunTime(clock), seed: seed, slice: slice, report: report,
      spawn: { work in Task(executorPreference: turns.next(of: executors), operation: work) })
  }

  init(
    settings: SubmissionSettings, transport: any HTTPTransport, credentials: Credentials,
    log: (any AcceptanceLog)?, failures: (any FailureSink)?, time: RunTime, seed: UInt64,
    slice: (@Sendable (OutgoingRequest, Range<Int>) -> OutgoingRequest?)?,
    report: @escaping @Sendable (Problem) -> Void, spawn: @escaping Spawn
  ) {
    self.settings = settings
    self.transport = transport
    self.log = log
    self.slice = slice
    self.time = time
    self.spawn = spawn
    self.failures = FailureWriter(failures, report: report)
    tokens = TokenSource(
      credentials: credentials, pimURL: settings.pimURL, transport: transport, retry: settings.retry,
      timeout: settings.timeout, time: time, seed: seed ^ 1)
    let gate = DeliveryGate(
      limiter: settings.maxRate.map { RateLimiter(rate: $0) },
      concurrency: ConcurrencyPolicy(ceiling: settings.maxConcurrency), circuit: CircuitBreaker())
    core = Mutex(
      SubmissionCore(
        settings: settings, keepsLog: log != nil, gate: gate, tokens: tokens, clientID: credentials.clientID,
        seed: seed))
  }

  /// Begins to send; what is handed over before waits.
  public func start() { change { core, now in core.start(at: now) } }

  /// Hands a request over; blocks the calling thread while the queue is full.
  ///
  /// From one thread, which must not be one that runs tasks. Throws `submission.stopped`, a warning, once nothing
  /// more is sent; `finish` then tells why. The request that it throws for is not counted.
  public func submit(_ request: OutgoingRequest) throws(Problem) {
    while true {
      switch offer(request) {
      case .taken: return
      case .full: room.wait()
      case .stopped: throw SubmissionProblem.hasStopped()
      }
    }
  }

  /// Blocks the calling thread until everything handed over has come to its end; once, after the last `submit`.
  public func finish() -> SubmissionOutcome {
    start()
    close()
    end.wait()
    end.signal()
    return outcome
  }

  /// Begins nothing more: what waits is kept for the next run, what is in flight ends.
  ///
  /// From any thread, at any time; wakes a thread that is blocked in `submit`.
  public func drain() { change { core, _ in core.stop(.drained) } }
}

/// Deals executors out in turn.
private final class Turns: Sendable {
  private let count = Atomic(0)

  /// Nil, which is the usual executor, where there are none.
  func next(of executors: [any TaskExecutor]) -> (any TaskExecutor)? {
    guard !executors.isEmpty else { return nil }
    return executors[count.add(1, ordering: .relaxed).oldValue % executors.count]
  }
}

// MARK: - The lock

extension Submitter {
  /// Says `full` where the caller must wait for room, and `stopped` where it must not wait any more.
  func offer(_ request: OutgoingRequest) -> SubmissionCore.Offer {
    change { core, now in core.offer(request, at: now) }
  }

  /// There will be no more requests.
  func close() { change { core, _ in core.finish() } }

  /// How far it is; from any thread, at any time.
  public var tally: SubmissionTally { core.withLock { $0.books.tally } }

  /// Whether `finish` would return at once.
  var isOver: Bool { core.withLock { $0.isOver } }

  /// What became of everything; of a run that is over.
  var outcome: SubmissionOutcome { core.withLock { $0.outcome() } }

  /// Changes the state at one moment, and does what follows from it.
  @discardableResult
  func change<Result: Sendable>(_ body: (inout SubmissionCore, RunInstant) -> Result) -> Result {
    let (result, effects) = core.withLock { core in
      let result = body(&core, time.now())
      return (result, core.takeEffects())
    }
    perform(effects)
    return result
  }

  private func perform(_ effects: SubmissionCore.Effects) {
    for _ in 0..<effects.workers { _ = spawn { await self.work() } }
    if let renewal = effects.renewal { _ = spawn { await self.renew(renewal) } }
    if let instant = effects.wakeAt { wake(at: instant) }
    if effects.wakesProducer { room.signal() }
    if effects.isOver {
      timer.withLock { $0.take() }?.task.cancel()
      end.signal()
    }
  }

  private func renew(_ renewal: TokenRenewal) async {
    await tokens.perform(renewal)
    change { core, now in core.tokenChanged(at: now) }
  }

  /// Of two timers only the earlier one runs: the core asks again when it has fired.
  private func wake(at instant: RunInstant) {
    timer.withLock { timer in
      if let timer, timer.instant <= instant { return }
      timer?.task.cancel()
      timer = Timer(instant: instant, task: spawn { await self.fire(at: instant) })
    }
  }

  private func fire(at instant: RunInstant) async {
    guard await time.sleep(instant) else { return }
    timer.withLock { timer in
      if timer?.instant == instant { timer = nil }
    }
    change { core, now in core.timerFired(instant, at: now) }
  }
}

// MARK: - Workers

extension Submitter {
  private func work() async {
    while let attempt = change({ core, now in core.claim(at: now) }) {
      let outcome = await transport.post(post(attempt))
      await settle(attempt, outcome.redacted(by: tokens.redactor))
    }
  }

  private func post(_ attempt: SubmissionCore.Attempt) -> HTTPPost {
    HTTPPost(head: attempt.head, body: attempt.pending.body.body, timeout: settings.timeout)
  }

  private func settle(_ attempt: SubmissionCore.Attempt, _ outcome: AttemptOutcome) async {
    let pending = attempt.pending
    switch change({ core, now in core.ended(attempt, outcome, at: now) }) {
    case .none: return
    case .note(let number): await note(pending, number: number)
    case .refused(let refusal): await refused(pending, refusal, outcome)
    case .accepted: await partAccepted(pending)
    case .undecided: await partUndecided(pending)
    }
  }

  private func note(_ pending: PendingRequest, number: Int) async {
    guard let log, let keys = pending.body.reviews else { return }
    do throws(Problem) {
      try await log.note(
        AcceptedRequest(number: number, keys: keys, isConfirmed: settings.endpoint == .synchronous))
    } catch {
      change { core, now in core.notNoted(pending, error, at: now) }
      return
    }
    let isPart = change { core, now in core.noted(pending, at: now) }
    if isPart { await partAccepted(pending) }
  }
}
