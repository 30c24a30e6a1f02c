import Delivery
import Foundation
import Pipeline
import Records

/// The file that a report is written to.
struct ReportFile {
  let path: String
  /// The option that names it.
  var option = "--report"
  /// Whether the page shows what reviewers wrote, and so is its owner's alone.
  var isPrivate = false

  /// Looks at the place before a run begins, which may take hours; nothing is written.
  ///
  /// - Parameters:
  ///   - inputs: Files that are read: none of them is replaced.
  ///   - output: A folder that the run will make, and in which the report may be.
  func check(inputs: [String], output: String? = nil) throws(RunFailure) {
    for input in inputs where input != "-" && Self.resolved(input) == Self.resolved(path) {
      throw RunFailure(
        Problem(
          "output.holds-input", .error,
          "\(quoted: path) is itself read, so no report is written there; nothing was done",
          fix: "name another file with '\(option)'"), .cannotWrite)
    }
    do throws(Problem) { try checkFile("nothing was done") } catch { throw RunFailure(error, .cannotWrite) }
    let folder = Self.folder(of: path)
    if let output, output != "-", Self.resolved(folder) == Self.resolved(output) { return }
    if access(folder, W_OK | X_OK) != 0 {
      throw RunFailure(Self.cannotWrite(path, errno, "nothing was done"), .cannotWrite)
    }
  }

  /// Only a report of ours is replaced, or an empty file: whoever mistypes a name loses nothing.
  private func checkFile(_ outcome: String) throws(Problem) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFREG else { throw refused("is no regular file", outcome) }
    guard let file = FileHandle(forReadingAtPath: path) else { throw refused("cannot be read", outcome) }
    defer { try? file.close() }
    let signature = Data(ReportPage.signature.utf8)
    let start = (try? file.read(upToCount: signature.count)) ?? Data()
    guard start.isEmpty || start == signature else { throw refused("is no report of reviewferry", outcome) }
  }

  private func refused(_ why: String, _ outcome: String) -> Problem {
    Problem(
      "report.not-ours", .error, "\(quoted: path) \(why), so it is not replaced; \(outcome)",
      fix: "name another file, or move this one away")
  }

  /// Replaces the file as a whole; `outcome` is what a problem says of all else.
  func write(_ page: ReportPage, outcome: String) throws(Problem) {
    try checkFile(outcome)
    do throws(FileReplacement.Failure) {
      try FileReplacement.replace(path, with: Array(page.html.utf8), mode: isPrivate ? 0o600 : Self.usualMode)
    } catch {
      throw Self.cannotWrite(path, error.code, outcome)
    }
  }

  /// What the process's mask leaves of a file that anybody may read; to ask is to set it, for an instant to the strictest.
  private static var usualMode: mode_t {
    let mask = umask(0o077)
    umask(mask)
    return 0o666 & ~mask
  }

  private static func cannotWrite(_ path: String, _ code: Int32, _ outcome: String) -> Problem {
    Problem(
      "report.write", .error,
      "cannot write the report \(quoted: path): \(SystemError.words(code)); \(outcome)",
      fix: code == ENOENT ? "make the folder, which is not made here" : nil)
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }
}
