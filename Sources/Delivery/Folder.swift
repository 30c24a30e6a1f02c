import Glibc
import Records

/// An open folder: names in it are reached through its descriptor, never through a path.
final class Folder {
  let descriptor: Int32
  let path: String
  private let calls: FileCalls

  private init(descriptor: Int32, path: String, calls: FileCalls) {
    self.descriptor = descriptor
    self.path = path
    self.calls = calls
  }

  deinit { _ = calls.close(descriptor) }

  /// Opens a folder that the user named; links on the way there are the user's own.
  static func open(_ path: String, calls: FileCalls) throws(Problem) -> Folder {
    let descriptor = calls.open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
    guard descriptor >= 0 else { throw DeliveryProblem.write("open", path, errno) }
    return Folder(descriptor: descriptor, path: path, calls: calls)
  }

  /// How an entry is called in problems.
  func path(of name: String) -> String { path == "." ? name : path + "/" + name }

  /// Makes a new folder in this one; nil where the name is taken.
  func makeNew(_ name: String) throws(Problem) -> Folder? {
    let newPath = path(of: name)
    if calls.makeFolder(descriptor, name) != 0 {
      if errno == EEXIST { return nil }
      throw DeliveryProblem.write("create", newPath, errno)
    }
    let opened = calls.open(descriptor, name, OpenFlags.folder, 0)
    guard opened >= 0 else {
      let problem = DeliveryProblem.write("open", newPath, errno)
      unlinkat(descriptor, name, AT_REMOVEDIR)
      throw problem
    }
    return Folder(descriptor: opened, path: newPath, calls: calls)
  }

  /// Makes a new file in this folder.
  func makeFile(
    _ name: String, for audience: FileAudience = .usual, bufferBytes: Int = BufferedFileWriter.bufferBytes
  ) throws(Problem) -> BufferedFileWriter {
    let file = calls.open(descriptor, name, OpenFlags.newFile, audience.mode)
    guard file >= 0 else { throw DeliveryProblem.write("create", path(of: name), errno) }
    return BufferedFileWriter(
      descriptor: file, path: path(of: name), ownsDescriptor: true, bufferBytes: bufferBytes, calls: calls)
  }

  func rename(_ name: String, to newName: String) throws(Problem) {
    guard calls.rename(descriptor, name, newName) == 0 else {
      throw DeliveryProblem.write("rename", path(of: newName), errno)
    }
  }

  /// Brings all of the file system that the folder is in to the disk.
  func syncFileSystem() throws(Problem) {
    guard calls.syncFileSystem(descriptor) == 0 else { throw DeliveryProblem.write("sync", path, errno) }
  }

  /// Brings the names in the folder to the disk.
  func sync() throws(Problem) {
    guard calls.sync(descriptor) == 0 else { throw DeliveryProblem.write("sync", path, errno) }
  }
}

// MARK: - Reading and removing

extension Folder {
  /// What a name stands for; a link is a link, whatever it points to.
  enum Entry {
    case absent
    case folder
    case link
    case other
  }

  func entry(_ name: String) throws(Problem) -> Entry {
    var status = stat()
    guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      if errno == ENOENT { return .absent }
      throw DeliveryProblem.write("look at", path(of: name), errno)
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFLNK: return .link
    default: return .other
    }
  }

  /// The names in a folder below this one, sorted.
  func names(in name: String) throws(Problem) -> [String] {
    guard let names = Self.names(openat(descriptor, name, OpenFlags.folder)) else {
      throw DeliveryProblem.write("read", path(of: name), errno)
    }
    return names
  }

  /// Whether a file in a folder below this one begins with these bytes.
  func file(_ fileName: String, in name: String, beginsWith start: String) -> Bool {
    let below = openat(descriptor, name, OpenFlags.folder)
    guard below >= 0 else { return false }
    defer { Glibc.close(below) }
    let file = openat(below, fileName, OpenFlags.existingFile)
    guard file >= 0 else { return false }
    defer { Glibc.close(file) }
    var bytes = [UInt8](repeating: 0, count: start.utf8.count)
    return Glibc.read(file, &bytes, bytes.count) == bytes.count && bytes.elementsEqual(start.utf8)
  }

  /// Removes a folder below this one with all that is in it, or a file; 0 or an `errno`.
  @discardableResult func remove(_ name: String) -> Int32 { Self.remove(name, in: descriptor) }

  private static func remove(_ name: String, in folder: Int32) -> Int32 {
    if unlinkat(folder, name, 0) == 0 || errno == ENOENT { return 0 }
    // EISDIR on Linux, EPERM by POSIX; anything else shows again below.
    let below = openat(folder, name, OpenFlags.folder)
    guard below >= 0 else { return errno }
    defer { Glibc.close(below) }
    for entry in names(fcntl(below, F_DUPFD_CLOEXEC, 0)) ?? [] {
      let failure = remove(entry, in: below)
      if failure != 0 { return failure }
    }
    return unlinkat(folder, name, AT_REMOVEDIR) == 0 ? 0 : errno
  }

  /// Takes the descriptor over; nil and `errno` where it cannot be read.
  private static func names(_ descriptor: Int32) -> [String]? {
    guard descriptor >= 0, let stream = fdopendir(descriptor) else { return nil }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
