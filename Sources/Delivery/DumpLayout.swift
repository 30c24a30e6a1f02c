import Requests

/// How a dump holds its request bodies.
///
/// Names and forms must not change: `submit` reads a dump back, and scripts name these files.
public enum DumpLayout: String, CaseIterable, Sendable {
  /// All bodies in `requests.jsonl`, one a line.
  case lines
  /// `requests/0000/000001-<product>.json`, 1,000 files in a folder.
  case files

  static let folder = "requests"
  static let filesPerFolder = 1000

  /// `0000` for the requests 1 to 1,000.
  static func subfolder(of request: Request) -> String { subfolder(of: request.number) }

  static func subfolder(of number: Int) -> String { padded((number - 1) / filesPerFolder, to: 4) }

  /// `000001-B00X4.json`; without a name where the product has none.
  static func fileName(of request: Request) -> String {
    let name = ProductKey(request.key).name.map { SafeName.of($0) } ?? ""
    return padded(request.number) + (name.isEmpty ? "" : "-" + name) + ".json"
  }

  /// The number with which a file name begins: `000001`.
  static func padded(_ number: Int) -> String { padded(number, to: 6) }

  static func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

/// The files at the top of a dump.
public enum DumpFile: String, CaseIterable, Sendable {
  case requests = "requests.jsonl"
  case manifest = "manifest.json"
  case rejects = "rejects.jsonl"
  case summary = "summary.json"
  /// Where `--report` was told to put it there.
  case report = "report.html"
}
