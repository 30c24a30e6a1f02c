import Foundation

/// Replaces a file as a whole: whoever reads it at any moment has the old or the new one.
public enum FileReplacement {
  public struct Failure: Error {
    /// An `errno`.
    public var code: Int32
  }

  /// A temporary file in the same folder, hidden and with another ending, which nobody looks for; then a rename.
  ///
  /// - Parameter mode: Of the file, whatever the process's mask is.
  public static func replace(_ path: String, with bytes: [UInt8], mode: mode_t) throws(Failure) {
    let temporary = temporaryPath(path)
    let descriptor = try newFile(temporary)
    do throws(Failure) {
      defer { close(descriptor) }
      try write(bytes, to: descriptor)
      guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else { throw Failure(code: errno) }
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw Failure(code: code)
    }
  }

  private static func temporaryPath(_ path: String) -> String {
    let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    return "\(path[..<slash]).\(path[slash...]).\(getpid()).tmp"
  }

  /// A killed process may have left one of our number, which in a container is always the same.
  private static func newFile(_ path: String) throws(Failure) -> Int32 {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    var descriptor = open(path, flags, 0o600)
    if descriptor < 0, errno == EEXIST, unlink(path) == 0 { descriptor = open(path, flags, 0o600) }
    guard descriptor >= 0 else { throw Failure(code: errno) }
    return descriptor
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Failure(code: errno) }
      rest = rest.dropFirst(count)
    }
  }
}
