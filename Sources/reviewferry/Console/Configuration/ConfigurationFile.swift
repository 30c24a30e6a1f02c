import Foundation
import Records

/// Reads a configuration from the disk, if it may be trusted.
enum ConfigurationFile {
  /// What is looked for in the working folder.
  static let usualName = "reviewferry.yaml"
  /// No configuration is larger.
  private static let maxBytes = 64 << 10

  /// The text of the file; without a name that of the usual one, nil where it is not there.
  static func text(_ named: String?) throws(Problem) -> String? {
    let path = named ?? usualName
    // Nobody asked for the usual one, so a named pipe of that name must not make a run wait.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (named == nil ? O_NONBLOCK : 0))
    guard descriptor >= 0 else {
      if named == nil, errno == ENOENT { return nil }
      throw ConfigurationProblem.unreadable(path, SystemError.words(errno))
    }
    defer { close(descriptor) }
    try check(descriptor, path, isNamed: named != nil)
    let bytes = try bytes(descriptor, path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ConfigurationProblem.unreadable(path, "it is not UTF-8")
    }
    return text
  }

  /// A configuration says where credentials are sent, so nobody else may have written it.
  ///
  /// Of a file that was named, its owner is the choice of whoever named it. A group may write: where each user has a
  /// group of his own, files are made so.
  private static func check(_ descriptor: Int32, _ path: String, isNamed: Bool) throws(Problem) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw ConfigurationProblem.unreadable(path, SystemError.words(errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      if isNamed, status.st_mode & S_IFMT != S_IFDIR { return }
      throw ConfigurationProblem.unreadable(path, "it is no regular file")
    }
    if status.st_mode & 0o002 != 0 { throw ConfigurationProblem.writableByAll(path) }
    guard isNamed || status.st_uid == geteuid() || status.st_uid == 0 else {
      throw ConfigurationProblem.otherOwner(path)
    }
  }

  private static func bytes(_ descriptor: Int32, _ path: String) throws(Problem) -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw ConfigurationProblem.unreadable(path, SystemError.words(errno)) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: piece[..<count])
      guard bytes.count <= maxBytes else {
        throw ConfigurationProblem.unreadable(path, "it is larger than \(maxBytes >> 10) KiB")
      }
    }
  }
}
