/// A sentence of a problem, in which private values are kept apart until it is printed.
///
/// `"found \(quoted: name), expected \(count) columns"` shows all; `\(private: text)` is shown as its
/// length unless the user asks for values, because review texts and names do not belong in logs.
public struct Sentence: Equatable, Sendable, ExpressibleByStringInterpolation {
  enum Part: Equatable, Sendable {
    case shown(String)
    case outside(String)
    case hidden(String, characters: Int)
  }

  var parts: [Part]

  public init(stringLiteral value: String) { parts = [.shown(value)] }
  public init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

  /// The text; private values appear only with `showingValues`.
  public func text(showingValues: Bool) -> String {
    parts.map { part in
      switch part {
      case .shown(let text): text
      case .outside(let text): Quotation.quote(text)
      case .hidden(let text, let characters): showingValues ? text : "a text of \(characters) characters"
      }
    }.joined()
  }

  /// The text for people who must not see the records: of all that came from outside, only numbers and dates.
  ///
  /// Where a file's columns are shifted, an address stands where a date is expected.
  ///
  /// - Parameter field: A name of our own, which may be quoted as well.
  public func textForOthers(field: String? = nil) -> String {
    parts.map { part in
      switch part {
      case .shown(let text): text
      case .outside(let text) where text == field || PlainValue.isPlain(text): Quotation.quote(text)
      case .outside(let text): "a text of \(text.count) characters"
      case .hidden(_, let characters): "a text of \(characters) characters"
      }
    }.joined()
  }

  public struct StringInterpolation: StringInterpolationProtocol {
    var parts: [Part] = []

    public init(literalCapacity: Int, interpolationCount: Int) {}

    public mutating func appendLiteral(_ literal: String) { parts.append(.shown(literal)) }
    public mutating func appendInterpolation(_ value: Int) { parts.append(.shown(String(value))) }
    /// Our own words: never for text from outside.
    public mutating func appendInterpolation(_ value: String) { parts.append(.shown(value)) }
    /// Text from outside that may be shown: names of fields, scores, dates, identifiers.
    public mutating func appendInterpolation(quoted value: String) {
      parts.append(.outside(value))
    }
    /// A path that a person has to find: not cut, however long it is.
    public mutating func appendInterpolation(path value: String) {
      parts.append(.shown("'\(Quotation.escape(value))'"))
    }
    /// Text from outside that is private: review texts, titles, names of persons.
    public mutating func appendInterpolation(private value: String) {
      parts.append(.hidden(Quotation.quote(value), characters: value.count))
    }
  }
}
