/// A text that no description, dump, interpolation or mirror shows.
///
/// It is read in one place, where a header or a body is made, by `reveal`; a search for that word finds every
/// use.
public struct SecretText: Hashable, Sendable {
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
