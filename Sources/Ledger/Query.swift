import GRDB
import GRDBSQLite

/// A prepared statement used row by row.
///
/// GRDB prepares, caches and finalizes it; binding and reading go straight to SQLite, because a boxed value for
/// each column costs more than the step itself. A text of SQL has one statement in a connection, so one user at a
/// time. Bytes bound must stay where they are until `reset`; bytes
/// read are good until the next `step` or `reset`.
struct Query {
  private let handle: OpaquePointer
  private let database: Database

  init(_ database: Database, _ sql: String) throws {
    self.database = database
    handle = try database.cachedStatement(sql: sql).sqliteStatement
    sqlite3_reset(handle)
  }

  @inline(__always) func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(handle, index, value) }

  @inline(__always) func bind(_ index: Int32, _ bytes: UnsafeBufferPointer<UInt8>) {
    // No pointer would mean NULL.
    guard let base = bytes.baseAddress, bytes.count > 0 else {
      sqlite3_bind_zeroblob(handle, index, 0)
      return
    }
    sqlite3_bind_blob(handle, index, base, Int32(bytes.count), nil)
  }

  /// Binds a copy of a text; nil is NULL.
  func bind(_ index: Int32, _ text: String?) {
    guard let text else {
      sqlite3_bind_null(handle, index)
      return
    }
    // SQLITE_TRANSIENT, a macro that Swift does not import.
    let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    sqlite3_bind_text(handle, index, text, Int32(text.utf8.count), copies)
  }

  /// Whether there is a row.
  @inline(__always) func step() throws -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    if code == SQLITE_DONE { return false }
    let failure = database.lastErrorMessage
    let extended = sqlite3_extended_errcode(sqlite3_db_handle(handle))
    sqlite3_reset(handle)
    throw DatabaseError(resultCode: ResultCode(rawValue: extended), message: failure)
  }

  /// Runs a statement that gives no rows; the number of rows it changed.
  @discardableResult @inline(__always) func run() throws -> Int {
    _ = try step()
    sqlite3_reset(handle)
    return Int(sqlite3_changes(sqlite3_db_handle(handle)))
  }

  @inline(__always) func reset() { sqlite3_reset(handle) }

  @inline(__always) func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  @inline(__always) func optionalInteger(_ column: Int32) -> Int64? {
    sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
  }

  @inline(__always) func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
    let base = sqlite3_column_blob(handle, column)?.assumingMemoryBound(to: UInt8.self)
    return UnsafeBufferPointer(start: base, count: Int(sqlite3_column_bytes(handle, column)))
  }

  /// Nil for NULL.
  func text(_ column: Int32) -> String? {
    guard let text = sqlite3_column_text(handle, column) else { return nil }
    let bytes = UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(handle, column)))
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The integer in the first column of the first row, if there is one.
  func firstInteger() throws -> Int64? {
    defer { reset() }
    return try step() ? integer(0) : nil
  }
}
