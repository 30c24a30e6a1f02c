import Glibc
import Readers
import Records

/// When files were written.
enum FileTime {
  /// The time of the oldest file, in milliseconds since 1970: exports are written when they are made.
  ///
  /// Standard input is of now, and so is a file of the future.
  static func oldest(_ files: [String], now: Int64, report: (Problem) -> Void) -> Int64 {
    files.reduce(now) { oldest, file in
      guard file != "-", let time = changed(file) else { return oldest }
      // A clock of another machine may be a little ahead.
      if time > now + 60_000 { report(ImportProblem.future(file)) }
      return min(oldest, time)
    }
  }

  /// nil for what is no file, such as a pipe.
  private static func changed(_ file: String) -> Int64? {
    var status = stat()
    guard stat(InputPlace(file).fileOnDisk, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return nil
    }
    return Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000
  }
}
