/// What a server's `Retry-After` header asks for (RFC 9110 §10.2.3).
public enum RetryAfter: Equatable, Sendable {
  /// No header.
  case absent
  /// Seconds, or a date that many seconds ahead; a date that has passed is a wait of nothing.
  case wait(Duration)
  /// More than `longest` was asked for: wait that long and see.
  case capped
  /// Neither a count of seconds nor a date: as if absent.
  case unreadable

  /// One hour: whoever asks for more is mistaken, or means "not tonight", which the limits of a run decide.
  public static let longest: Duration = .seconds(3600)

  /// How long to wait at least; nil where the server did not say.
  public var wait: Duration? {
    switch self {
    case .absent, .unreadable: nil
    case .wait(let duration): duration
    case .capped: Self.longest
    }
  }

  /// Reads the header's value; `now` in seconds since 1970, from the clock on the wall.
  public init(_ value: String?, now: Int64) {
    guard let value else {
      self = .absent
      return
    }
    let text = Self.trimmed(value.utf8)
    if let seconds = Self.seconds(text) {
      self = .of(seconds: seconds)
    } else if let date = HTTPDate.seconds(text, now: now) {
      self = .of(seconds: max(0, date - now))
    } else {
      self = .unreadable
    }
  }

  private static func of(seconds: Int64) -> RetryAfter {
    let wait = Duration.seconds(seconds)
    return wait > longest ? .capped : .wait(wait)
  }

  /// Digits alone: a sign or a fraction is not in the grammar.
  ///
  /// A number too large to hold is very large.
  private static func seconds(_ text: Substring.UTF8View) -> Int64? {
    guard !text.isEmpty, text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(Substring(text)) ?? .max
  }

  private static func trimmed(_ text: String.UTF8View) -> Substring.UTF8View {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    var rest = text[...]
    while let first = rest.first, isBlank(first) { rest = rest.dropFirst() }
    while let last = rest.last, isBlank(last) { rest = rest.dropLast() }
    return rest
  }
}
