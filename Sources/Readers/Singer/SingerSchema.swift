import Records

/// The JSON Schema of a SCHEMA message, as far as it says which fields there are.
struct SingerSchema {
  /// Taps' schemas take some kilobytes; a larger one is not looked into.
  static let maxBytes = 1 << 20
  private static let maxDepth = 64

  private let root: JSONFragment

  /// Nil where nothing can be said.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    guard text.count <= Self.maxBytes, let root = JSONFragment(Array(text), maxDepth: Self.maxDepth) else {
      return nil
    }
    self.root = root
  }

  /// Whether it says that a record has no such field.
  func lacks(_ steps: [String]) -> Bool {
    var schema = root
    for step in steps {
      if let items = schema["items"], Int(step) != nil {
        schema = items
        continue
      }
      if let items = schema["items"] { schema = items }
      // Taps leave `additionalProperties` out without meaning that there are more.
      guard case .object? = schema["properties"], schema["additionalProperties"] != .flag(true) else {
        return false
      }
      guard let next = schema["properties"]?[step] else { return true }
      schema = next
    }
    return false
  }
}
