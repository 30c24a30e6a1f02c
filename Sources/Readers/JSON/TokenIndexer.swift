import CSimdjson
import Records

/// Finds where the tokens of a record begin (simdjson's first stage).
final class TokenIndexer {
  enum Failure: Error {
    case empty, notUTF8, brokenString, noMemory
  }

  private let indexer: OpaquePointer
  /// Offsets of the tokens in the text indexed last; valid until the next call.
  @exclusivity(unchecked) private(set) var positions: UnsafePointer<UInt32>?
  @exclusivity(unchecked) private(set) var count = 0

  /// Nil where memory is short.
  init?() {
    guard let indexer = csimdjson_create() else { return nil }
    self.indexer = indexer
  }

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
