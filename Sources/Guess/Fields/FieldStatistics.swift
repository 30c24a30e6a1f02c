import Records

/// What the values of one field are like.
struct FieldStatistics: Sendable {
  /// Records, and those in which the field has a value.
  var rows = 0
  var filled = 0
  var distinct = 0
  var meanLength = 0.0
  var maxLength = 0
  /// Mean number of blanks in a value: a text has some, an identifier hardly one.
  var meanBlanks = 0.0
  /// Values that are numbers, and those of them that are whole and not negative.
  var numbers: [Double] = []
  var counts = 0
  var booleans = 0
  /// Whole numbers, each one more than the one before.
  var isCounting = false
  var emails = 0
  var addresses = 0
  var locales = 0
  var barcodes = 0
  var hasEntities = false
  var hasMarkup = false
  /// Values that stand in quotes as part of the text.
  var quoted = 0
  /// The values of a field that has few, the most frequent first.
  var commonValues: [(text: String, count: Int)] = []
  /// Non-empty values, the first thousand.
  var sample: [String] = []

  private static let sampleLimit = 1000
  private static let commonLimit = 24

  var fillRate: Double { rows == 0 ? 0 : Double(filled) / Double(rows) }
  var uniqueness: Double { filled == 0 ? 0 : Double(distinct) / Double(filled) }
  func share(_ count: Int) -> Double { filled == 0 ? 0 : Double(count) / Double(filled) }

  init(_ field: SampleField) {
    rows = field.values.count
    var tally: [String: Int] = [:]
    var order: [String] = []
    var previous: Int?
    var steps = 0
    for case let value? in field.values where !value.isEmpty {
      let text = Self.trimmed(value.text)
      filled += 1
      if tally[text] == nil { order.append(text) }
      tally[text, default: 0] += 1
      if sample.count < Self.sampleLimit { sample.append(text) }
      add(text, value.kind)
      let number = Int(text)
      if let number, let last = previous, number == last &+ 1 { steps += 1 }
      previous = number
    }
    distinct = tally.count
    isCounting = filled > 2 && steps == filled - 1
    guard filled > 0 else { return }
    meanLength /= Double(filled)
    meanBlanks /= Double(filled)
    if distinct <= Self.commonLimit {
      commonValues = order.map { ($0, tally[$0, default: 0]) }.sorted { $0.1 > $1.1 }
    }
  }

  private mutating func add(_ text: String, _ kind: SlotKind) {
    let length = text.count
    meanLength += Double(length)
    maxLength = max(maxLength, length)
    meanBlanks += Double(text.utf8.count { $0 == 0x20 || $0 == 0x0A })
    if Self.isGrouped(text) {
      counts += 1
    } else if let number = Self.number(text) {
      numbers.append(number)
      if number >= 0 && number == number.rounded() { counts += 1 }
    }
    if kind == .boolean || ["true", "false", "yes", "no"].contains(text.lowercased()) { booleans += 1 }
    if length < 200 { addShape(text) }
    if text.contains("&") && (text.contains("&#") || text.contains("&amp;") || text.contains("&quot;")) {
      hasEntities = true
    }
    if text.contains("<br") || text.contains("</") || text.contains("<p>") { hasMarkup = true }
    if length > 1 && text.hasPrefix("\"") && text.hasSuffix("\"") { quoted += 1 }
  }

  private mutating func addShape(_ text: String) {
    if text.contains("://") { addresses += 1 }
    if text.contains("@"), text.contains("."), !text.contains(" ") { emails += 1 }
    if Self.isLocale(text) { locales += 1 }
    let digits = text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    if digits, [8, 12, 13, 14].contains(text.utf8.count), Self.hasCheckDigit(text) { barcodes += 1 }
  }

  static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }

  /// `4`, `4.50`, `-0.9`; also `4,5`, as half of Europe writes it.
  static func number(_ text: String) -> Double? {
    guard text.utf8.count <= 24, let first = text.utf8.first, first < 0x3A else { return nil }
    let commas = text.utf8.count { $0 == UInt8(ascii: ",") }
    let decimal = commas == 1 && !text.contains(".") ? text.replacing(",", with: ".") : text
    return decimal.utf8.allSatisfy { $0 < 0x3A || $0 | 0x20 == UInt8(ascii: "e") } ? Double(decimal) : nil
  }

  /// `1,204`.
  static func isGrouped(_ text: String) -> Bool {
    let groups = text.split(separator: ",", omittingEmptySubsequences: false)
    guard groups.count > 1, let first = groups.first, (1...3).contains(first.count) else { return false }
    return groups.dropFirst().allSatisfy { $0.count == 3 }
      && groups.allSatisfy { $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
  }

  /// `en`, `fr_FR`, `de-DE`.
  private static func isLocale(_ text: String) -> Bool {
    let parts = text.split(whereSeparator: { $0 == "_" || $0 == "-" })
    guard let language = parts.first, (2...3).contains(language.count), parts.count <= 2 else { return false }
    let isWord = parts.allSatisfy { $0.utf8.allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A } }
    return isWord && language.allSatisfy(\.isLowercase)
      && (parts.count == 1 || (2...4).contains(parts[1].count))
  }

  /// The check digit of a GTIN (GS1 General Specifications, 7.9).
  static func hasCheckDigit(_ text: String) -> Bool {
    let digits = text.utf8.map { Int($0) - 48 }
    let sum = digits.dropLast().reversed().enumerated().reduce(0) {
      $0 + $1.element * ($1.offset % 2 == 0 ? 3 : 1)
    }
    return digits.last == (10 - sum % 10) % 10
  }
}
