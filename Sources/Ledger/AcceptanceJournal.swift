import Dispatch
import Records
import Synchronization

/// Takes accepted requests at the cost of a copy, and has them written to the ledger many at a time.
///
/// ```
///  note ─► part 0 ─┐ full, or 2 s old
///          part 1 ◄┘ ─► a thread of its own ─► one transaction ─► empty again
/// ```
/// What was noted is in the file when `note` returns, and outlives the process: the next one to open the ledger
/// writes it there. A part has a generation, which the transaction puts into the ledger: none is written twice, and
/// none that lies behind the ledger after a power cut.
final class AcceptanceJournal: Sendable {
  /// Bytes that are worth a transaction.
  private static let wantedBytes = 1 << 20
  /// Seconds after which less is, so that others see how far a run has come.
  private static let maxAge = 2

  private struct State {
    var parts: [JournalPart]
    /// The one that is filled.
    var current = 0
    var begun = 0
    var isWriting = false
    var generation: Int64
    var problem: Problem?
  }

  private struct Step {
    var isNoted: Bool
    /// Whether a part is free now, or will be without waiting.
    var hasRoom = true
  }

  /// Writes a part to the ledger.
  typealias Write = @Sendable (AcceptedBatch, _ run: Int64, _ generation: Int64) throws(Problem) -> Void

  private let file: JournalFile
  private let state: Mutex<State>
  private let queue = DispatchQueue(label: "ledger")
  private let write: Write

  /// Takes up what is in the file of generations after `written`; `drain` writes it.
  init(ledger: String, mark: SIMD2<UInt64>, written: Int64, write: @escaping Write) throws(Problem) {
    file = try JournalFile(ledger: ledger)
    self.write = write
    var parts: [JournalPart] = []
    for index in 0..<2 {
      var part = file.part(index, mark: mark)
      if file.limit(of: index) >= JournalPart.headBytes { part.open() }
      if let generation = part.generation, generation <= written { part.clear() }
      parts.append(part)
    }
    let newest = parts.compactMap(\.generation).max() ?? written
    state = Mutex(State(parts: parts, generation: newest))
  }

  /// Returns false where the request is too large for a part.
  func note(_ request: AcceptedRequest, run: Int64, at time: Int) throws(Problem) -> Bool {
    let length = JournalPart.byteCount(of: request)
    guard length <= JournalFile.partBytes - JournalPart.headBytes else { return false }
    while true {
      let step = try append(request, length, run, time).get()
      if step.isNoted { return true }
      if !step.hasRoom { queue.sync {} }
    }
  }

  /// Returns when all that was noted is in the ledger; what failed before is tried again.
  func drain() throws(Problem) {
    let newest = state.withLock { state in
      state.problem = nil
      return state.generation
    }
    while state.withLock({ Self.oldest($0, upTo: newest) }) != nil {
      queue.sync {
        if let index = state.withLock({ Self.close(&$0) }) { write(part: index) }
      }
      if let problem = state.withLock({ $0.problem }) { throw problem }
    }
  }

  /// Removes the file, unless something is in it.
  func end() {
    let isEmpty = state.withLock { state in state.parts.allSatisfy { $0.generation == nil } }
    if isEmpty { file.remove() }
  }

  private func append(
    _ request: AcceptedRequest, _ length: Int, _ run: Int64, _ time: Int
  ) -> Result<Step, Problem> {
    state.withLock { state in
      Result { () throws(Problem) in
        if let problem = state.problem { throw problem }
        let isBegun = state.parts[state.current].generation != nil
        let used = isBegun ? state.parts[state.current].byteCount : JournalPart.headBytes
        guard used + length <= JournalFile.partBytes else {
          return Step(isNoted: false, hasRoom: startWriting(&state))
        }
        try file.take(used + length, of: state.current)
        if !isBegun {
          state.generation += 1
          state.begun = time
          state.parts[state.current].begin(state.generation, run: run)
        }
        state.parts[state.current].append(request, byteCount: length, at: time)
        let isDue = used + length >= Self.wantedBytes || time - state.begun >= Self.maxAge
        if isDue { startWriting(&state) }
        return Step(isNoted: true)
      }
    }
  }

  /// Has the other part filled from now on; false where that is still being written.
  @discardableResult private func startWriting(_ state: inout State) -> Bool {
    guard let index = Self.close(&state) else { return false }
    queue.async { self.write(part: index) }
    return true
  }

  private static func close(_ state: inout State) -> Int? {
    guard !state.isWriting, state.problem == nil, let index = oldest(state, upTo: .max) else { return nil }
    state.isWriting = true
    state.current = 1 - index
    return index
  }

  /// The part to be written next, if it is not newer; what a killed run left may be in both.
  private static func oldest(_ state: State, upTo newest: Int64) -> Int? {
    let parts = state.parts.indices.compactMap { index in
      state.parts[index].generation.map { (generation: $0, index: index) }
    }
    guard let first = parts.min(by: { $0.generation < $1.generation }) else { return nil }
    return first.generation <= newest ? first.index : nil
  }

  /// On the queue.
  private func write(part index: Int) {
    // The file is changed by whoever notes: what it says of itself is asked in the same lock.
    let (part, limit) = state.withLock { ($0.parts[index], file.limit(of: index)) }
    guard let generation = part.generation else { return }
    let result = Result { () throws(Problem) in
      try write(part.batch(limit: limit), part.run, generation)
    }
    state.withLock { state in
      state.isWriting = false
      switch result {
      case .success: state.parts[index].clear()
      case .failure(let problem): state.problem = problem
      }
    }
  }
}
