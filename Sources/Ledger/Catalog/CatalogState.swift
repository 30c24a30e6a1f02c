/// What is known of an item: of each thing that happens to it, when it last did.
///
/// Maxima only, so that reads and events in any order, with any repeats, end in the same state. Times are in
/// milliseconds since 1970.
public struct CatalogState: Hashable, Sendable {
  /// When a file or the PIM last showed it; nil where only events did.
  public var read: Int64?
  public var created: Int64?
  public var updated: Int64?
  public var deleted: Int64?

  public init(read: Int64? = nil, created: Int64? = nil, updated: Int64? = nil, deleted: Int64? = nil) {
    self.read = read
    self.created = created
    self.updated = updated
    self.deleted = deleted
  }

  /// Whether the PIM has it; of a deletion and something else in the same millisecond, the deletion wins.
  public var isKnown: Bool {
    max(read ?? .min, created ?? .min, updated ?? .min) > deleted ?? .min
  }

  /// Whether it was changed after it was last read.
  public var isStale: Bool { isKnown && updated ?? .min > read ?? .min }
}
