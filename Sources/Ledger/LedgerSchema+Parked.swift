extension LedgerSchema {
  /// Part of version 5: parked reviews, whose product the catalog does not have.
  ///
  /// A row for each review, its body apart: a run that meets a million of them again writes their small rows and not
  /// their texts. `hash` finds an id of an origin at any product (`IdentifierHash`). Of the numbers of runs, `run` is
  /// the one whose inputs had the text, which is its age; `here` the last that met the review at this product;
  /// `away` the one that is going on and has met it at another; `offered` the last that sent it from here. `parked_release`
  /// has the age of texts that were accepted from here, which is not that of the run that sent them. Times are in
  /// seconds since 1970, `since` in milliseconds. See docs/decisions.
  static let parked = """
    CREATE TABLE parked_product (
      id INTEGER PRIMARY KEY,
      key BLOB NOT NULL UNIQUE,
      origin BLOB NOT NULL,
      reason TEXT NOT NULL,
      since INTEGER
    ) STRICT;
    CREATE TABLE parked (
      id INTEGER PRIMARY KEY,
      product INTEGER NOT NULL,
      external_id BLOB NOT NULL,
      hash INTEGER NOT NULL,
      content BLOB NOT NULL,
      first INTEGER NOT NULL,
      last INTEGER NOT NULL,
      run INTEGER NOT NULL,
      here INTEGER NOT NULL,
      away INTEGER NOT NULL DEFAULT 0,
      offered INTEGER NOT NULL DEFAULT 0,
      UNIQUE (product, external_id)
    ) STRICT;
    CREATE INDEX parked_hash ON parked (hash);
    CREATE INDEX parked_away ON parked (away) WHERE away > 0;
    CREATE TABLE parked_body (
      id INTEGER PRIMARY KEY,
      body BLOB NOT NULL
    ) STRICT;
    CREATE TABLE parked_release (
      hash INTEGER NOT NULL,
      run INTEGER NOT NULL,
      text INTEGER NOT NULL,
      PRIMARY KEY (hash, run)
    ) STRICT, WITHOUT ROWID;
    """
}
