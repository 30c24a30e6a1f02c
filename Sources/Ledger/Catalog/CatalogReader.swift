import Records

/// Looks into the catalog of a ledger, also while others write it.
///
/// Used by one thread at a time.
public final class CatalogReader: Sendable {
  let ledger: LedgerReader

  public init(path: String) throws(Problem) { ledger = try LedgerReader(path: path) }

  /// Looks through a reader that is open already.
  public init(_ ledger: LedgerReader) { self.ledger = ledger }

  public var path: String { ledger.path }

  /// Gives a look at one state of the catalog; many look-ups in one call are cheaper.
  public func read<T>(_ body: (CatalogLookup) throws -> T) throws(Problem) -> T {
    try ledger.read { try body(CatalogLookup($0)) }
  }
}
