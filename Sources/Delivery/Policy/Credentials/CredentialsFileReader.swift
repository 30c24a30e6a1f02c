import Glibc
import Records

/// Reads a file of credentials from the disk; the only part of the credentials that does.
public enum CredentialsFileReader {
  /// Reads and parses the file if it may be used.
  ///
  /// Links are followed, since Kubernetes mounts secrets as links: what is checked is the file that was
  /// opened.
  public static func read(_ path: String) throws(Problem) -> CredentialParts {
    // Without O_NONBLOCK, opening a named pipe would wait for its other end.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw CredentialsProblem.unreadable(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw CredentialsProblem.unreadable(path, errno) }
    try CredentialsFile.check(mode: status.st_mode, owner: status.st_uid, user: geteuid(), path: path)
    return try CredentialsFile.parse(bytes(of: descriptor, path: path), path: path)
  }

  private static func bytes(of descriptor: Int32, path: String) throws(Problem) -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw CredentialsProblem.unreadable(path, errno) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: piece[..<count])
      guard bytes.count <= CredentialsFile.maxBytes else { throw CredentialsProblem.tooLarge(path) }
    }
  }
}
