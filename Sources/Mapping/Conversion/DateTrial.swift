/// Reads texts in one date format, to find out whether it is theirs.
public struct DateTrial: Sendable {
  /// What a text is in the format.
  public enum Outcome: Equatable, Sendable {
    /// A moment, in seconds since 1970.
    case moment(Int64)
    /// A day and a time that no zone belongs to: the mapping must name one.
    case noZone
    case unreadable
  }

  private let conversion: DateConversion

  /// Nil where the format is none.
  public init?(format: String, timeZone: String? = nil) {
    guard let conversion = try? DateConversion(formats: [format], timeZone: timeZone, pivot: 70) else {
      return nil
    }
    self.conversion = conversion
  }

  public func outcome(of text: String) -> Outcome {
    var text = text
    return text.withUTF8 { bytes in
      switch conversion.parse(bytes) {
      case .success(let instant): .moment(instant.seconds)
      case .failure(.noZone): .noZone
      case .failure(.unreadable): .unreadable
      }
    }
  }

  /// Whether two formats read some text as different days: the mapping language refuses such a pair.
  public static func disagree(_ first: String, _ second: String) -> Bool {
    DateConversion.ambiguity(of: [first, second]) != nil
  }
}
