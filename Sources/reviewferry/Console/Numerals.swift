/// Numbers as people read them, the same in every locale.
enum Numerals {
  /// `1234567` as `1,234,567`.
  static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return value < 0 ? "-\(text)" : text
  }

  /// Bytes with a decimal unit: `999 B`, `1.2 MB`.
  static func bytes(_ value: Int) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"]
    var scaled = Double(value)
    var unit = 0
    while scaled >= 1000, unit < units.count - 1 {
      scaled /= 1000
      unit += 1
    }
    guard unit > 0 else { return "\(value) B" }
    let tenths = Int((scaled * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }

  /// `3 requests`, `1 request`.
  static func counted(_ value: Int, _ noun: String) -> String {
    "\(grouped(value)) \(noun)\(value == 1 ? "" : "s")"
  }
}

/// Sizes as options take them: `256MiB`, `1GB`, `65536`.
enum ByteSize {
  private static let units: [(suffix: String, factor: Int)] = [
    ("kib", 1 << 10), ("mib", 1 << 20), ("gib", 1 << 30), ("kb", 1000), ("mb", 1_000_000),
    ("gb", 1_000_000_000), ("k", 1 << 10), ("m", 1 << 20), ("g", 1 << 30), ("b", 1),
  ]

  static func parse(_ text: String) -> Int? {
    let lower = text.lowercased().filter { $0 != " " && $0 != "_" }
    guard let unit = units.first(where: { lower.hasSuffix($0.suffix) }) else { return positive(lower, 1) }
    return positive(String(lower.dropLast(unit.suffix.count)), unit.factor)
  }

  private static func positive(_ digits: String, _ factor: Int) -> Int? {
    guard let value = Int(digits), value > 0 else { return nil }
    let (product, overflows) = value.multipliedReportingOverflow(by: factor)
    return overflows ? nil : product
  }
}
