/// Draws products as shops sell them: a few very often, most of them hardly ever.
///
/// Rank r has the weight 1 / (r + 10) (Zipf–Mandelbrot with exponent 1): of a million reviews of 100,000 products the
/// first has about 11,000 and half of the products one or none. Products are numbered without regard to
/// their rank, so that neighbours in the numbering are no neighbours in popularity.
final class ProductPopularity {
  private static let rankOffset = 10.0

  /// For each rank, the weights up to and with it, of 2^63; only IEEE additions and divisions made them,
  /// so they are the same everywhere.
  private let cumulated: UnsafeMutablePointer<UInt64>
  private let count: Int
  /// Spreads ranks over the numbers: a factor that has no divisor in common with `count`.
  private let stride: Int

  init(count: Int) {
    self.count = count
    stride = Self.stride(for: count)
    cumulated = .allocate(capacity: count)
    let total = (0..<count).reduce(0.0) { $0 + 1 / (Double($1) + Self.rankOffset) }
    var sum = 0.0
    for rank in 0..<count {
      sum += 1 / (Double(rank) + Self.rankOffset)
      cumulated[rank] = UInt64(min(sum / total, 1) * 0x1p63)
    }
  }

  deinit { cumulated.deallocate() }

  private static func stride(for count: Int) -> Int {
    var stride = max(count * 618 / 1000, 1)
    while greatestDivisor(stride, count) != 1 { stride += 1 }
    return stride
  }

  private static func greatestDivisor(_ first: Int, _ second: Int) -> Int {
    second == 0 ? first : greatestDivisor(second, first % second)
  }

  /// The number of a product, from 0.
  func draw(_ random: inout SplitMix) -> Int {
    let wanted = random.next() >> 1
    var (low, high) = (0, count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulated[middle] > wanted { high = middle } else { low = middle + 1 }
    }
    return (low * stride + count / 3) % count
  }
}
