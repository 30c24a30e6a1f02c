import ArgumentParser

/// Sizes as options take them: `256MiB`, `1GB`, `65536`.
enum ByteSize {
  private static let units: [(suffix: String, factor: Int)] = [
    ("kib", 1 << 10), ("mib", 1 << 20), ("gib", 1 << 30), ("kb", 1000), ("mb", 1_000_000),
    ("gb", 1_000_000_000), ("k", 1 << 10), ("m", 1 << 20), ("g", 1 << 30), ("b", 1),
  ]

  /// For the parser: throws a sentence that says what is expected.
  static func value(_ text: String) throws -> Int {
    guard let value = parse(text) else {
      throw ValidationError("expected a size above 0 such as 65536, 512KiB, 256MiB or 1GB")
    }
    return value
  }

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
