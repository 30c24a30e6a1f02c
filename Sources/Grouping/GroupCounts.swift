/// What came of grouping, or of a part of it.
public struct GroupCounts: Equatable, Sendable {
  public var products = 0
  public var reviews = 0
  /// Reviews dropped because one with the same key and id came later.
  public var duplicates = 0

  public init() {}

  public static func += (sum: inout GroupCounts, other: GroupCounts) {
    sum.products += other.products
    sum.reviews += other.reviews
    sum.duplicates += other.duplicates
  }
}
