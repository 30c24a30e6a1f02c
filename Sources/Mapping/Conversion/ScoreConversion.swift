/// Turns a vendor's rating into a whole score from 1 to 5, in exact decimal arithmetic.
struct ScoreConversion: Sendable {
  enum Method: Sendable {
    case identity
    /// `min` becomes 1 and `max` becomes 5; a value outside of them is out of range.
    case linear(min: ExactDecimal, max: ExactDecimal)
    /// Words in any case.
    case table([String: Int])
    /// In rising order; the first range that reaches the value gives the score.
    case ranges([ScoreRange])
  }

  private let method: Method
  /// The ends of a linear scale, in units.
  private let low: Int64
  private let high: Int64
  private let table: ScoreTable
  private let rounding: Rounding
  private let clamps: Bool

  /// Values are counted in units of 10^-9 and lie below 100,000, so that sums and products fit in 64 bits.
  private static let decimals = 9
  private static let one: Int64 = 1_000_000_000
  private static let limit: Int64 = 100_000 * one

  init(_ method: Method, rounding: Rounding = .halfUp, clamps: Bool = false) throws(ConversionFault) {
    self.method = method
    self.rounding = rounding
    self.clamps = clamps
    table = if case .table(let words) = method { try ScoreTable(words) } else { try ScoreTable([:]) }
    (low, high) =
      if case .linear(let min, let max) = method { try Self.ends(min, max) } else { (Self.one, 5 * Self.one) }
    if case .ranges(let ranges) = method { try Self.check(ranges) }
  }

  private static func ends(
    _ min: ExactDecimal, _ max: ExactDecimal
  ) throws(ConversionFault) -> (Int64, Int64) {
    guard let low = bound(min), let high = bound(max), low < high else {
      throw ConversionFault(
        sentence: "the scale's lowest value must be below its highest, both below 100000 and with at most "
          + "6 decimals",
        index: -1)
    }
    return (low, high)
  }

  private static func check(_ ranges: [ScoreRange]) throws(ConversionFault) {
    guard !ranges.isEmpty else {
      throw ConversionFault(sentence: "no ranges, expected at least one", index: -1)
    }
    for (index, range) in ranges.enumerated() {
      guard (1...5).contains(range.score) else {
        throw ConversionFault(sentence: "score \(range.score), expected 1 to 5", index: index)
      }
      guard bound(range.upTo) != nil else {
        throw ConversionFault(sentence: "expected a value below 100000 with at most 6 decimals", index: index)
      }
      guard index == 0 || ranges[index - 1].upTo < range.upTo else {
        throw ConversionFault(sentence: "the range does not reach beyond the one before it", index: index)
      }
    }
  }

  func score(_ text: UnsafeBufferPointer<UInt8>) -> Result<Int, ScoreFault> {
    let none = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    return score(text, min: none, max: none)
  }

  /// As `score`, with the scale that the record itself gives; an empty text stands for the mapping's own.
  func score(
    _ text: UnsafeBufferPointer<UInt8>, min: UnsafeBufferPointer<UInt8>, max: UnsafeBufferPointer<UInt8>
  ) -> Result<Int, ScoreFault> {
    if text.count == 1, case .identity = method {
      let digit = Int(text[0]) - 48
      if digit >= 1, digit <= 5 { return .success(digit) }
    }
    switch value(of: text) {
    case .failure(let fault): return .failure(fault)
    case .success(let units): return score(units, over: 1, min, max, found: { Self.string(text) })
    }
  }

  /// Adds a value to a mean; an empty text is skipped.
  ///
  /// Words of a table count with their scores.
  func add(_ text: UnsafeBufferPointer<UInt8>, to mean: inout ScoreMean) -> ScoreFault? {
    switch value(of: text) {
    case .failure(.missing): return nil
    case .failure(let fault): return fault
    case .success(let units): return mean.add(units) ? nil : .range(found: Self.string(text))
    }
  }

  func score(of mean: ScoreMean) -> Result<Int, ScoreFault> {
    let none = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    return score(of: mean, min: none, max: none)
  }

  func score(
    of mean: ScoreMean, min: UnsafeBufferPointer<UInt8>, max: UnsafeBufferPointer<UInt8>
  ) -> Result<Int, ScoreFault> {
    guard mean.count > 0 else { return .failure(.missing) }
    return score(mean.sum, over: Int64(mean.count), min, max) { "a mean of \(mean.count) values" }
  }
}

extension ScoreConversion {
  /// The value in units of 10^-9.
  @inline(__always)
  private func value(of text: UnsafeBufferPointer<UInt8>) -> Result<Int64, ScoreFault> {
    let text = text.withoutBlankEnds
    guard text.count > 0 else { return .failure(.missing) }
    if case .table = method {
      guard let score = table.score(text) else { return .failure(.range(found: Self.string(text))) }
      return .success(Int64(score) * Self.one)
    }
    guard let value = ExactDecimal(text) else { return .failure(.notANumber) }
    guard let units = Self.units(value) else { return .failure(.range(found: Self.string(text))) }
    return .success(units)
  }

  @inline(__always) private static func units(_ value: ExactDecimal) -> Int64? {
    guard let units = value.units(decimals), units < limit, units > -limit else { return nil }
    return units
  }

  /// The units of one end of a scale or of a range; nil with more than 6 decimals, because the halves between
  /// scores are eighths of a scale and have 3 decimals more.
  private static func bound(_ value: ExactDecimal) -> Int64? {
    guard let units = units(value), units % 1000 == 0 else { return nil }
    return units
  }

  private static func string(_ text: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: text, as: UTF8.self)
  }

  /// The score of sum / count.
  private func score(
    _ sum: Int64, over count: Int64, _ min: UnsafeBufferPointer<UInt8>,
    _ max: UnsafeBufferPointer<UInt8>, found: () -> String
  ) -> Result<Int, ScoreFault> {
    switch method {
    case .identity, .table:
      return whole(sum, over: count * Self.one, found)
    case .ranges(let ranges):
      return score(sum, over: count, in: ranges, found)
    case .linear:
      guard let low = Self.bound(min, else: low), let high = Self.bound(max, else: high), low < high
      else { return .failure(.badScale) }
      guard clamps || (sum >= low * count && sum <= high * count) else {
        return .failure(.range(found: found()))
      }
      // 1 + 4 · (sum/count − low) / (high − low), over one denominator
      let denominator = (high - low) * count
      return whole(denominator + 4 * (sum - low * count), over: denominator, found)
    }
  }

  private func score(
    _ sum: Int64, over count: Int64, in ranges: [ScoreRange], _ found: () -> String
  ) -> Result<Int, ScoreFault> {
    for range in ranges {
      if let bound = Self.bound(range.upTo), sum <= bound * count { return .success(range.score) }
    }
    guard clamps, let last = ranges.last else { return .failure(.range(found: found())) }
    return .success(last.score)
  }

  private static func bound(_ text: UnsafeBufferPointer<UInt8>, else constant: Int64) -> Int64? {
    let text = text.withoutBlankEnds
    guard text.count > 0 else { return constant }
    return ExactDecimal(text).flatMap(bound)
  }

  private func whole(
    _ numerator: Int64, over denominator: Int64, _ found: () -> String
  ) -> Result<Int, ScoreFault> {
    if clamps {
      if numerator <= denominator { return .success(1) }
      if numerator >= 5 * denominator { return .success(5) }
    }
    guard let score = rounding.whole(numerator, over: denominator) else { return .failure(.fraction) }
    guard score >= 1, score <= 5 else { return .failure(.range(found: found())) }
    return .success(Int(score))
  }
}
