import CSimdjson
import Records

/// Finds where the tokens of a record begin (simdjson's first stage).
final class TokenIndexer {
  enum Failure: Error {
    case empty, notUTF8, brokenString, noMemory
  }

  /// nil where memory is short.
  private let indexer = csimdjson_create()
  /// Offsets of the tokens in the text indexed last, and behind them its length; valid until the next call.
  @exclusivity(unchecked) private(set) var positions: UnsafePointer<UInt32>?
  @exclusivity(unchecked) private(set) var count = 0

  deinit { csimdjson_destroy(indexer) }

  func index(_ text: UnsafePointer<UInt8>, _ length: Int) -> Failure? {
    switch csimdjson_index(indexer, text, length, &positions, &count) {
    case csimdjson_ok: nil
    case csimdjson_empty: .empty
    case csimdjson_not_utf8: .notUTF8
    case csimdjson_no_memory: .noMemory
    default: .brokenString
    }
  }

  static func isUTF8(_ text: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    csimdjson_is_utf8(text, length)
  }
}
