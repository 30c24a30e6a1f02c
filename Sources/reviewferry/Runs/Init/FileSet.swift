import Foundation
import Records

/// Files that come into being together: all of them whole, or none.
///
/// Each is written beside its place and linked into it when all are on the disk; a name that is taken, even since
/// it was looked at, takes back those before it. A process that is killed leaves hidden files at worst.
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
      for file in files { try makeFolder(PathText.folder(of: file.path), &undo) }
      let drafts = try files.map { file throws(Problem) in try draft(file, &undo) }
      for (draft, file) in zip(drafts, files) { try place(draft, file.path, &undo) }
    } catch {
      undo.all()
      throw error
    }
    undo.drafts()
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
    let url = URL(fileURLWithPath: file.path)
    let folder = url.deletingLastPathComponent()
    let draft = folder.appendingPathComponent(".\(url.lastPathComponent).partial-\(getpid())").path
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

  private func place(_ draft: String, _ path: String, _ undo: inout Undo) throws(Problem) {
    if mayReplace {
      guard rename(draft, path) == 0 else {
        throw InitProblem.cannotWrite(path, SystemError.words(errno))
      }
    } else if link(draft, path) == 0 {
      undo.placed.append(path)
    } else if errno == EEXIST {
      let folder = PathText.folder(of: path)
      throw InitProblem.isThere([(path as NSString).lastPathComponent], in: folder.isEmpty ? "." : folder)
    } else {
      throw InitProblem.cannotWrite(path, SystemError.words(errno))
    }
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

    func drafts() { written.forEach { unlink($0) } }

    func all() {
      placed.forEach { unlink($0) }
      drafts()
      folders.reversed().forEach { rmdir($0) }
    }
  }
}
