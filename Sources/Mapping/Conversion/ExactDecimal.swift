/// A decimal number that arithmetic does not bend: a whole number of 10^-scale.
///
/// Exact up to 18 significant digits (19 where they fit in 63 bits) and 18 decimals. What lies beyond is
/// not rounded but leaves a mark: a last kept digit 0 or 5 is raised by one, so that a number just above
/// a half is never taken for the half.
struct ExactDecimal: Sendable {
  private(set) var mantissa: Int64
  /// From 0 to 18.
  private(set) var scale: Int

  static let maxScale = 18
  static let zero = ExactDecimal(0)

  init(_ value: Int) {
    mantissa = Int64(value)
    scale = 0
  }

  private init(mantissa: Int64, scale: Int) {
    self.mantissa = mantissa
    self.scale = scale
  }

  init?(_ text: String) {
    var text = text
    guard let value = text.withUTF8({ ExactDecimal($0) }) else { return nil }
    self = value
  }

  /// From `4`, `-0.5`, `.5`, `4.` or `1.52309e+12`, with blanks around it; the point is the only
  /// decimal sign, because a comma may part thousands as well.
  @inline(__always) init?(_ text: UnsafeBufferPointer<UInt8>) {
    if text.count == 1, text[0] &- 48 < 10 {
      self.init(mantissa: Int64(text[0] &- 48), scale: 0)
    } else if let value = DecimalScan(text.withoutBlankEnds)?.value {
      self = value
    } else {
      return nil
    }
  }

  var negated: ExactDecimal { ExactDecimal(mantissa: -mantissa, scale: scale) }

  /// The value where it is whole.
  var integer: Int? {
    let unit = Self.power(scale)
    return Int128(mantissa) % unit == 0 ? Int(Int128(mantissa) / unit) : nil
  }

  /// The value in units of 10^-digits (0…36), with the part below a unit dropped.
  func scaled(toDigits digits: Int) -> Int128 {
    digits >= scale
      ? Int128(mantissa) * Self.power(digits - scale) : Int128(mantissa) / Self.power(scale - digits)
  }

  /// 10^exponent, for 0…36.
  static func power(_ exponent: Int) -> Int128 {
    exponent <= maxScale
      ? Int128(powers[exponent]) : Int128(powers[maxScale]) * Int128(powers[exponent - maxScale])
  }

  private static let powers: [Int64] = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
    100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
    10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000,
  ]

  /// The value in units of 10^-digits (0…18), dropped digits leaving their mark; nil beyond Int64.
  @inline(__always) func units(_ digits: Int) -> Int64? {
    let value = scale <= digits ? self : limited(toScale: digits)
    let (units, overflow) = value.mantissa.multipliedReportingOverflow(by: Self.powers[digits - value.scale])
    return overflow ? nil : units
  }

  /// With at most `limit` decimals; dropped digits leave their mark.
  func limited(toScale limit: Int) -> ExactDecimal {
    guard scale > limit else { return self }
    let unit = Self.power(scale - limit)
    let kept = Int64(Int128(mantissa) / unit)
    let mark: Int64 = Int128(mantissa) % unit != 0 && kept % 5 == 0 ? (mantissa < 0 ? -1 : 1) : 0
    return ExactDecimal(mantissa: kept + mark, scale: limit)
  }

  /// From a whole number, a count of decimals that may lie outside 0…18, and whether digits were dropped.
  init?(digits: Int64, isNegative: Bool, decimals: Int, dropped: Bool) {
    var magnitude = digits
    var scale = decimals
    var dropped = dropped
    while scale < 0 {
      guard magnitude < 922_337_203_685_477_580 else { return nil }
      if magnitude == 0 { scale = -1 }
      magnitude *= 10
      scale += 1
    }
    while scale > Self.maxScale {
      if magnitude % 10 != 0 { dropped = true }
      magnitude /= 10
      scale = magnitude == 0 ? Self.maxScale : scale - 1
    }
    if dropped && magnitude % 5 == 0 { magnitude += 1 }
    self.init(mantissa: isNegative ? -magnitude : magnitude, scale: magnitude == 0 ? 0 : scale)
  }
}

extension ExactDecimal: Comparable {
  static func == (left: ExactDecimal, right: ExactDecimal) -> Bool {
    left.scaled(toDigits: maxScale) == right.scaled(toDigits: maxScale)
  }

  static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
    left.scaled(toDigits: maxScale) < right.scaled(toDigits: maxScale)
  }
}

/// Reads the text of a decimal number.
private struct DecimalScan {
  private var cursor: ByteCursor
  private var digits: Int64 = 0
  private var digitCount = 0
  private var decimals = 0
  private var dropped = false

  init?(_ text: UnsafeBufferPointer<UInt8>) {
    guard let cursor = ByteCursor(text) else { return nil }
    self.cursor = cursor
  }

  var value: ExactDecimal? {
    var scan = self
    return scan.read()
  }

  private mutating func read() -> ExactDecimal? {
    let isNegative = cursor.take(UInt8(ascii: "-"))
    if !isNegative { _ = cursor.take(UInt8(ascii: "+")) }
    readDigits(areDecimals: false)
    if cursor.take(UInt8(ascii: ".")) { readDigits(areDecimals: true) }
    guard digitCount > 0, let exponent = exponent(), cursor.isAtEnd else { return nil }
    return ExactDecimal(
      digits: digits, isNegative: isNegative, decimals: decimals - exponent, dropped: dropped)
  }

  private mutating func readDigits(areDecimals: Bool) {
    while cursor.next &- 48 < 10 {
      let digit = Int64(cursor.next &- 48)
      cursor.position += 1
      digitCount += 1
      if digits < 922_337_203_685_477_580 {
        digits = digits * 10 + digit
        if areDecimals { decimals += 1 }
      } else {
        dropped = dropped || digit != 0
        if !areDecimals { decimals -= 1 }
      }
    }
  }

  /// 0 where none is written; far exponents are cut, because they leave the range anyway.
  private mutating func exponent() -> Int? {
    guard cursor.next | 0x20 == UInt8(ascii: "e") else { return 0 }
    cursor.position += 1
    let isNegative = cursor.take(UInt8(ascii: "-"))
    if !isNegative { _ = cursor.take(UInt8(ascii: "+")) }
    guard cursor.next &- 48 < 10 else { return nil }
    var value = 0
    while cursor.next &- 48 < 10 {
      value = min(value * 10 + Int(cursor.next &- 48), 100_000)
      cursor.position += 1
    }
    return isNegative ? -value : value
  }
}
