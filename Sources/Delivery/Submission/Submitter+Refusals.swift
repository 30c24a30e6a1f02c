import Records

/// What workers do with refused bodies: keep them, or send their parts to find out what spoils them.
extension Submitter {
  func refused(_ pending: PendingRequest, _ refusal: Refusal, _ outcome: AttemptOutcome) async {
    let answer = RefusedAnswer(refusal: refusal, text: Self.text(outcome), attempts: pending.machine.attempts)
    if pending.bisection != nil { return await partRefused(pending, answer) }
    guard settings.bisects, slice != nil, refusal.isWorthBisecting, pending.request.reviewCount > 1 else {
      if await keep(pending, pending.request, answer) { change { core, _ in core.settle(pending) } }
      return
    }
    pending.bisection = Bisection(reviewCount: pending.request.reviewCount, refusal: answer)
    await sendNextPart(of: pending)
  }

  private static func text(_ outcome: AttemptOutcome) -> String {
    guard case .answered(let answer) = outcome else { return "" }
    return String(decoding: answer.body, as: UTF8.self)
  }

  /// Returns false where it could not be kept: the run stops, and the next one sends the request again.
  private func keep(_ pending: PendingRequest, _ body: OutgoingRequest, _ answer: RefusedAnswer) async -> Bool
  {
    let problem = SubmissionProblem.refused(answer.refusal, otherShape: settings.otherShape)
    do throws(Problem) {
      try await failures.keep(
        RefusedRequest(
          request: body, refusal: answer.refusal, answer: answer.text, attempts: answer.attempts,
          problem: problem))
    } catch {
      change { core, _ in
        core.stop(.writing(error))
        core.settle(pending)
      }
      return false
    }
    change { core, _ in core.refused(pending, reviews: body.reviewCount) }
    return true
  }
}

// MARK: - Parts

extension Submitter {
  func partAccepted(_ pending: PendingRequest) async {
    pending.bisection?.policy.wasAccepted()
    await sendNextPart(of: pending)
  }

  func partUndecided(_ pending: PendingRequest) async {
    if let range = pending.bisection?.policy.next() { pending.bisection?.undecided.append(range) }
    pending.bisection?.policy.wasUndecided()
    await sendNextPart(of: pending)
  }

  private func partRefused(_ pending: PendingRequest, _ answer: RefusedAnswer) async {
    pending.bisection?.policy.wasRefused()
    if pending.body.reviewCount == 1, await !keep(pending, pending.body, answer) { return }
    await sendNextPart(of: pending)
  }

  /// Hands the next part to the queue, or ends the request where there is none.
  private func sendNextPart(of pending: PendingRequest) async {
    while let range = pending.bisection?.policy.next() {
      if let part = slice?(pending.request, range) {
        return change { core, now in core.requeue(pending, as: part, at: now) }
      }
      pending.bisection?.policy.wasUndecided()
    }
    await keepUnresolved(pending)
  }

  /// What may hold a spoiling review that was not found is kept as a whole, one failure a range.
  private func keepUnresolved(_ pending: PendingRequest) async {
    guard let bisection = pending.bisection else { return }
    for range in bisection.policy.unresolved where !bisection.undecided.contains(range) {
      var body = slice?(pending.request, range) ?? pending.request
      body.reviewCount = range.count
      guard await keep(pending, body, bisection.refusal) else { return }
    }
    change { core, _ in core.settle(pending) }
  }
}
