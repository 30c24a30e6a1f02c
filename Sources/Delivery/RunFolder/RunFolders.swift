import Glibc
import Records

/// The folders of a ledger's runs: `LEDGER.runs/000012`, where the ledger is `LEDGER.sqlite`.
public struct RunFolders: Sendable {
  public struct Entry: Equatable, Sendable {
    public var number: Int
    public var path: String
  }

  public let path: String

  public init(ledger: String) {
    let ending = ".sqlite"
    path = (ledger.hasSuffix(ending) ? String(ledger.dropLast(ending.count)) : ledger) + ".runs"
  }

  /// Where the folder of a run is to be.
  ///
  /// Make it with `force`: a folder that is there already belongs to a run of an earlier ledger, whose
  /// numbers began at 1 as well.
  public func path(of run: Int) -> String { path + "/" + Self.name(of: run) }

  /// The folders of runs, the oldest first; none where there was no run yet.
  ///
  /// Ordered by when they were written: numbers begin anew with a new ledger.
  public func all() throws(Problem) -> [Entry] {
    guard let folder = try open() else { return [] }
    var found: [(time: Time, entry: Entry)] = []
    for name in try names(folder) {
      guard let number = Self.number(name), let time = Time(of: name, in: folder) else { continue }
      found.append((time, Entry(number: number, path: path(of: number))))
    }
    return found.sorted { ($0.time, $0.entry.number) < ($1.time, $1.entry.number) }.map(\.entry)
  }

  public func latest() throws(Problem) -> Entry? { try all().last }

  static func name(of run: Int) -> String { DumpLayout.padded(run, to: 6) }

  private static func number(_ name: String) -> Int? {
    guard let number = Int(name), number > 0, self.name(of: number) == name else { return nil }
    return number
  }

  /// When a run folder was written; nil where a folder is none.
  private struct Time: Comparable {
    var seconds: Int
    var nanoseconds: Int

    init?(of name: String, in parent: Folder) {
      guard OutputTarget.isRun(name, in: parent) else { return nil }
      var status = stat()
      guard fstatat(parent.descriptor, "\(name)/\(RunFile.run.rawValue)", &status, AT_SYMLINK_NOFOLLOW) == 0
      else { return nil }
      (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }

    static func < (one: Time, other: Time) -> Bool {
      (one.seconds, one.nanoseconds) < (other.seconds, other.nanoseconds)
    }
  }

  /// Nil where there is no such folder.
  private func open() throws(Problem) -> Folder? {
    if access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR) { return nil }
    do {
      return try Folder.open(path, calls: FileCalls())
    } catch {
      throw RunProblem.notReadable(path, errno)
    }
  }

  private func names(_ folder: Folder) throws(Problem) -> [String] {
    do {
      return try folder.names(in: ".")
    } catch {
      throw RunProblem.notReadable(path, errno)
    }
  }
}

// MARK: - Pruning

extension RunFolders {
  /// Removes all but the newest `keep` folders of runs, and what killed processes left; returns warnings.
  ///
  /// The newest stays whatever `keep` is. Of what else lies there, nothing is touched: no file, no link, no folder
  /// of another kind, and no folder of ours in which somebody keeps more than we wrote. Called while the run
  /// holds the ledger's lock.
  public func prune(keep: Int) -> [Problem] {
    do throws(Problem) {
      guard let folder = try open() else { return [] }
      let leftovers = try names(folder).filter { RunLeftover($0)?.isAbandoned(in: folder) == true }
      let problems = leftovers.compactMap { remove($0, from: folder) }
      return try problems + all().dropLast(max(1, keep)).compactMap { removeRun($0, from: folder) }
    } catch {
      return [RunProblem.notPruned(error)]
    }
  }

  /// Renamed first: a removal that breaks off must not leave half a run under its name.
  private func removeRun(_ run: Entry, from folder: Folder) -> Problem? {
    let name = Self.name(of: run.number)
    let hidden = RunLeftover.removedName(of: name)
    do throws(Problem) {
      guard try OutputTarget.state(of: name, in: folder, force: true) == .ours else { return nil }
      try folder.rename(name, to: hidden)
    } catch {
      return RunProblem.notPruned(error, run.path)
    }
    return remove(hidden, from: folder)
  }

  private func remove(_ name: String, from folder: Folder) -> Problem? {
    let failure = folder.remove(name)
    return failure == 0 ? nil : RunProblem.notRemoved(folder.path(of: name), failure)
  }
}
