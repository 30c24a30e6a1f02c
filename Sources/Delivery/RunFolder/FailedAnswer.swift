import Foundation
import Records

/// What the API said of a refused body: `failed/…/….answer.json`.
///
/// Keys are never renamed, because `rejects` and users' scripts read them; new ones may come.
public struct FailedAnswer: Codable, Equatable, Sendable {
  /// The number of the request in its run.
  public var request: Int
  /// From 2, where several parts of one request were refused.
  public var part: Int?
  /// Nil where there was no answer.
  public var status: Int?
  public var attempts: Int
  public var code: String
  public var sentence: String
  public var fix: String?
  /// The first 64 KiB, as it came.
  public var answer: String
  /// Reviews in the body.
  public var reviews: Int

  init(_ failure: RefusedRequest, part: Int) {
    request = failure.request.number
    self.part = part > 1 ? part : nil
    status = failure.refusal.status
    attempts = failure.attempts
    code = failure.problem.code.rawValue
    // Values too: the body that holds them lies beside it.
    sentence = failure.problem.sentence.text(showingValues: true)
    fix = failure.problem.fix
    answer = failure.answer
    reviews = failure.request.reviewCount
  }

  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else { return "" }  // strings and integers always encode
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
