import GRDB
import Glibc
import Records

/// The sentences of this stage.
enum LedgerProblem {
  static func inUse(_ path: String, holder: Int?) -> Problem {
    let process = holder.map { " (process \($0))" } ?? ""
    return Problem(
      "ledger.in-use", .error, "another run\(process) holds the ledger \(path: path); nothing was done",
      fix: "wait until it has ended, or name another ledger with '--ledger'")
  }

  static func newer(_ path: String, version: Int, known: Int) -> Problem {
    Problem(
      "ledger.newer", .error,
      """
      the ledger \(path: path) has version \(version), but this program knows versions up to \(known); \
      it was left as it is
      """,
      fix: "use the newer reviewferry that wrote it, or name another ledger with '--ledger'")
  }

  static func foreign(_ path: String) -> Problem {
    Problem(
      "ledger.foreign", .error,
      "\(path: path) is a file of another program, not a ledger of reviewferry; it was left as it is",
      fix: "name another file with '--ledger'")
  }

  static func otherTarget(_ path: String, _ bound: LedgerTarget, not target: LedgerTarget) -> Problem {
    Problem(
      "ledger.other-target", .error,
      """
      the ledger \(path: path) knows what the API at \(quoted: bound.api) was sent for the PIM \(quoted: bound.pim), \
      which says nothing of \(quoted: target.api) and \(quoted: target.pim); nothing was sent
      """,
      fix: "name another ledger with '--ledger', or check '--api-url' and '--pim-url'")
  }

  /// `what` follows the words "the ledger … is damaged".
  static func corrupt(_ path: String, _ what: String) -> Problem {
    Problem(
      "ledger.corrupt", .error,
      "the ledger \(path: path) is damaged (\(what)); it was left as it is",
      fix: """
        move it away: a new one is begun, and the next run sends every review once more, which the API takes as \
        updates
        """)
  }

  static func missing(_ path: String) -> Problem {
    Problem(
      "ledger.missing", .error, "there is no ledger \(path: path)",
      fix: "'submit', 'catalog import' and 'catalog pull' make it; name the one you mean with '--ledger'")
  }

  static func replaced(_ path: String) -> Problem {
    Problem(
      "ledger.replaced", .error,
      "the ledger \(path: path) was removed or replaced while it was open; what was not noted in it is not stored",
      fix: "start the command again; a listener goes on by itself once there is a ledger")
  }

  static func readOnly(_ path: String) -> Problem {
    Problem(
      "ledger.read-only", .error,
      "the ledger \(path: path) cannot be written: it or its folder is read-only; nothing was done",
      fix: "allow writing to the file and its folder, or name another ledger with '--ledger'")
  }

  /// `action` is `create`, `open`, `lock` or `look at`.
  static func file(_ action: String, _ path: String, _ code: Int32) -> Problem {
    if code == EROFS || code == EACCES && action == "create" { return readOnly(path) }
    return Problem(
      "ledger.file", .error, "cannot \(action) \(path: path): \(SystemError.words(code)); nothing was done",
      fix: "name another ledger with '--ledger'")
  }

  static func noHome() -> Problem {
    Problem(
      "ledger.no-home", .error,
      "neither 'XDG_STATE_HOME' nor 'HOME' names a folder for the ledger; nothing was done",
      fix: "name the ledger with '--ledger'")
  }

  static func noPIM() -> Problem {
    Problem(
      "ledger.pim-url", .error,
      "the PIM URL has no host from which the ledger could be named; nothing was done",
      fix: "give a URL such as 'https://example.cloud.akeneo.com', or name the ledger with '--ledger'")
  }

  static func tooManyKeys(_ most: Int) -> Problem {
    Problem(
      "catalog.too-many-keys", .error, "a catalog has \(most) keys at most; nothing was read",
      fix: "name only attributes that reviews are identified by with '--key'")
  }

  /// What SQLite said while working on an open ledger.
  static func database(_ error: DatabaseError, _ path: String) -> Problem {
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: return corrupt(path, words(error))
    case .SQLITE_READONLY, .SQLITE_PERM: return readOnly(path)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return Problem(
        "ledger.busy", .error,
        "another program works on the ledger \(path: path) and did not let go; the change was not made",
        fix: "end the program that holds it open, such as an SQLite shell")
    case .SQLITE_CANTOPEN:
      return Problem(
        "ledger.file", .error,
        "cannot open \(path: path) or a file beside it: \(words(error)); nothing was done",
        fix: "allow writing to the file and its folder, or name another ledger with '--ledger'")
    case .SQLITE_FULL:
      return full(path, ENOSPC)
    default: return failed(path, words(error), fix: "see to the disk and run again")
    }
  }

  /// No room for what was accepted.
  static func full(_ path: String, _ code: Int32) -> Problem {
    if code == ENOSPC { return failed(path, "there is no space left", fix: "free space there and run again") }
    return failed(path, SystemError.words(code), fix: "see to the disk and run again")
  }

  static func closed(_ path: String) -> Problem { failed(path, "it is closed", fix: "run again") }

  private static func failed(_ path: String, _ words: String, fix: String) -> Problem {
    Problem(
      "ledger.write", .error,
      """
      cannot work on the ledger \(path: path): \(words); what was not noted in it is sent again by the next run
      """, fix: fix)
  }

  /// SQLite's words, without the statement: a statement's arguments may hold names.
  private static func words(_ error: DatabaseError) -> String {
    Quotation.escape(error.message ?? "SQLite error \(error.resultCode.rawValue)")
  }

  /// Runs `body` and makes a problem of whatever it throws.
  static func translating<T>(_ path: String, _ body: () throws -> T) throws(Problem) -> T {
    do {
      return try body()
    } catch let problem as Problem {
      throw problem
    } catch let error as DatabaseError {
      throw database(error, path)
    } catch {
      throw failed(path, "an unknown error", fix: "run again")
    }
  }
}
