/// How a score between two whole numbers becomes one of them.
enum Rounding: String, CaseIterable, Sendable {
  /// To the nearest; a half goes up.
  case halfUp = "half_up"
  /// To the nearest; a half goes to the even neighbour.
  case halfEven = "half_even"
  /// To the nearest; a half goes down.
  case halfDown = "half_down"
  case down
  case up
  /// A fraction is a fault.
  case none

  /// The whole number for numerator / denominator, or nil for a fraction where none is allowed.
  ///
  /// The denominator is positive. "Up" is towards plus infinity.
  func whole(_ numerator: Int64, over denominator: Int64) -> Int64? {
    let quotient = numerator / denominator
    let remainder = numerator % denominator
    if remainder == 0 { return quotient }
    let floor = remainder < 0 ? quotient - 1 : quotient
    let above = remainder < 0 ? remainder + denominator : remainder
    let half = above * 2 - denominator
    switch self {
    case .halfUp: return half >= 0 ? floor + 1 : floor
    case .halfDown: return half > 0 ? floor + 1 : floor
    case .halfEven: return half > 0 || (half == 0 && floor % 2 != 0) ? floor + 1 : floor
    case .down: return floor
    case .up: return floor + 1
    case .none: return nil
    }
  }
}
