import Foundation
import Records

/// Writes the metrics of a run for a collector that may read at any moment.
public enum MetricsFile {
  /// No file of ours is larger; what is, is not ours, and its past is not asked for.
  private static let maxBytes = 1 << 20

  /// Replaces the file as a whole, with mode 0644; the folder must exist.
  ///
  /// Returns a warning where that fails: the old file stays, and so does the run. Whoever asked for metrics is blind
  /// without them, so a run with nothing else to say exits with 73 then.
  public static func write(_ report: RunReport, to path: String) -> Problem? {
    guard let isThere = isRegularFile(path) else { return notAFile(path) }
    let text = MetricsText.text(report, after: isThere ? earlier(path) : nil)
    do throws(FileReplacement.Failure) {
      try FileReplacement.replace(path, with: Array(text.utf8), mode: 0o644)
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
}
