import Requests

/// The files at the top of a run folder; `rejects` reads them, and scripts name them.
public enum RunFile: String, CaseIterable, Sendable {
  case run = "run.json"
  case rejects = "rejects.jsonl"
  case summary = "summary.json"
  /// Where `--report` was told to put it there.
  case report = "report.html"
}

/// The names of a refused body and of the answer beside it.
///
/// ```
/// failed/0000/000017-B00X4.json           a body, exactly as it was sent
/// failed/0000/000017-B00X4.answer.json    what the API said of it
/// failed/0000/000017.2-B00X4.json         a second part of request 17, which was bisected
/// ```
/// 1,000 requests share a folder, as in a dump.
struct FailedName: Equatable {
  static let folder = "failed"
  static let bodyEnding = ".json"
  static let answerEnding = ".answer.json"

  var number: Int
  /// From 1.
  var part: Int
  /// Without ending.
  var stem: String

  var subfolder: String { DumpLayout.subfolder(of: number) }
  var body: String { stem + Self.bodyEnding }
  var answer: String { stem + Self.answerEnding }

  init(number: Int, part: Int, key: UnsafeBufferPointer<UInt8>) {
    self.number = number
    self.part = part
    let name = ProductKey(key).name.map { SafeName.of($0) } ?? ""
    stem = DumpLayout.padded(number, to: 6) + (part > 1 ? ".\(part)" : "") + (name.isEmpty ? "" : "-" + name)
    // A product called `x.answer` must not have a body that looks like the answer about `x`.
    if stem.hasSuffix(".answer") { stem += "_" }
  }

  /// Reads the name of a body; nil for an answer and for everything that is not ours.
  init?(file: String) {
    guard file.hasSuffix(Self.bodyEnding), !file.hasSuffix(Self.answerEnding) else { return nil }
    stem = String(file.dropLast(Self.bodyEnding.count))
    let numbers = stem.prefix { $0 != "-" }.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(numbers.count), let number = Int(numbers[0]), number > 0 else { return nil }
    guard let part = numbers.count == 2 ? Int(numbers[1]) : 1 else { return nil }
    self.number = number
    self.part = part
  }
}
