import Records

/// Counts what becomes of requests, and why some are kept for the next run.
struct SubmissionBooks {
  /// A kind of reason for which requests are unsent; one problem is told of each.
  private enum Reason: Hashable {
    case gaveUp(RetryCause, RetryPolicy.Limit)
    case refused(Refusal.Kind)
    /// The run stopped, and tells why itself.
    case stopped
  }

  private struct Entry {
    var reason: Reason
    /// Of the first one.
    var refusal: Refusal?
    var unsent = SubmissionOutcome.Amount()
  }

  private var counts = SubmissionOutcome()
  private var failures: [ConnectionFault: Int] = [:]
  private var statuses: [Int: Int] = [:]
  private var timeline = DeliveryTimeline()
  /// In the order of their coming.
  private var entries: [Entry] = []

  /// What is counted so far.
  var tally: SubmissionTally {
    SubmissionTally(
      attempts: counts.attempts, accepted: counts.accepted, refused: counts.refused, unsent: counts.unsent,
      failedAttempts: failures.values.reduce(0, +) + statuses.values.reduce(0, +))
  }

  mutating func attempted(at now: RunInstant, isRepeated: Bool) {
    counts.attempts += 1
    timeline.began(at: now, isRepeated: isRepeated)
  }

  mutating func ended(_ outcome: AttemptOutcome, sentAt: RunInstant, at now: RunInstant) {
    timeline.ended(outcome, sentAt: sentAt, at: now)
    switch outcome {
    case .answered(let answer) where answer.isSuccess: break
    case .answered(let answer): statuses[answer.status, default: 0] += 1
    case .failed(let fault): failures[fault, default: 0] += 1
    }
  }

  mutating func accepted(reviews: Int) { counts.accepted.reviews += reviews }

  mutating func refused(reviews: Int) { counts.refused.reviews += reviews }

  /// Counts the request itself, once, by the worst that became of its reviews: refused, unsent, accepted.
  mutating func settled(_ pending: PendingRequest) {
    counts.unsent.reviews += pending.unsentReviews
    if !pending.isAccepted { note(pending) }
    if pending.isRefused {
      counts.refused.requests += 1
    } else if pending.isAccepted {
      counts.accepted.requests += 1
    } else {
      counts.unsent.requests += 1
    }
  }

  private mutating func note(_ pending: PendingRequest) {
    if pending.isRefused && pending.unsentReviews == 0 { return }
    let (reason, refusal) = Self.reason(pending.parkReason)
    let index = entries.firstIndex { $0.reason == reason } ?? entries.endIndex
    if index == entries.endIndex { entries.append(Entry(reason: reason, refusal: refusal)) }
    entries[index].unsent.requests += 1
    entries[index].unsent.reviews += pending.unsentReviews
  }

  private static func reason(_ reason: SubmissionStateMachine.ParkReason?) -> (Reason, Refusal?) {
    switch reason {
    case .gaveUp(let cause, let limit): (.gaveUp(cause, limit), nil)
    case .refused(let refusal): (.refused(refusal.kind), refusal)
    case .tokenRefused, .cancelled, .aborted, nil: (.stopped, nil)
    }
  }
}

// MARK: - The outcome

extension SubmissionBooks {
  func outcome(
    stop: SubmissionOutcome.Stop?, settings: SubmissionSettings, tokens: TokenSource
  ) -> SubmissionOutcome {
    var outcome = counts
    outcome.stop = stop
    outcome.tokens = tokens.granted
    outcome.timeline = timeline
    for (status, count) in statuses { outcome.failedAttempts[String(status)] = count }
    for (fault, count) in failures { outcome.failedAttempts[fault.rawValue] = count }
    let first = stop.flatMap { problem($0, settings, tokens) }
    outcome.problems = [first].compactMap { $0 } + entries.compactMap { problem($0, stop, settings) }
    return outcome
  }

  private func problem(
    _ stop: SubmissionOutcome.Stop, _ settings: SubmissionSettings, _ tokens: TokenSource
  ) -> Problem? {
    switch stop {
    case .circuit(let opening):
      SubmissionProblem.stopped(opening, otherShape: settings.otherShape, at: settings.apiURL.host)
    case .token(let refusal):
      SubmissionProblem.refused(refusal, at: settings.pimURL.host, said: tokens.complaint)
    case .writing(let problem): problem
    case .drained: entries.contains { $0.reason == .stopped } ? SubmissionProblem.drained() : nil
    }
  }

  private func problem(
    _ entry: Entry, _ stop: SubmissionOutcome.Stop?, _ settings: SubmissionSettings
  ) -> Problem? {
    if Self.tells(stop, entry.reason) { return nil }
    switch entry.reason {
    case .stopped: return nil
    case .gaveUp(let cause, let limit):
      return SubmissionProblem.gaveUp(cause, limit, entry.unsent, at: settings.apiURL.host)
    case .refused:
      return entry.refusal.map {
        SubmissionProblem.parked(
          $0, entry.unsent, otherShape: settings.otherShape, at: settings.apiURL.host)
      }
    }
  }

  /// Whether the problem of the stop says the same.
  private static func tells(_ stop: SubmissionOutcome.Stop?, _ reason: Reason) -> Bool {
    switch (stop, reason) {
    case (.circuit(.unavailable(let cause, _)), .gaveUp(let other, _)): cause == other
    case (.circuit(.refused(let refusal, _)), .refused(let kind)): refusal.kind == kind
    case (.token, .refused(.credentials)): true
    default: false
    }
  }
}
