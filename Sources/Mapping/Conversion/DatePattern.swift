/// One thing that a date pattern expects next in a text.
enum DateElement: Equatable, Sendable {
  /// One byte of fixed text.
  case literal(UInt8)
  /// One or more blanks.
  case blanks
  case year4, year2
  /// Exactly two digits, or one or two where not `padded`.
  case month(padded: Bool)
  case monthName
  case day(padded: Bool)
  case hour24(padded: Bool)
  case hour12(padded: Bool)
  case halfDay
  case minute(padded: Bool)
  case second(padded: Bool)
  /// 1 to 12 digits.
  case fraction
  case offset
  case zoneName
  case weekdayName

  /// Whether the length of its digits depends on the text, so that no digit may follow.
  var hasOpenEnd: Bool {
    switch self {
    case .fraction, .month(false), .day(false), .hour24(false), .hour12(false), .minute(false),
      .second(false):
      true
    default: false
    }
  }

  var startsWithDigit: Bool {
    switch self {
    case .literal(let byte): byte &- 48 < 10
    case .blanks, .monthName, .halfDay, .offset, .zoneName, .weekdayName: false
    default: true
    }
  }
}

/// A date pattern such as `dd/MM/yyyy HH:mm`, checked and taken apart.
struct DatePattern: Sendable {
  let elements: [DateElement]
  /// Whether a quoted `UTC`, `GMT` or `Z` in the pattern says that its texts are in UTC.
  let namesUTC: Bool
  let hasTime: Bool

  /// The fault's sentence has no quotation of the pattern; the caller knows it.
  init(_ pattern: String) throws(ConversionFault) {
    var parser = DatePatternParser(pattern)
    try parser.parse()
    elements = parser.elements
    namesUTC = parser.namesUTC
    hasTime = parser.fields.contains(.hour)
  }
}
