import Synchronization

/// Counts of a listener, as Prometheus reads them.
final class ListenerMetrics: Sendable {
  /// Upper bounds in seconds; the platform waits for 5.
  private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

  private struct State {
    var outcomes: [ListenerOutcome: Int] = [:]
    var unknownTypes = 0
    var misdirected = 0
    var cut = 0
    /// Seconds since 1970 of the newest event by its own time.
    var newestEvent: Double = 0
    var buckets = [Int](repeating: 0, count: ListenerMetrics.bounds.count)
    var seconds = 0.0
    var answers = 0
  }

  private let state = Mutex(State())

  func count(_ outcome: ListenerOutcome, after duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let value = Double(seconds) + Double(attoseconds) / 1e18
    state.withLock { state in
      state.outcomes[outcome, default: 0] += 1
      state.answers += 1
      state.seconds += value
      if let bucket = Self.bounds.firstIndex(where: { value <= $0 }) { state.buckets[bucket] += 1 }
    }
  }

  func note(_ event: PlatformEvent) {
    state.withLock { state in
      if event.type == nil { state.unknownTypes += 1 }
      state.newestEvent = max(state.newestEvent, Double(event.time) / 1000)
    }
  }

  /// An event at the path of notifications, or the other way round.
  func noteMisdirected() { state.withLock { $0.misdirected += 1 } }

  /// A connection that made room for another.
  func noteCut() { state.withLock { $0.cut += 1 } }

  var counts: [ListenerOutcome: Int] { state.withLock { $0.outcomes } }

  /// The text format, version 0.0.4.
  func text(_ condition: EventIntake.Condition) -> String {
    let state = state.withLock { $0 }
    var text = ""
    func family(_ name: String, _ type: String, _ help: String, _ lines: [(labels: String, value: String)]) {
      text += "# HELP reviewferry_events_\(name) \(help)\n# TYPE reviewferry_events_\(name) \(type)\n"
      for line in lines { text += "reviewferry_events_\(name)\(line.labels) \(line.value)\n" }
    }
    family(
      "requests_total", "counter", "Requests by outcome and status.",
      ListenerOutcome.allCases.map {
        ("{outcome=\"\($0.rawValue)\",status=\"\($0.status)\"}", String(state.outcomes[$0] ?? 0))
      })
    family(
      "unknown_types_total", "counter", "Events of types that are not known.",
      [("", String(state.unknownTypes))])
    family(
      "misdirected_total", "counter", "Events at the path of notifications, and the other way round.",
      [("", String(state.misdirected))])
    family(
      "connections_cut_total", "counter", "Idle connections that made room for others.",
      [("", String(state.cut))])
    family(
      "newest_timestamp_seconds", "gauge", "Time of the newest event.", [("", String(state.newestEvent))])
    family(
      "backlog_requests", "gauge", "Signed requests that wait for the store.",
      [("", String(condition.backlog))])
    family("backlog_bytes", "gauge", "Bytes of bodies that are held.", [("", String(condition.backlogBytes))])
    family(
      "commits_total", "counter", "Transactions that are on the disk.", [("", String(condition.commits))])
    family(
      "store_up", "gauge", "Whether the store works.",
      [("", condition.failure == nil && !condition.isStuck ? "1" : "0")])
    text += histogram(state)
    return text
  }

  private func histogram(_ state: State) -> String {
    let name = "reviewferry_events_answer_seconds"
    var text = "# HELP \(name) From the head of a request to its answer.\n# TYPE \(name) histogram\n"
    var sum = 0
    for (bound, count) in zip(Self.bounds, state.buckets) {
      sum += count
      text += "\(name)_bucket{le=\"\(bound)\"} \(sum)\n"
    }
    text += "\(name)_bucket{le=\"+Inf\"} \(state.answers)\n"
    return text + "\(name)_sum \(state.seconds)\n\(name)_count \(state.answers)\n"
  }
}
