import Records
import Synchronization

/// What a run of `submit` leaves behind, in a folder that appears complete at the end of the run.
///
/// ```
/// run.json        what the run was made from (RunRecord)
/// rejects.jsonl   the records that the mapping rejected; empty where there are none
/// failed/         the bodies that the API refused, with its answers (FailedName)
/// summary.json    the counts
/// ```
/// Only their owner may read them, because they hold what reviewers wrote. A process that is killed leaves the
/// hidden folder of `OutputFolder`, which loses nothing: what is not in the ledger is sent by the next run, and
/// `RunFolders.prune` removes it. Used by any thread.
public final class RunFolder: FailureSink {
  private struct State {
    var rejects: BufferedFileWriter
    /// Parts kept, by the number of the request.
    var parts: [Int: Int] = [:]
  }

  private let folder: OutputFolder
  private let state: Mutex<State>

  /// As the user or the ledger gave it.
  public var path: String { folder.path }

  /// Makes the hidden folder; throws `output.exists`, `output.not-ours` or `io.write`.
  public convenience init(path: String, force: Bool = false) throws(Problem) {
    try self.init(path: path, force: force, calls: .ownersOnly)
  }

  init(path: String, force: Bool, calls: FileCalls) throws(Problem) {
    folder = try OutputFolder(path: path, force: force, calls: calls)
    folder.lock()
    state = Mutex(State(rejects: try folder.makeFile(named: RunFile.rejects.rawValue)))
  }

  /// Appends a line of `rejects.jsonl`, with its line break.
  public func reject(_ line: [UInt8]) throws(Problem) {
    try state.withLock { (state) throws(Problem) in try state.rejects.write(line) }
  }

  public func keep(_ failure: RefusedRequest) throws(Problem) {
    try state.withLock { (state) throws(Problem) in
      let part = state.parts[failure.request.number, default: 0] + 1
      state.parts[failure.request.number] = part
      let name = failure.request.key.withUnsafeBufferPointer {
        FailedName(number: failure.request.number, part: part, key: $0)
      }
      try write(failure.request.body, to: name.body, of: name)
      try write(Array(FailedAnswer(failure, part: part).json.utf8), to: name.answer, of: name)
    }
  }

  /// Writes what is known at the end and puts the folder in its place.
  ///
  /// Where it throws, nothing is left. Returns a warning where the folder that was replaced could not be
  /// removed.
  public func commit(_ record: RunRecord, summary: String) throws(Problem) -> Problem? {
    try state.withLock { (_) throws(Problem) in
      try folder.makeFile(named: RunFile.run.rawValue).write(record.json)
      try folder.makeFile(named: RunFile.summary.rawValue).write(summary)
      return try folder.commit()
    }
  }

  /// Removes all that was written; does nothing after `commit`.
  public func abort() { state.withLock { _ in folder.abort() } }

  private func write(_ bytes: [UInt8], to file: String, of name: FailedName) throws(Problem) {
    try bytes.withUnsafeBufferPointer { (bytes) throws(Problem) in
      try folder.writeFile(file, in: name.subfolder, of: FailedName.folder, bytes)
    }
  }
}
