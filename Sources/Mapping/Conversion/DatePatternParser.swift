import Records

/// What an element of a date pattern tells; each may stand once in a pattern.
enum DateFieldKind: String, Sendable {
  case year, month, day, hour, minute, second, fraction, zone, weekday
  case halfDay = "half of the day"
}

/// Takes a date pattern apart and says what is wrong with it.
struct DatePatternParser {
  private let bytes: [UInt8]
  private var index = 0
  private(set) var elements: [DateElement] = []
  private(set) var fields: Set<DateFieldKind> = []
  private(set) var namesUTC = false

  init(_ pattern: String) { bytes = Array(pattern.utf8) }

  mutating func parse() throws(ConversionFault) {
    guard !bytes.contains(UInt8(ascii: "%")) else {
      throw fault("signs such as %Y are not understood, expected letters as in yyyy-MM-dd HH:mm:ss")
    }
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "'") {
        try parseQuoted()
      } else if (byte | 0x20) &- 97 < 26 {
        try parseLetters(byte)
      } else if byte == 32 || byte == 9 {
        if elements.last != .blanks { elements.append(.blanks) }
        index += 1
      } else {
        elements.append(.literal(byte))
        index += 1
      }
    }
    dropOuterBlanks()
    try checkFields()
    try checkNeighbours()
  }

  /// `''` is a quote, inside quoted text too; a quoted name of UTC is a zone as well.
  private mutating func parseQuoted() throws(ConversionFault) {
    index += 1
    var literal: [UInt8] = []
    if index < bytes.count, bytes[index] == UInt8(ascii: "'") {
      literal.append(UInt8(ascii: "'"))
      index += 1
    } else {
      while true {
        guard index < bytes.count else { throw fault("a quote (') is not closed") }
        let byte = bytes[index]
        index += 1
        if byte == UInt8(ascii: "'") {
          guard index < bytes.count, bytes[index] == byte else { break }
          index += 1
        }
        literal.append(byte)
      }
    }
    appendLiteral(literal)
  }

  private mutating func appendLiteral(_ literal: [UInt8]) {
    let word = String(decoding: literal, as: UTF8.self).filter { $0 != " " }
    if ["UTC", "GMT", "Z"].contains(word) { namesUTC = true }
    for byte in literal {
      if byte != 32 {
        elements.append(.literal(byte))
      } else if elements.last != .blanks {
        elements.append(.blanks)
      }
    }
  }

  private mutating func parseLetters(_ letter: UInt8) throws(ConversionFault) {
    let start = index
    while index < bytes.count, bytes[index] == letter { index += 1 }
    let letters = String(decoding: bytes[start..<index], as: UTF8.self)
    let element = try element(letters)
    let field = field(element)
    guard fields.insert(field).inserted else {
      throw fault("the \(field.rawValue) stands twice in the pattern")
    }
    elements.append(element)
  }

  private func element(_ letters: String) throws(ConversionFault) -> DateElement {
    switch letters {
    case "yyyy": return .year4
    case "yy": return .year2
    case "MM", "M": return .month(padded: letters.count == 2)
    case "MMM", "MMMM": return .monthName
    case "dd", "d": return .day(padded: letters.count == 2)
    case "HH", "H": return .hour24(padded: letters.count == 2)
    case "hh", "h": return .hour12(padded: letters.count == 2)
    case "a": return .halfDay
    case "mm", "m": return .minute(padded: letters.count == 2)
    case "ss", "s": return .second(padded: letters.count == 2)
    case "Z", "ZZ", "ZZZ", "X", "XX", "XXX", "x", "xx", "xxx": return .offset
    case "z", "zz", "zzz": return .zoneName
    case "E", "EE", "EEE", "EEEE": return .weekdayName
    default:
      if letters.first == "S", letters.count <= 12 { return .fraction }
      throw unknown(letters)
    }
  }

  private func unknown(_ letters: String) -> ConversionFault {
    let hint =
      switch letters.first {
      case "Y": "; write 'yyyy' or 'yy' for the year"
      case "y": "; write 'yyyy' for four digits or 'yy' for two"
      case "D": "; write 'dd' or 'd' for the day of the month"
      case "T": "; write the letter T in quotes: 'T'"
      case "M", "d", "H", "h", "m", "s", "a", "S", "z", "Z", "X", "x", "E": "; the letter stands too often"
      default: "; fixed text stands in quotes, as in yyyy-MM-dd'T'HH:mm"
      }
    return fault("unknown pattern letters \(Quotation.quote(letters))\(hint)")
  }

  private func field(_ element: DateElement) -> DateFieldKind {
    switch element {
    case .year4, .year2: .year
    case .month, .monthName: .month
    case .day: .day
    case .hour24, .hour12: .hour
    case .halfDay: .halfDay
    case .minute: .minute
    case .second: .second
    case .fraction: .fraction
    case .offset, .zoneName: .zone
    case .weekdayName, .literal, .blanks: .weekday
    }
  }

  private mutating func dropOuterBlanks() {
    if elements.first == .blanks { elements.removeFirst() }
    if elements.last == .blanks { elements.removeLast() }
  }

  private func checkFields() throws(ConversionFault) {
    for (field, letter) in [(DateFieldKind.year, "yyyy"), (.month, "MM"), (.day, "dd")] {
      guard fields.contains(field) else { throw missing(field, letter) }
    }
    let hasHour12 = elements.contains(.hour12(padded: true)) || elements.contains(.hour12(padded: false))
    if hasHour12 != fields.contains(.halfDay) {
      throw fault("'h' counts 12 hours and goes with 'a' (AM or PM); 'H' counts 24 hours and goes without")
    }
    for (part, whole) in [
      (DateFieldKind.minute, DateFieldKind.hour), (.second, .minute), (.fraction, .second),
    ] {
      guard !fields.contains(part) || fields.contains(whole) else {
        throw fault("the pattern has a \(part.rawValue) and no \(whole.rawValue)")
      }
    }
  }

  private func missing(_ field: DateFieldKind, _ letter: String) -> ConversionFault {
    let hint = field == .month && fields.contains(.minute) ? "; 'mm' means minutes" : ""
    return fault("the pattern has no \(field.rawValue), expected '\(letter)'\(hint)")
  }

  private func checkNeighbours() throws(ConversionFault) {
    for (element, next) in zip(elements, elements.dropFirst())
    where element.hasOpenEnd && next.startsWithDigit {
      throw fault("a number of open length is followed by digits; write two letters, as in 'dd' or 'MM'")
    }
  }

  private func fault(_ sentence: String) -> ConversionFault { ConversionFault(sentence: sentence, index: 0) }
}
