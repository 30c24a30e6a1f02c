import Foundation

/// One JSON document for standard output, its keys sorted.
enum DocumentJSON {
  static func text(_ document: some Encodable) -> String {
    encoded(document, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
  }

  /// The same as one line.
  static func line(_ document: some Encodable) -> String {
    encoded(document, [.sortedKeys, .withoutEscapingSlashes])
  }

  private static func encoded(_ document: some Encodable, _ form: JSONEncoder.OutputFormatting) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = form
    guard let data = try? encoder.encode(document) else { return "" }  // strings and numbers always encode
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
