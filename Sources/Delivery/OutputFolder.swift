import Glibc
import Records

/// A folder that appears complete or not at all.
///
/// All is written to a hidden folder beside the place, `.NAME.partial-PID`, which `commit` brings to the disk
/// and renames. `abort`, or letting the object go, removes it. A process that is killed leaves the hidden
/// folder, never a half one under the name. One owner at a time; its writers may be used by other threads.
public final class OutputFolder: @unchecked Sendable {
  /// As the user gave it.
  public let path: String
  private let name: String
  private let force: Bool
  private let parent: Folder
  private let partialName: String
  private let partial: Folder
  private var writers: [BufferedFileWriter] = []
  private var subfolders: [String: Folder] = [:]
  private var isOpen = true

  /// Checks the place and makes the hidden folder, and the folders above where they are missing.
  ///
  /// Throws `output.exists`, `output.not-ours` or `io.write`; nothing is left behind then.
  public convenience init(path: String, force: Bool) throws(Problem) {
    try self.init(path: path, force: force, calls: FileCalls())
  }

  init(path: String, force: Bool, calls: FileCalls) throws(Problem) {
    let (parentPath, name) = Self.split(path)
    if ["", ".", ".."].contains(name) { throw DeliveryProblem.noName(path) }
    self.path = path
    self.name = name
    self.force = force
    try Self.makeParents(parentPath, calls: calls)
    parent = try Folder.open(parentPath, calls: calls)
    _ = try OutputTarget.state(of: name, in: parent, force: force)
    (partialName, partial) = try Self.makePartial(beside: name, in: parent)
  }

  deinit { abort() }

  /// Makes a new file at the top of the folder; `commit` closes it.
  public func makeFile(
    _ file: DumpFile, for audience: FileAudience = .usual
  ) throws(Problem) -> BufferedFileWriter {
    try makeFile(named: file.rawValue, for: audience)
  }

  func makeFile(
    named name: String, for audience: FileAudience = .usual
  ) throws(Problem) -> BufferedFileWriter {
    let writer = try partial.makeFile(name, for: audience)
    writers.append(writer)
    return writer
  }

  /// Makes a new file at `folder/subfolder/name` and writes it whole.
  func writeFile(
    _ name: String, in subfolder: String, of folder: String, _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(Problem) {
    let outer = try self.subfolder(folder, key: folder, in: partial)
    let inner = try self.subfolder(subfolder, key: folder + "/" + subfolder, in: outer)
    let writer = try inner.makeFile(name, bufferBytes: 0)
    try writer.write(bytes)
    try writer.closeUnsynced()
  }

  /// Locks the hidden folder until this object goes, so that others can tell it from a dead process's.
  ///
  /// A file system without locks leaves it unlocked: then the process number in the name has to do.
  func lock() { flock(partial.descriptor, LOCK_EX | LOCK_NB) }

  /// Closes all files, brings them to the disk, and puts the folder in its place.
  ///
  /// Where it throws, the place is as it was and the hidden folder is gone. Returns a warning where the dump
  /// that was replaced could not be removed.
  @discardableResult public func commit() throws(Problem) -> Problem? {
    do {
      for writer in writers { try writer.close() }
      // One call for many small files: to sync each of 29,000 took 90 s on a shared disk, this less than 1 s.
      if !subfolders.isEmpty { try partial.syncFileSystem() }
      try partial.sync()
      return try moveIntoPlace()
    } catch {
      abort()
      throw error
    }
  }

  /// Removes all that was written; does nothing after `commit`.
  public func abort() {
    guard isOpen else { return }
    isOpen = false
    parent.remove(partialName)
  }
}

extension OutputFolder {
  /// `a/b/` is `b` in `a`; a name alone is in the working folder.
  private static func split(_ path: String) -> (parent: String, name: String) {
    var path = path[...]
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    guard let slash = path.lastIndex(of: "/") else { return (".", String(path)) }
    let parent = path[..<slash]
    return (parent.isEmpty ? "/" : String(parent), String(path[path.index(after: slash)...]))
  }

  /// As `mkdir -p` does; folders made here stay, they are empty at worst.
  private static func makeParents(_ path: String, calls: FileCalls) throws(Problem) {
    if calls.makeFolder(AT_FDCWD, path) == 0 || errno == EEXIST || path == "/" || path == "." { return }
    guard errno == ENOENT else { throw DeliveryProblem.write("create", path, errno) }
    try makeParents(split(path).parent, calls: calls)
    guard calls.makeFolder(AT_FDCWD, path) == 0 || errno == EEXIST else {
      throw DeliveryProblem.write("create", path, errno)
    }
  }

  /// A name may be taken by a killed process with our number, or by another dump of this one.
  private static func makePartial(
    beside name: String, in parent: Folder
  ) throws(Problem) -> (name: String, folder: Folder) {
    var attempt = 1
    while true {
      let suffix = attempt == 1 ? "" : "-\(attempt)"
      let partialName = ".\(name).partial-\(getpid())\(suffix)"
      if let folder = try parent.makeNew(partialName) { return (partialName, folder) }
      attempt += 1
    }
  }

  private func subfolder(_ name: String, key: String, in outer: Folder) throws(Problem) -> Folder {
    if let folder = subfolders[key] { return folder }
    guard let folder = try outer.makeNew(name) else {
      throw DeliveryProblem.write("create", outer.path(of: name), EEXIST)
    }
    subfolders[key] = folder
    return folder
  }

  /// The place is looked at again: another run may have taken it since.
  ///
  /// A rename onto an empty folder replaces it, onto a full one it fails: no file of another is ever lost.
  private func moveIntoPlace() throws(Problem) -> Problem? {
    guard try OutputTarget.state(of: name, in: parent, force: force) == .ours else {
      try parent.rename(partialName, to: name)
      becomeComplete()
      return nil
    }
    let oldName = partialName + ".replaced"
    try parent.rename(name, to: oldName)
    do {
      try parent.rename(partialName, to: name)
    } catch {
      throw restore(oldName, after: error)
    }
    becomeComplete()
    let failure = parent.remove(oldName)
    return failure == 0 ? nil : DeliveryProblem.leftover(parent.path(of: oldName), failure)
  }

  /// From here on nothing can be taken back, so a failing sync of the parent changes nothing any more.
  private func becomeComplete() {
    isOpen = false
    try? parent.sync()
  }

  /// Moves the dump before back; says where it is, where even that is impossible.
  private func restore(_ oldName: String, after problem: Problem) -> Problem {
    do {
      try parent.rename(oldName, to: name)
      return problem
    } catch {
      var problem = problem
      problem.fix = "the output before is now \(Quotation.quote(parent.path(of: oldName)))"
      return problem
    }
  }
}
