import Foundation
import Records

/// Writes the metrics of a run for a collector that may read at any moment.
public enum MetricsFile {
  /// No file of ours is larger; what is, is not ours, and its past is not asked for.
  private static let maxBytes = 1 << 20

  private struct Failure: Error {
    var code: Int32
  }

  /// Replaces the file as a whole, with mode 0644; the folder must exist.
  ///
  /// Returns a warning where that fails: the old file stays, and so does the run. Whoever asked for metrics is blind
  /// without them, so a run with nothing else to say exits with 73 then.
  public static func write(_ report: RunReport, to path: String) -> Problem? {
    guard let isThere = isRegularFile(path) else { return notAFile(path) }
    let text = MetricsText.text(report, after: isThere ? earlier(path) : nil)
    do throws(Failure) {
      try replace(path, with: Array(text.utf8))
      return nil
    } catch {
      return Problem(
        "metrics.write", .warning,
        "cannot write the metrics \(quoted: path): \(SystemError.words(error.code)); the old ones stay",
        fix: error.code == ENOENT ? "make the folder, which is not made here" : nil)
    }
  }

  /// Whether a file is about runs of another mapping or PIM than a report.
  public static func isOfOthers(than report: RunReport, at path: String) -> Bool {
    earlier(path).map { $0.labels != MetricsText.labels(report, nil) } ?? false
  }

  /// False where nothing is there; nil for a device or a folder, which must not be replaced by a file, and for a link.
  private static func isRegularFile(_ path: String) -> Bool? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT == S_IFREG ? true : nil
  }

  private static func notAFile(_ path: String) -> Problem {
    Problem(
      "metrics.write", .warning,
      "the metrics were not written: \(quoted: path) is no regular file and is not replaced",
      fix: "name a file with '--metrics-file'")
  }

  private static func earlier(_ path: String) -> EarlierMetrics? {
    guard let file = FileHandle(forReadingAtPath: path),
      let bytes = try? file.read(upToCount: maxBytes)
    else { return nil }
    return EarlierMetrics(String(decoding: bytes, as: UTF8.self))
  }

  /// A temporary file in the same folder, hidden and without the ending that collectors look for; then a rename.
  private static func replace(_ path: String, with bytes: [UInt8]) throws(Failure) {
    let temporary = temporaryPath(path)
    let descriptor = try newFile(temporary)
    do throws(Failure) {
      defer { close(descriptor) }
      try write(bytes, to: descriptor)
      guard fchmod(descriptor, 0o644) == 0, fsync(descriptor) == 0 else { throw Failure(code: errno) }
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
