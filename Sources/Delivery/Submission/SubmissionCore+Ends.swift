import Records

// MARK: - Ends of attempts

extension SubmissionCore {
  /// What the worker has to do with its request.
  enum Ending {
    /// Nothing: it waits again, or has come to its end.
    case none
    /// Note it in the log, then call `noted`; the number is its own in the run.
    case note(number: Int)
    case refused(Refusal)
    /// Of a part of a request: without a log.
    case accepted
    /// Of a part of a request: neither.
    case undecided
  }

  mutating func ended(_ attempt: Attempt, _ outcome: AttemptOutcome, at now: RunInstant) -> Ending {
    let pending = attempt.pending
    if let stop { _ = pending.machine.handle(.cancelled(stop.cancellation), using: &random) }
    let step = pending.machine.handle(Self.event(outcome, at: now), using: &random)
    books.ended(outcome, sentAt: attempt.sentAt, at: now)
    tell(attempt, outcome, at: now)
    if case .accept = step.action, keepsLog, pending.body.reviews != nil {
      // The permit is held until it is noted: what is sent again after a crash was in flight.
      pending.heldSignal = step.signal
      acceptances += 1
      return .note(number: acceptances)
    }
    let ending = act(step.action, pending, at: now)
    giveBack(step.signal, at: now)
    return ending
  }

  private static func event(_ outcome: AttemptOutcome, at now: RunInstant) -> SubmissionStateMachine.Event {
    switch outcome {
    case .answered(let answer): .answered(answer, at: now)
    case .failed(let fault): .failed(fault, at: now)
    }
  }

  /// Tells what the answer says of the token.
  private mutating func tell(_ attempt: Attempt, _ outcome: AttemptOutcome, at now: RunInstant) {
    guard case .answered(let answer) = outcome else { return }
    if answer.isSuccess { tokens.accepted(attempt.token) }
    guard answer.status == 401 else { return }
    tokens.rejected(attempt.token, at: now)
    // Before the circuit is told of the refusal: why there is no token says more.
    if let refusal = tokens.refusal { stop(.token(refusal)) }
  }

  private mutating func act(
    _ action: SubmissionStateMachine.Action, _ pending: PendingRequest, at now: RunInstant
  ) -> Ending {
    switch action {
    case .accept: return accept(pending)
    case .fail(let refusal): return .refused(refusal)
    case .park(let reason): return park(pending, reason)
    case .waitUntil(let instant): backingOff.push(pending, instant)
    case .renewToken:
      // The token's absence holds it back, not its state.
      _ = pending.machine.handle(.tokenRenewed, using: &random)
      ready.push(pending, pending.sequence)
    case .none, .acquirePermit, .send: break
    }
    if stop != nil { parkAll() }
    return .none
  }

  /// Without a log.
  private mutating func accept(_ pending: PendingRequest) -> Ending {
    accepted(pending)
    if pending.bisection != nil { return .accepted }
    settle(pending)
    return .none
  }

  /// What the worker holds and the server did not settle.
  private mutating func park(
    _ pending: PendingRequest, _ reason: SubmissionStateMachine.ParkReason
  ) -> Ending {
    pending.parkReason = pending.parkReason ?? reason
    if pending.bisection != nil, stop == nil { return .undecided }
    settle(pending)
    return .none
  }

  private mutating func giveBack(_ signal: SubmissionStateMachine.Signal?, at now: RunInstant) {
    guard let signal else { return }
    gate.ended(signal, at: now)
    if let opening = gate.opening { stop(.circuit(opening)) }
    startWorker(at: now)
  }

  /// The log has noted what was sent last; returns whether that was a part of the request.
  mutating func noted(_ pending: PendingRequest, at now: RunInstant) -> Bool {
    giveBack(pending.heldSignal, at: now)
    accepted(pending)
    if pending.bisection != nil { return true }
    settle(pending)
    return false
  }

  /// The log could not note it: the run stops, and the next one sends it again.
  mutating func notNoted(_ pending: PendingRequest, _ problem: Problem, at now: RunInstant) {
    stop(.writing(problem))
    giveBack(pending.heldSignal, at: now)
    settle(pending)
  }
}

// MARK: - Ends of requests

extension SubmissionCore {
  /// Counts what was sent last, the request or a part of it, as accepted.
  mutating func accepted(_ pending: PendingRequest) {
    let reviews = pending.body.reviewCount
    pending.accept(reviews: reviews)
    books.accepted(reviews: reviews)
  }

  /// Counts reviews of the request as refused for good.
  mutating func refused(_ pending: PendingRequest, reviews: Int) {
    pending.refuse(reviews: reviews)
    books.refused(reviews: reviews)
  }

  /// Nothing more will come of the request: what was not counted is kept for the next run.
  mutating func settle(_ pending: PendingRequest) {
    books.settled(pending)
    held -= 1
    heldBytes -= pending.byteCount
  }

  /// Sends a part of a request that was refused as a whole.
  mutating func requeue(_ pending: PendingRequest, as part: OutgoingRequest, at now: RunInstant) {
    guard stop == nil else { return settle(pending) }
    pending.restart(as: part, machine: newMachine())
    enqueue(pending, at: now)
  }

  /// Begins nothing more; the first reason is the one that is told, but for a disk that cannot be written.
  mutating func stop(_ reason: SubmissionOutcome.Stop) {
    switch (stop, reason) {
    case (nil, _): stop = reason
    case (.writing, _): break
    case (_, .writing): stop = reason
    default: break
    }
    parkAll()
  }

  private mutating func parkAll() {
    for pending in ready.removeAll() + backingOff.removeAll() { settle(pending) }
  }

  /// What became of everything, at the end.
  func outcome() -> SubmissionOutcome {
    var gate = gate
    gate.finished()
    let stop = stop ?? gate.opening.map { .circuit($0) }
    return books.outcome(stop: stop, settings: settings, tokens: tokens)
  }
}

extension SubmissionOutcome.Stop {
  /// How a request in flight is told.
  var cancellation: SubmissionStateMachine.Cancellation {
    if case .circuit = self { .circuitOpen } else { .stopping }
  }
}
