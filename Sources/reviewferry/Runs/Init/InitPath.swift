import Foundation
import Records

/// Paths as people type them.
enum InitPath {
  /// The path that is meant: `~` is the home folder, and quotes come from dragging a file into the terminal.
  static func typed(_ text: String, home: String? = ProcessInfo.processInfo.environment["HOME"])
    throws(Problem) -> String
  {
    var path = text
    if let quote = path.first, quote == "'" || quote == "\"", path.count > 2, path.last == quote {
      path = String(path.dropFirst().dropLast())
    }
    if path == "~" || path.hasPrefix("~/"), let home, !home.isEmpty { path = home + path.dropFirst() }
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    guard !path.isEmpty, Quotation.escape(path) == path else { throw InitProblem.unprintable(text) }
    return path
  }

  /// From the root, for whoever starts elsewhere; links stay.
  static func whole(_ path: String) -> String { URL(fileURLWithPath: path).path }

  /// As it is called from the working folder.
  static func shown(_ path: String) -> String {
    let folder = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(folder) && folder != "/" ? String(path.dropFirst(folder.count)) : path
  }

  /// The whole path of a file that is there or may be made.
  static func file(_ text: String) throws(Problem) -> String {
    let path = whole(try typed(text))
    if isFolder(path) { throw InitProblem.notAFile(text) }
    return path
  }

  /// Whether files can be written in the folder, which is made where it is missing.
  static func checkFolder(_ path: String, mayReplace: Bool) throws(Problem) {
    if FileManager.default.fileExists(atPath: path), !isFolder(path) {
      throw InitProblem.noFolder(path, SystemError.words(ENOTDIR))
    }
    guard access(nearest(path), W_OK | X_OK) == 0 else {
      throw InitProblem.noFolder(path, SystemError.words(errno))
    }
    let taken = InitFiles.names.filter { FileManager.default.fileExists(atPath: "\(path)/\($0)") }
    if !mayReplace, !taken.isEmpty { throw InitProblem.isThere(taken, in: path) }
  }

  /// The folder itself, or the first above it that is there.
  static func nearest(_ path: String) -> String {
    var url = URL(fileURLWithPath: path)
    while !FileManager.default.fileExists(atPath: url.path), url.path != "/" {
      url.deleteLastPathComponent()
    }
    return url.path
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
