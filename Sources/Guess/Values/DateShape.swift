import Mapping

/// The date formats that one text may be written in, told by its digits and letters.
enum DateShape {
  private enum Token: Equatable {
    case digits(String)
    case letters(String)
    case sign(Character)
  }

  /// 2001 to 2040: an epoch outside of it is more probably an identifier.
  private static let plausibleSeconds = 978_307_200.0...2_208_988_800.0

  static func formats(of text: String) -> [String] {
    guard (6...48).contains(text.count) else { return [] }
    if let format = epoch(text) { return [format] }
    var formats: [String] = []
    if let iso = DateTrial(format: "iso8601"), iso.outcome(of: text) != .unreadable, !isOnlyDigits(text) {
      formats.append("iso8601")
    }
    return formats + patterns(text)
  }

  private static func isOnlyDigits(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
  }

  private static func epoch(_ text: String) -> String? {
    guard text.utf8.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || ".e+E".utf8.contains($0) }),
      let number = Double(text)
    else { return nil }
    let isWritten = isOnlyDigits(text)
    if plausibleSeconds.contains(number) { return "epoch_s" }
    if plausibleSeconds.contains(number / 1000) { return isWritten ? "epoch_ms" : "epoch" }
    return nil
  }

  private static func patterns(_ text: String) -> [String] {
    let tokens = tokens(text)
    let day = tokens.prefix(while: { $0 != .sign(":") })
    // The time begins with the digits before the first colon.
    let hasTime = day.count < tokens.count
    let dateEnd = hasTime ? max(day.count - 1, 0) : tokens.count
    guard let time = hasTime ? TimeShape.pattern(tokens[dateEnd...].map(word)) : "" else { return [] }
    return datePatterns(Array(tokens[..<dateEnd])).map { $0 + time }
  }

  private static func word(_ token: Token) -> String {
    switch token {
    case .digits(let text), .letters(let text): text
    case .sign(let sign): String(sign)
    }
  }

  private static func tokens(_ text: String) -> [Token] {
    var tokens: [Token] = []
    for character in text {
      let isDigit = character.isASCII && character.isNumber
      if isDigit, case .digits(let run)? = tokens.last {
        tokens[tokens.count - 1] = .digits(run + String(character))
      } else if character.isLetter, case .letters(let run)? = tokens.last {
        tokens[tokens.count - 1] = .letters(run + String(character))
      } else {
        tokens.append(
          isDigit
            ? .digits(String(character)) : character.isLetter ? .letters(String(character)) : .sign(character)
        )
      }
    }
    return tokens
  }

  private static let months: Set<String> = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
  private static let weekdays: Set<String> = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  /// The places of year, month and day among the numbers and names of a date.
  private static func datePatterns(_ tokens: [Token]) -> [String] {
    let numbers = tokens.compactMap { if case .digits(let run) = $0 { run } else { nil } }
    let names = tokens.compactMap { if case .letters(let run) = $0 { run.lowercased() } else { nil } }
    let hasMonthName = names.contains { months.contains(String($0.prefix(3))) && !weekdays.contains($0) }
    guard numbers.count == (hasMonthName ? 2 : 3), numbers.allSatisfy({ $0.count <= 2 || $0.count == 4 })
    else {
      return compactPattern(tokens)
    }
    return orders(numbers, hasMonthName).compactMap { pattern(tokens, $0) }
  }

  private static func compactPattern(_ tokens: [Token]) -> [String] {
    guard case .digits(let run)? = tokens.first, run.count == 8 else { return [] }
    return [pattern(Array(tokens.dropFirst()), []).map { "yyyyMMdd" + $0 }].compactMap { $0 }
  }

  /// Day first before month first, as most of the world has it; the values decide where they can.
  private static func orders(_ numbers: [String], _ hasMonthName: Bool) -> [[Character]] {
    if hasMonthName {
      return numbers[0].count == 4
        ? [["y", "d"]] : numbers[1].count == 4 ? [["d", "y"]] : [["d", "y"], ["y", "d"]]
    }
    if numbers[0].count == 4 { return [["y", "M", "d"]] }
    if numbers[2].count == 4 { return [["d", "M", "y"], ["M", "d", "y"]] }
    return [["d", "M", "y"], ["M", "d", "y"], ["y", "M", "d"]]
  }

  private static func pattern(_ tokens: [Token], _ order: [Character]) -> String? {
    var order = order[...]
    var result = ""
    for token in tokens {
      switch token {
      case .digits(let run):
        guard let field = order.popFirst() else { return nil }
        result += field == "y" ? (run.count == 4 ? "yyyy" : "yy") : String(field)
      case .letters(let run):
        let start = String(run.lowercased().prefix(3))
        if months.contains(start) {
          result += run.count > 4 ? "MMMM" : "MMM"
        } else if weekdays.contains(start) {
          result += run.count > 4 ? "EEEE" : "EEE"
        } else {
          result += "'\(run)'"
        }
      case .sign(let sign): result += sign == "'" ? "''" : String(sign)
      }
    }
    return result
  }
}
