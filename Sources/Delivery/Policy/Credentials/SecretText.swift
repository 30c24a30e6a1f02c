/// A text that no description, dump, interpolation or mirror shows.
///
/// It is read in one place, where a header or a body is made, by `reveal`; a search for that word finds every
/// use.
public struct SecretText: Equatable, Sendable {
  private let text: String

  public init(_ text: String) { self.text = text }

  /// The text itself, to be sent and never to be printed.
  public func reveal() -> String { text }

  public var isEmpty: Bool { text.isEmpty }

  /// Whether it can stand in a header: printable, in ASCII, so that it cannot begin another header.
  public var isHeaderSafe: Bool { text.utf8.allSatisfy { (0x21...0x7E).contains($0) } }

  static let placeholder = "[secret]"
}

extension SecretText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { Self.placeholder }
  public var debugDescription: String { Self.placeholder }
  public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}

/// Takes known secrets out of texts from outside: a server may repeat a token in its error.
public struct SecretRedactor: Sendable {
  /// Longest first, so that one which holds another is found whole.
  private let secrets: [String]

  /// Secrets shorter than this occur in words by chance, and hiding them would tell what they are.
  static let minLength = 4

  public init(_ secrets: [SecretText]) {
    self.secrets = Set(secrets.map { $0.reveal() }).filter { $0.utf8.count >= Self.minLength }
      .sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
  }

  public func redact(_ text: String) -> String {
    secrets.reduce(text) { Self.replace($1, in: $0) }
  }

  private static func replace(_ secret: String, in text: String) -> String {
    // By bytes: a combining mark behind a secret makes another character of its last letter.
    let bytes = Array(text.utf8)
    let wanted = Array(secret.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index...].starts(with: wanted) {
        result.append(contentsOf: SecretText.placeholder.utf8)
        index += wanted.count
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
