import Delivery
import Ledger
import Records

/// What a pull is told.
public struct PullSettings: Sendable {
  /// Since when changes are wanted.
  public enum Since: Sendable, Equatable {
    /// All that the PIM has.
    case always
    /// Milliseconds since 1970.
    case moment(Int64)
    /// Since the last pull up to which all changes were read, and so much longer, in milliseconds.
    case last(overlap: Int64)
  }

  public var pimURL: ServiceURL
  /// nil: those of the pull that goes on, else those that the PIM's products show.
  public var keys: [ImportKey]?
  public var since: Since
  /// Whether a pull that was cut off is forgotten.
  public var restarts: Bool
  /// Whether so many of the known items may go; a PIM that shows less hardly showed all.
  public var allows: @Sendable (CatalogLoss) -> Bool
  /// Now, in milliseconds since 1970.
  public var now: @Sendable () -> Int64

  public init(
    pimURL: ServiceURL, keys: [ImportKey]? = nil, since: Since = .always, restarts: Bool = false,
    allows: @escaping @Sendable (CatalogLoss) -> Bool = { _ in true }, now: @escaping @Sendable () -> Int64
  ) {
    self.allows = allows
    self.pimURL = pimURL
    self.keys = keys
    self.since = since
    self.restarts = restarts
    self.now = now
  }
}

/// How far a pull is.
public struct PullProgress: Sendable, Equatable {
  public var products: Int
  public var models: Int
  public var pages: Int
}

/// What a pull has come to.
public struct PullOutcome: Sendable {
  public enum Stop: Sendable, Equatable {
    /// The PIM cannot be reached or is not well.
    case unavailable(Problem)
    case credentials(Problem)
    /// Another address or other keys are needed.
    case settings(Problem)
    /// Told to end.
    case cancelled
  }

  /// nil where it has ended; else it goes on when it is started again.
  public var stop: Stop?
  public var pull: CatalogPull
  public var keys: [CatalogKey]
  /// The attributes of `keys`.
  public var attributes: [String]
  /// Whether it went on with what an earlier run had begun.
  public var isResumed: Bool
  /// Pages of this run.
  public var pages: Int
  /// Attempts of this run, those for tokens aside.
  public var calls: Int
  /// Items that were known until now and that the PIM lacks; nil unless all was shown.
  public var deleted: Int?
  /// Whether it was to show all, and cannot count as such; or a key of the catalog was not found.
  public var isIncomplete = false
  /// Identifiers that several items bear, in all of the catalog.
  public var ambiguous = 0
}
