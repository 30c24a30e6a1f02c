import Records
import Synchronization

/// Tables of contents that were read already: an archive of a thousand files is opened some thousand times.
final class ZipDirectories: Sendable {
  static let shared = ZipDirectories()

  /// Few archives are read at a time, and a table may have megabytes.
  private static let most = 4

  private struct Known {
    var version: RandomAccessFile.Version
    var directory: ZipDirectory
  }

  /// Those used last are at the end.
  private let known = Mutex<[Known]>([])

  /// The table of contents of an open archive, which is read again if the file has changed.
  func table(of file: RandomAccessFile) throws(Problem) -> ZipDirectory {
    if let directory = directory(known: file.version) { return directory }
    // Two threads may both read it; neither waits for the other's disk.
    let directory = try ZipDirectory(file)
    guard file.version.isSettled else { return directory }
    known.withLock { known in
      known.removeAll { $0.version.isSame(as: file.version) }
      if known.count == Self.most { known.removeFirst() }
      known.append(Known(version: file.version, directory: directory))
    }
    return directory
  }

  private func directory(known version: RandomAccessFile.Version) -> ZipDirectory? {
    known.withLock { (known) -> ZipDirectory? in
      guard let index = known.firstIndex(where: { $0.version.isSame(as: version) }) else { return nil }
      known.append(known.remove(at: index))
      return known.last?.directory
    }
  }
}
