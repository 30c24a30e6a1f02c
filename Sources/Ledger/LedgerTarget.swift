import GRDB
import Records

/// Whose reviews a ledger knows: what one API was sent says nothing of another.
///
/// Hosts alone, so that a moved port or path does not have everything sent again.
public struct LedgerTarget: Equatable, Sendable {
  /// The host of the PIM.
  public var pim: String
  /// The host of the API.
  public var api: String

  public init(pim: String, api: String) {
    self.pim = pim
    self.api = api
  }
}

extension LedgerTarget {
  /// Nil where nothing was accepted yet: a mistyped URL must not bind a ledger.
  static func bound(_ database: Database) throws -> LedgerTarget? {
    try Row.fetchOne(database, sql: "SELECT pim, api FROM target").map {
      LedgerTarget(pim: $0["pim"], api: $0["api"])
    }
  }

  /// Binds the ledger, before the first acceptance is noted.
  func bind(_ database: Database) throws {
    // Several tasks may come with a first acceptance at once.
    try database.execute(
      sql: "INSERT INTO target (pim, api) SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM target)",
      arguments: [pim, api])
  }
}
