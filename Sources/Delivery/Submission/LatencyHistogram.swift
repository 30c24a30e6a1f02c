/// How long answers took, in classes that are an eighth of an octave wide: quantiles are right to 13 %.
///
/// ```
/// class   0 … 7        8 … 15                  16 … 23 …
/// µs      0 … 7        8 … 15, 1 each          16 … 31, 2 each …
/// ```
public struct LatencyHistogram: Sendable, Equatable {
  /// Up to 2^31 µs, over half an hour: longer than any attempt may take.
  private static let classCount = 8 * 29

  /// Empty until the first answer.
  private var counts: [UInt32] = []
  public private(set) var count = 0
  public private(set) var longest = Duration.zero

  public init() {}

  public mutating func add(_ latency: Duration) {
    if counts.isEmpty { counts = Array(repeating: 0, count: Self.classCount) }
    counts[Self.index(of: Self.microseconds(latency))] &+= 1
    count += 1
    longest = max(longest, latency)
  }

  public mutating func add(_ other: LatencyHistogram) {
    guard other.count > 0 else { return }
    if counts.isEmpty { counts = Array(repeating: 0, count: Self.classCount) }
    for index in counts.indices { counts[index] &+= other.counts[index] }
    count += other.count
    longest = max(longest, other.longest)
  }

  /// What this share of the answers took at most, 0…1; nil without any.
  public func quantile(_ share: Double) -> Duration? {
    guard count > 0 else { return nil }
    let rank = max(1, Int((share * Double(count)).rounded(.up)))
    var seen = 0
    for (index, count) in counts.enumerated() {
      seen += Int(count)
      if seen >= rank { return min(.microseconds(Self.upperBound(of: index)), longest) }
    }
    return longest
  }

  private static func microseconds(_ latency: Duration) -> Int {
    Int(max(0, PolicyTime.nanoseconds(latency)) / 1000)
  }

  private static func index(of microseconds: Int) -> Int {
    guard microseconds >= 8 else { return microseconds }
    let octave = Int.bitWidth - 1 - microseconds.leadingZeroBitCount
    return min((octave - 2) * 8 + (microseconds >> (octave - 3)) & 7, classCount - 1)
  }

  private static func upperBound(of index: Int) -> Int {
    guard index >= 8 else { return index }
    return (9 + index % 8) << (index / 8 - 1) - 1
  }
}
