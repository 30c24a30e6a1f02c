import GRDB
import GRDBSQLite
import Glibc
import Records

/// Finds out what a file is before anything may change it, and opens connections to it.
enum LedgerFile {
  enum State: Equatable {
    case absent
    /// Made, but a process ended before its first table.
    case empty
    case ledger(version: Int)
  }

  /// Looks at a file through a connection that cannot write.
  ///
  /// - Parameter asItIs: Leaves not even SQLite's own files beside it.
  static func state(
    _ path: String, known: LedgerSchema, asItIs: Bool = false
  ) throws(Problem) -> State {
    var status = stat()
    guard stat(path, &status) == 0 else {
      if errno == ENOENT { return .absent }
      throw LedgerProblem.file("look at", path, errno)
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw LedgerProblem.foreign(path) }
    if status.st_size == 0 { return .empty }
    let found = try LedgerProblem.translating(path) {
      try marks(asItIs ? connectAsItIs(path) : connect(path, readOnly: true))
    }
    if found.tables == 0 && found.version == 0 { return .empty }
    guard found.application == LedgerSchema.applicationID else { throw LedgerProblem.foreign(path) }
    guard found.version <= known.version else {
      throw LedgerProblem.newer(path, version: found.version, known: known.version)
    }
    guard found.version > 0 else { throw LedgerProblem.corrupt(path, "it has no version") }
    return .ledger(version: found.version)
  }

  private static func marks(
    _ queue: DatabaseQueue
  ) throws -> (application: Int64, version: Int, tables: Int) {
    defer { try? queue.close() }
    return try queue.read { database in
      (
        try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0,
        try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0,
        try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
      )
    }
  }

  /// Makes the folders on the way and the file, for its owner alone.
  static func create(_ path: String) throws(Problem) {
    var end = path.startIndex
    while let slash = path[end...].firstIndex(of: "/") {
      end = path.index(after: slash)
      let folder = String(path[..<slash])
      if folder.isEmpty || mkdir(folder, 0o700) == 0 { continue }
      // A folder that is there may refuse with more than EEXIST: EROFS, EACCES.
      let code = errno
      var status = stat()
      if stat(folder, &status) != 0 { throw LedgerProblem.file("create", folder, code) }
    }
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { return }
      throw LedgerProblem.file("create", path, errno)
    }
    close(descriptor)
  }

  /// A connection; SQLite gives the files beside the ledger the ledger's mode.
  static func connect(_ path: String, readOnly: Bool) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = readOnly
    configuration.foreignKeysEnabled = false
    // Others hold SQLite's own locks for a moment, but for an import that normalises a key of a large catalog again.
    configuration.busyMode = .timeout(30)
    configuration.prepareDatabase { database in
      // 16 MiB of pages for each connection: the way down to any leaf of 10 million reviews.
      try database.execute(sql: "PRAGMA cache_size = -16384")
    }
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// A connection that leaves nothing behind.
  ///
  /// A reader of a file with a write-ahead log makes the log and its index where they are missing, and cannot remove
  /// them. Where they are missing nobody has the file open, so SQLite may take it for one that nobody changes.
  static func connectAsItIs(_ path: String) throws -> DatabaseQueue {
    // An SQLite that was built without URIs finds no such file.
    let isOpen = access(path + "-wal", F_OK) == 0
    let unchanged = isOpen ? nil : try? connect("file:\(escaped(path))?immutable=1", readOnly: true)
    return try unchanged ?? connect(path, readOnly: true)
  }

  /// For SQLite's URIs: what would end the path, and what would be read as an escape.
  private static func escaped(_ path: String) -> String {
    path.utf8.reduce(into: "") { text, byte in
      switch byte {
      case UInt8(ascii: "%"): text += "%25"
      case UInt8(ascii: "?"): text += "%3f"
      case UInt8(ascii: "#"): text += "%23"
      case 0x80...: text += "%" + String(byte, radix: 16)
      default: text.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
  }

  /// A connection that writes through a log.
  ///
  /// `synchronous = NORMAL` keeps the file whole through any crash; a power cut may lose the last commits, and the
  /// reviews of those are sent again. The log is folded in after 4,000 pages (16 MiB) instead of 1,000, since
  /// the pages of neighbouring reviews are then written once.
  static func connectForWriting(_ path: String) throws -> DatabaseQueue {
    let queue = try connect(path, readOnly: false)
    try queue.inDatabase { database in
      guard let handle = database.sqliteConnection, sqlite3_db_readonly(handle, "main") != 1 else {
        throw LedgerProblem.readOnly(path)
      }
      guard try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL") == "wal" else {
        throw LedgerProblem.corrupt(path, "its file system does not allow a write-ahead log")
      }
      try database.execute(
        sql: """
          PRAGMA synchronous = NORMAL;
          PRAGMA wal_autocheckpoint = 4000;
          PRAGMA journal_size_limit = 67108864
          """)
    }
    return queue
  }
}
