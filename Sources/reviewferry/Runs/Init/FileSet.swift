import Foundation
import Records

/// Files that come into being together: all of them whole, or none.
///
/// Each is written beside its place and linked into it when all are on the disk; a name that is taken, even since
/// it was looked at, takes back those before it. What is replaced is kept under a hidden name until all are in
/// their places. A process that is killed leaves hidden files at worst.
struct FileSet {
  struct File: Equatable {
    var path: String
    var text: String
    /// Whether nobody else may read it.
    var isSecret = false
  }

  let files: [File]
  let mayReplace: Bool

  func write() throws(Problem) {
    var undo = Undo()
    do throws(Problem) {
      for file in files where InitPath.isFolder(file.path) {
        throw InitProblem.cannotWrite(file.path, SystemError.words(EISDIR))
      }
      for file in files { try makeFolder(PathText.folder(of: file.path), &undo) }
      let drafts = try files.map { file throws(Problem) in try draft(file, &undo) }
      for (draft, file) in zip(drafts, files) { try place(draft, file, &undo) }
    } catch {
      undo.all()
      throw error
    }
    undo.hidden()
  }

  // MARK: Steps

  private func makeFolder(_ path: String, _ undo: inout Undo) throws(Problem) {
    guard !path.isEmpty, !FileManager.default.fileExists(atPath: path) else { return }
    try makeFolder(PathText.folder(of: path), &undo)
    if mkdir(path, 0o755) == 0 {
      undo.folders.append(path)
    } else if errno != EEXIST {
      throw InitProblem.cannotWrite(path, SystemError.words(errno))
    }
  }

  private func draft(_ file: File, _ undo: inout Undo) throws(Problem) -> String {
    let draft = Self.hidden(file.path, "partial")
    let mode: mode_t = file.isSecret ? 0o600 : 0o644
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw InitProblem.cannotWrite(file.path, SystemError.words(errno)) }
    undo.written.append(draft)
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      // A mask that takes rights away must not make a file that its owner cannot read.
      if file.isSecret, fchmod(descriptor, mode) != 0 { throw POSIXError(.EPERM) }
      try handle.write(contentsOf: Data(file.text.utf8))
      try handle.synchronize()
      try handle.close()
    } catch {
      throw InitProblem.cannotWrite(file.path, Self.words(error))
    }
    return draft
  }

  /// A secret is never replaced: whatever was written into its place since it was looked at is nowhere else.
  private func place(_ draft: String, _ file: File, _ undo: inout Undo) throws(Problem) {
    let path = file.path
    if link(draft, path) == 0 { return undo.placed.append(path) }
    guard mayReplace, !file.isSecret else {
      guard errno == EEXIST else { throw InitProblem.cannotWrite(path, SystemError.words(errno)) }
      let folder = PathText.folder(of: path)
      throw InitProblem.isThere([(path as NSString).lastPathComponent], in: folder.isEmpty ? "." : folder)
    }
    let isKept = try keep(path, &undo)
    guard rename(draft, path) == 0 else { throw InitProblem.cannotWrite(path, SystemError.words(errno)) }
    if !isKept { undo.placed.append(path) }
  }

  /// Gives what is in a place a second, hidden name; false where nothing is there.
  private func keep(_ path: String, _ undo: inout Undo) throws(Problem) -> Bool {
    let kept = Self.hidden(path, "old")
    if link(path, kept) != 0 {
      if errno == ENOENT { return false }
      // A disk without second names, or a file of another user: it has no name for a moment.
      guard errno != EEXIST, rename(path, kept) == 0 else {
        throw InitProblem.cannotWrite(path, SystemError.words(errno))
      }
    }
    undo.kept.append((path, kept))
    return true
  }

  private static func hidden(_ path: String, _ what: String) -> String {
    let url = URL(fileURLWithPath: path)
    let name = ".\(url.lastPathComponent).\(what)-\(getpid())"
    return url.deletingLastPathComponent().appendingPathComponent(name).path
  }

  private static func words(_ error: any Error) -> String {
    let code = (error as NSError).userInfo[NSUnderlyingErrorKey].flatMap { ($0 as? NSError)?.code }
    return SystemError.words(Int32(code ?? Int((error as? POSIXError)?.code.rawValue ?? EIO)))
  }

  /// What was made so far.
  private struct Undo {
    var folders: [String] = []
    var written: [String] = []
    var placed: [String] = []
    var kept: [(path: String, hidden: String)] = []

    /// Removes what nobody needs once all is in its place.
    func hidden() {
      written.forEach { unlink($0) }
      kept.forEach { unlink($0.hidden) }
    }

    func all() {
      placed.forEach { unlink($0) }
      for (path, hidden) in kept {
        // Two names of one file stay as they are; what cannot be put back must not be removed.
        if rename(hidden, path) == 0 { unlink(hidden) }
      }
      written.forEach { unlink($0) }
      folders.reversed().forEach { rmdir($0) }
    }
  }
}
