extension LedgerSchema {
  /// Version 3: events, and what follows from them but for the catalog.
  ///
  /// `event` is known by id and type: the published reference has one id at several types, and a delivery that is
  /// repeated has the same type too. What follows is kept as maxima of time, so that any order with any repeats ends in
  /// the same rows. Times are in milliseconds since 1970. See docs/decisions.
  static let events = """
    CREATE TABLE event (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL,
      type TEXT NOT NULL,
      time INTEGER NOT NULL,
      received INTEGER NOT NULL,
      source TEXT,
      subject TEXT,
      author TEXT,
      author_type TEXT,
      payload BLOB NOT NULL,
      UNIQUE (id, type)
    ) STRICT;
    CREATE TABLE event_count (
      type TEXT PRIMARY KEY,
      known INTEGER NOT NULL,
      count INTEGER NOT NULL,
      newest INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE event_unreadable (
      digest BLOB PRIMARY KEY,
      received INTEGER NOT NULL,
      problem TEXT NOT NULL,
      payload BLOB NOT NULL
    ) STRICT;
    CREATE TABLE event_notice (
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      time INTEGER NOT NULL,
      author TEXT NOT NULL,
      dismissed INTEGER,
      PRIMARY KEY (kind, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE event_notification (
      digest BLOB PRIMARY KEY,
      subscription TEXT NOT NULL,
      type TEXT NOT NULL,
      time INTEGER NOT NULL,
      received INTEGER NOT NULL,
      reason TEXT,
      dismissed INTEGER NOT NULL DEFAULT 0,
      payload BLOB NOT NULL
    ) STRICT;
    """
}
