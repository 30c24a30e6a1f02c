import Glibc

/// The system calls of a dump; tests put failing ones in their place.
///
/// All give -1 and set `errno` where they fail. Names are relative to a folder's descriptor, so that nobody can
/// lead them elsewhere by exchanging a folder on the path for a link.
struct FileCalls: Sendable {
  /// Folder, name, flags, and the mode of a new file, of which the process's mask takes away.
  var open: @Sendable (Int32, String, Int32, mode_t) -> Int32 = { Glibc.openat($0, $1, $2, $3) }
  var write: @Sendable (Int32, UnsafeRawPointer, Int) -> Int = { Glibc.write($0, $1, $2) }
  var writeAt: @Sendable (Int32, UnsafeRawPointer, Int, Int) -> Int = { Glibc.pwrite($0, $1, $2, $3) }
  /// Has the system begin to bring a range of a file to the disk, without waiting; a hint, whose failure means nothing.
  var startSync: @Sendable (Int32, _ offset: Int, _ count: Int) -> Void = FileCalls.startSync
  var sync: @Sendable (Int32) -> Int32 = { Glibc.fsync($0) }
  var syncFileSystem: @Sendable (Int32) -> Int32 = FileCalls.syncFileSystem
  var close: @Sendable (Int32) -> Int32 = { Glibc.close($0) }
  var makeFolder: @Sendable (Int32, String) -> Int32 = { Glibc.mkdirat($0, $1, 0o777) }
  var rename: @Sendable (Int32, String, String) -> Int32 = { Glibc.renameat($0, $1, $0, $2) }

  /// Makes files and folders that only their owner may read: they hold what reviewers wrote.
  static let ownersOnly = FileCalls(
    open: { Glibc.openat($0, $1, $2, $3 & 0o600) }, makeFolder: { Glibc.mkdirat($0, $1, 0o700) })

  private typealias SyncFileRange = @convention(c) (Int32, Int64, Int64, UInt32) -> Int32

  /// `sync_file_range`, which Linux alone has; `SYNC_FILE_RANGE_WRITE` is 2 (include/uapi/linux/fs.h).
  private static let startSync: @Sendable (Int32, Int, Int) -> Void = {
    guard let symbol = dlsym(nil, "sync_file_range") else { return { _, _, _ in } }
    let syncFileRange = unsafeBitCast(symbol, to: SyncFileRange.self)
    return { _ = syncFileRange($0, Int64($1), Int64($2), 2) }
  }()

  /// `syncfs`, which Swift's Glibc module leaves out because it is not POSIX; else `sync`, which waits for
  /// all file systems and reports nothing.
  private static let syncFileSystem: @Sendable (Int32) -> Int32 = { folder in
    guard let symbol = dlsym(nil, "syncfs") else {
      Glibc.sync()
      return 0
    }
    return unsafeBitCast(symbol, to: (@convention(c) (Int32) -> Int32).self)(folder)
  }
}

/// Who may read a new file.
public enum FileAudience: Sendable {
  /// Whoever the process's mask lets.
  case usual
  /// Only its owner: it holds what reviewers wrote beside who they are.
  case owner

  var mode: mode_t { self == .owner ? 0o600 : 0o666 }
}

/// Flags for `FileCalls.open`.
enum OpenFlags {
  /// A new file: an existing name, a link too, is an error.
  static let newFile = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
  static let folder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
  static let existingFile = O_RDONLY | O_NOFOLLOW | O_CLOEXEC
}
