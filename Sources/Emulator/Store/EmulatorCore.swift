import Synchronization

/// Everything that an emulator remembers, behind one lock.
///
/// Bodies are parsed and checked outside; what happens under the lock is small.
final class EmulatorCore: Sendable {
  /// Examples that the state keeps.
  static let maxExamples = 20

  let configuration: EmulatorConfiguration
  let time: EmulatorTime
  private let memory: Mutex<Memory>

  init(configuration: EmulatorConfiguration, time: EmulatorTime) {
    self.configuration = configuration
    self.time = time
    memory = Mutex(Memory(faults: configuration.faults))
  }

  private struct Memory: Sendable {
    var reviews = ReviewStore()
    var tokens = TokenStore()
    var faults: FaultSchedule
    var counts = EmulatorSnapshot()
    var arrivals: [String: RateWindow] = [:]
    /// By client id and endpoint.
    var admitted: [String: RateWindow] = [:]
    var unmatched: Set<String> = []

    init(faults: FaultPlan) { self.faults = FaultSchedule(plan: faults) }
  }

  // MARK: Requests

  /// Registers a request of the API or the PIM and tells its fault.
  func begin(path: String, clientID: String?) -> Fault? {
    memory.withLock { memory in
      if let clientID, configuration.credentials.contains(where: { $0.clientID == clientID }) {
        let now = time.now
        memory.arrivals[clientID, default: RateWindow()].advance(to: now)
        memory.arrivals[clientID, default: RateWindow()].add(now)
        let count = memory.arrivals[clientID]?.count ?? 0
        memory.counts.peakPerSecond = max(memory.counts.peakPerSecond, count)
      }
      return memory.faults.next(path: path)
    }
  }

  func end(outcome: String) {
    memory.withLock { memory in
      memory.counts.requests += 1
      memory.counts.requestsByOutcome[outcome, default: 0] += 1
    }
  }

  /// Nil if the client may go on, else how long it must wait.
  func admit(clientID: String, endpoint: String, limit: Int) -> Duration? {
    memory.withLock { memory in
      memory.admitted["\(endpoint) \(clientID)", default: RateWindow()].admit(at: time.now, limit: limit)
    }
  }

  // MARK: Tokens

  func issueToken(clientID: String) -> TokenStore.Pair {
    memory.withLock { memory in
      memory.tokens.issue(
        clientID: clientID, at: time.now, lifetime: configuration.accessTokenLifetime,
        refreshLifetime: configuration.refreshTokenLifetime)
    }
  }

  func redeem(refreshToken: String, clientID: String) -> TokenStore.Verdict {
    memory.withLock { $0.tokens.redeem(refreshToken, clientID: clientID, at: time.now) }
  }

  func check(token: String, clientID: String) -> TokenStore.Verdict {
    if let owner = configuration.credentials.first(where: { $0.appToken == token }) {
      return owner.clientID == clientID ? .valid : .otherClient
    }
    return memory.withLock { $0.tokens.check(token, clientID: clientID, at: time.now) }
  }

  /// Of whichever client.
  func check(bearer token: String) -> TokenStore.Verdict {
    if configuration.credentials.contains(where: { $0.appToken == token }) { return .valid }
    return memory.withLock { $0.tokens.check(token, at: time.now) }
  }

  func expireTokens(includingRefresh: Bool) {
    memory.withLock { $0.tokens.expireAll(at: time.now, includingRefresh: includingRefresh) }
  }

  // MARK: Reviews

  /// Stores the reviews if a product fits, which is returned.
  func ingest(_ ingestion: Ingestion) -> EmulatorCatalog.Product? {
    let identification = ingestion.identification
    let product =
      configuration.catalog.map { $0.product(for: identification) }
      ?? EmulatorCatalog.Product(assumedFor: identification)
    guard let product else {
      let text = identification.json.json
      memory.withLock { memory in
        memory.counts.unmatched += ingestion.reviews.count
        if memory.unmatched.count < Self.maxExamples { memory.unmatched.insert(text) }
      }
      return nil
    }
    let reviews = ingestion.reviews.map { ($0.externalID, $0.json.json) }
    memory.withLock { memory in
      for (externalID, content) in reviews {
        memory.reviews.upsert(
          ReviewStore.Key(origin: identification.origin, externalID: externalID), product: product.id,
          content: content)
      }
    }
    return product
  }

  func reject(reviews: Int, violations: [Violation]) {
    memory.withLock { memory in
      memory.counts.rejected += reviews
      let room = max(0, Self.maxExamples - memory.counts.rejections.count)
      memory.counts.rejections += violations.prefix(room).map { "\($0.path): \($0.message)" }
    }
  }

  // MARK: State

  var snapshot: EmulatorSnapshot {
    memory.withLock { memory in
      var counts = memory.counts
      counts.stored = memory.reviews.count
      counts.created = memory.reviews.created
      counts.updated = memory.reviews.updated
      counts.repeated = memory.reviews.repeated
      counts.unmatchedProducts = memory.unmatched.sorted()
      counts.tokensIssued = memory.tokens.issued
      for (fault, strikes) in zip(memory.faults.plan.faults, memory.faults.strikes) {
        counts.faults[fault.name, default: 0] += strikes
      }
      return counts
    }
  }

  func reviews(product: String?) -> [StoredReview] {
    memory.withLock { $0.reviews }.reviews(product: product)
  }

  func review(origin: String, externalID: String) -> StoredReview? {
    memory.withLock { $0.reviews.review(origin: origin, externalID: externalID) }
  }

  /// Forgets reviews and counts and begins the fault plan again; tokens stay valid.
  func reset() {
    memory.withLock { memory in
      var fresh = Memory(faults: configuration.faults)
      fresh.tokens = memory.tokens
      fresh.tokens.resetCount()
      memory = fresh
    }
  }
}
