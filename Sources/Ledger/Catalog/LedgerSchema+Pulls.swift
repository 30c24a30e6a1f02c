extension LedgerSchema {
  /// Part of version 5: pulls of the catalog, so that one which was cut off goes on where it was.
  ///
  /// `reading` is the one in `catalog_read`. `products` and `models` are the query of the next page: nothing before
  /// the first page, empty behind the last. `horizon` is when it shows what does not exist, a little before `shown` of its reading: events have
  /// other clocks. `outcome` is nothing while a pull is under way, 1 when it has ended, 0 when it was given up.
  static let pulls = """
    CREATE TABLE catalog_pull (
      reading INTEGER PRIMARY KEY,
      pim TEXT NOT NULL,
      keys TEXT NOT NULL,
      since INTEGER,
      horizon INTEGER NOT NULL,
      products TEXT,
      models TEXT,
      calls INTEGER NOT NULL DEFAULT 0,
      new INTEGER NOT NULL DEFAULT 0,
      changed INTEGER NOT NULL DEFAULT 0,
      unchanged INTEGER NOT NULL DEFAULT 0,
      older INTEGER NOT NULL DEFAULT 0,
      outcome INTEGER
    ) STRICT;
    """
}
