import Glibc
import Records
import Requests

/// Decides whether a dump may take a place in the file system.
enum OutputTarget {
  /// What stands at the place, where a dump may go there.
  enum State: Equatable {
    case absent
    case emptyFolder
    /// An earlier dump or run folder, which the user wants to replace.
    case ours
  }

  /// Throws `output.exists` or `output.not-ours` where the place is taken.
  ///
  /// With `force` only a folder with a manifest or a `run.json` of ours and with nothing but our files is
  /// given up: whoever mistypes a path, or keeps notes beside a dump, loses nothing.
  static func state(of name: String, in parent: Folder, force: Bool) throws(Problem) -> State {
    let path = parent.path(of: name)
    switch try parent.entry(name) {
    case .absent: return .absent
    case .link: throw taken(path, "is a symbolic link", force)
    case .other: throw taken(path, "is not a folder", force)
    case .folder: break
    }
    let names = try parent.names(in: name)
    if names.isEmpty { return .emptyFolder }
    guard force else { throw DeliveryProblem.exists(path) }
    guard let ours = ourNames(in: name, parent) else {
      throw DeliveryProblem.notOurs(path, "holds no manifest of reviewferry")
    }
    if let strange = names.first(where: { !ours.contains($0) }) {
      throw DeliveryProblem.strangeEntry(path, strange)
    }
    return .ours
  }

  private static func taken(_ path: String, _ why: String, _ force: Bool) -> Problem {
    force ? DeliveryProblem.notOurs(path, why) : DeliveryProblem.exists(path)
  }

  /// What a folder of ours may hold, by its kind; nil where it is no folder of ours.
  private static func ourNames(in name: String, _ parent: Folder) -> Set<String>? {
    if parent.file(DumpFile.manifest.rawValue, in: name, beginsWith: Manifest.signature) {
      return Set(DumpFile.allCases.map(\.rawValue) + [DumpLayout.folder])
    }
    if isRun(name, in: parent) { return Set(RunFile.allCases.map(\.rawValue) + [FailedName.folder]) }
    return nil
  }

  /// Whether a folder is the record of a run.
  static func isRun(_ name: String, in parent: Folder) -> Bool {
    parent.file(RunFile.run.rawValue, in: name, beginsWith: RunRecord.signature)
  }
}
