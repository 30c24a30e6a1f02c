extension LedgerSchema {
  /// Version 2: the catalog, which says what the PIM knows.
  ///
  /// `catalog_item` and `catalog_value` have no row numbers, so that a batch sorted by their keys is written front to
  /// back. `identifiers` keeps the values as the PIM shows them (`IdentifierList`); `catalog_value` has them
  /// normalised, for look-ups. Key 0 there is the identifier that events tell. See docs/decisions.
  static let catalog = """
    CREATE TABLE catalog_key (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      normal TEXT NOT NULL
    ) STRICT;
    CREATE TABLE catalog_item (
      kind INTEGER NOT NULL,
      name BLOB NOT NULL,
      read INTEGER,
      created INTEGER,
      updated INTEGER,
      deleted INTEGER,
      identified INTEGER,
      identifier BLOB,
      identifiers BLOB NOT NULL DEFAULT x'',
      seen INTEGER,
      line INTEGER,
      PRIMARY KEY (kind, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE catalog_value (
      key INTEGER NOT NULL,
      value BLOB NOT NULL,
      kind INTEGER NOT NULL,
      name BLOB NOT NULL,
      PRIMARY KEY (key, value, kind, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE catalog_read (
      id INTEGER PRIMARY KEY,
      source TEXT NOT NULL,
      shown INTEGER NOT NULL,
      began INTEGER NOT NULL,
      ended INTEGER,
      complete INTEGER NOT NULL DEFAULT 0,
      products INTEGER NOT NULL DEFAULT 0,
      models INTEGER NOT NULL DEFAULT 0,
      rejected INTEGER NOT NULL DEFAULT 0,
      deleted INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    """

  /// Part of version 5: the attribute that a key was last read from, where that is known.
  static let keyAttributes = "ALTER TABLE catalog_key ADD COLUMN attribute TEXT;"
}
