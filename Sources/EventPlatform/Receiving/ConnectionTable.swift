import Synchronization

/// All open connections of a listener, so that those which only take room can be cut for others.
///
/// A client that has sent something signed is cut after all that have not: whoever just opens connections, however many,
/// drives out nobody but himself.
final class ConnectionTable: Sendable {
  private struct Entry {
    /// Since when it waits for the client, between two requests or in the middle of one; nil while one is answered.
    var waits: ContinuousClock.Instant?
    var isTrusted = false
    let cut: @Sendable () -> Void
  }

  private struct State {
    var entries: [Int: Entry] = [:]
    var last = 0
  }

  private let state = Mutex(State())
  /// From so many on there is no room for who is idle.
  private let crowd: Int
  private let onCut: @Sendable () -> Void

  /// - Parameters:
  ///   - limit: Connections at most.
  ///   - onCut: Called for each that is cut.
  init(limit: Int, onCut: @escaping @Sendable () -> Void) {
    crowd = max(1, limit - limit / 4)
    self.onCut = onCut
  }

  /// Takes a connection on, and cuts the one that has waited longest where three quarters of the places are taken.
  ///
  /// - Parameter cut: Closes the connection; called by any thread.
  func add(cut: @escaping @Sendable () -> Void) -> Int {
    let now = ContinuousClock.now
    let (number, victim) = state.withLock { state in
      let victim = state.entries.count < crowd ? nil : Self.victim(state.entries)
      let entry = victim.flatMap { state.entries.removeValue(forKey: $0) }
      state.last += 1
      state.entries[state.last] = Entry(waits: now, cut: cut)
      return (state.last, entry)
    }
    if let victim {
      onCut()
      victim.cut()
    }
    return number
  }

  func remove(_ number: Int) { state.withLock { _ = $0.entries.removeValue(forKey: number) } }

  /// The request is there whole, and its answer is awaited from us.
  func answers(_ number: Int) { state.withLock { $0.entries[number]?.waits = nil } }

  /// The answer was given.
  ///
  /// - Parameter isTrusted: The request was signed.
  func waits(_ number: Int, isTrusted: Bool) {
    let now = ContinuousClock.now
    state.withLock { state in
      state.entries[number]?.waits = now
      if isTrusted { state.entries[number]?.isTrusted = true }
    }
  }

  /// nil where all are being answered.
  private static func victim(_ entries: [Int: Entry]) -> Int? {
    var least: (number: Int, isTrusted: Bool, waits: ContinuousClock.Instant)?
    for (number, entry) in entries {
      guard let waits = entry.waits else { continue }
      if let least, (least.isTrusted ? 1 : 0, least.waits) <= (entry.isTrusted ? 1 : 0, waits) { continue }
      least = (number, entry.isTrusted, waits)
    }
    return least?.number
  }
}
