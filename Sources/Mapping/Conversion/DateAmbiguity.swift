import Records

/// Finds two formats of one list that read one text as different dates.
///
/// Texts written in each format are read with the other one. The probe days have a day, a month and the
/// last digits of a year that can all be taken for one another.
enum DateAmbiguity {
  static func find(in formats: [String]) -> (String, String)? {
    var conversions: [(name: String, conversion: DateConversion)] = []
    for name in formats {
      guard let conversion = try? DateConversion(formats: [name], timeZone: "UTC", pivot: 70) else {
        continue
      }
      conversions.append((name, conversion))
    }
    for (index, first) in conversions.enumerated() {
      for second in conversions[(index + 1)...]
      where disagree(first.conversion, second.conversion, on: texts(first.name) + texts(second.name)) {
        return (first.name, second.name)
      }
    }
    return nil
  }

  private static func disagree(_ first: DateConversion, _ second: DateConversion, on texts: [[UInt8]]) -> Bool
  {
    texts.contains { text in
      text.withUnsafeBufferPointer { text in
        guard case .success(let one) = first.parse(text), case .success(let other) = second.parse(text) else {
          return false
        }
        return one != other
      }
    }
  }

  private static let probes: [(CivilDate, hour: Int)] = [
    (CivilDate(year: 2003, month: 2, day: 1), 4), (CivilDate(year: 2012, month: 10, day: 11), 12),
    (CivilDate(year: 2011, month: 12, day: 10), 15), (CivilDate(year: 2005, month: 6, day: 7), 0),
  ]

  /// What a format writes for the probe days.
  private static func texts(_ name: String) -> [[UInt8]] {
    switch name {
    case "iso8601":  // not 20240503: as a count of seconds it would be of 1970
      return ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss'Z'"].flatMap(texts)
    case "epoch_s", "epoch": return probes.map { Array(String($0.0.days * 86_400 + $0.hour * 3600).utf8) }
    case "epoch_ms": return probes.map { Array(String($0.0.days * 86_400_000).utf8) }
    default:
      guard let pattern = try? DatePattern(name) else { return [] }
      return probes.map { pattern.text(of: $0.0, secondOfDay: $0.hour * 3600 + 5 * 60 + 6) }
    }
  }
}

extension DateConversion {
  /// Two formats that read some text as different dates, or nil.
  static func ambiguity(of formats: [String]) -> (String, String)? { DateAmbiguity.find(in: formats) }
}
