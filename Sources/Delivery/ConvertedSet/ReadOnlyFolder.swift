import Glibc
import Records

/// Why a file or folder could not be opened or read.
struct ReadFailure: Error {
  enum Reason {
    case absent
    /// A link, which could lead out of the folder.
    case link
    case notAFolder
    case notAFile
    /// There, but named by nobody.
    case strange
    /// Written to since it was held against the bodies.
    case changed
    case system(Int32)
  }

  /// As a person would type it.
  var path: String
  var reason: Reason

  init(_ path: String, _ reason: Reason) {
    self.path = path
    self.reason = reason
  }

  /// Of a call that has just failed.
  init(_ path: String, errno code: Int32) {
    self.path = path
    switch code {
    case ENOENT: reason = .absent
    case ELOOP: reason = .link
    // Linux says so of a link that is opened as a folder, too.
    case ENOTDIR: reason = .notAFolder
    default: reason = .system(code)
    }
  }

  /// `is not there`, for sentences.
  var words: String {
    switch reason {
    case .absent: "is not there"
    case .link: "is a symbolic link, which is not followed"
    case .notAFolder: "is not a folder of its own"
    case .notAFile: "is not an ordinary file"
    case .strange: "does not belong there"
    case .changed: "was changed while it was being sent"
    case .system(let code): "cannot be read: \(SystemError.words(code))"
    }
  }
}

/// An open folder whose entries are reached through its descriptor; links in it are never followed.
final class ReadOnlyFolder {
  let path: String
  private let descriptor: Int32

  private init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close(descriptor) }

  /// Opens a folder that the user named; links on the way there are the user's own.
  static func open(_ path: String) throws(ReadFailure) -> ReadOnlyFolder {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ReadFailure(path, errno: errno) }
    return ReadOnlyFolder(descriptor: descriptor, path: path)
  }

  func path(of name: String) -> String { path.hasSuffix("/") ? path + name : path + "/" + name }

  /// Opens a folder in this one; `name` must have no slash.
  func folder(_ name: String) throws(ReadFailure) -> ReadOnlyFolder {
    let opened = openat(descriptor, name, OpenFlags.folder)
    guard opened >= 0 else { throw ReadFailure(path(of: name), errno: errno) }
    return ReadOnlyFolder(descriptor: opened, path: path(of: name))
  }

  /// Opens an ordinary file in this folder; `name` must have no slash.
  func file(_ name: String) throws(ReadFailure) -> ReadOnlyFile {
    // Without O_NONBLOCK, opening a named pipe would wait for its other end.
    let opened = openat(descriptor, name, OpenFlags.existingFile | O_NONBLOCK | O_NOCTTY)
    guard opened >= 0 else { throw ReadFailure(path(of: name), errno: errno) }
    return try ReadOnlyFile(descriptor: opened, path: path(of: name))
  }

  /// Whether the folder has an entry of this name, of whatever kind.
  func has(_ name: String) -> Bool {
    var status = stat()
    return fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0
  }

  /// Gives each name, in the order of the disk.
  func forEachName(_ use: (String) throws(ReadFailure) -> Void) throws(ReadFailure) {
    let again = openat(descriptor, ".", OpenFlags.folder)
    guard again >= 0, let stream = fdopendir(again) else { throw ReadFailure(path, errno: errno) }
    defer { closedir(stream) }
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { try use(name) }
    }
    if errno != 0 { throw ReadFailure(path, errno: errno) }
  }
}

/// An open file that is read by offset, so that several passes read the same one.
final class ReadOnlyFile {
  let path: String
  /// When it was opened.
  let byteCount: Int
  private let descriptor: Int32

  /// Takes the descriptor over.
  fileprivate init(descriptor: Int32, path: String) throws(ReadFailure) {
    var status = stat()
    let failure = fstat(descriptor, &status) == 0 ? 0 : errno
    guard failure == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw failure == 0 ? ReadFailure(path, .notAFile) : ReadFailure(path, errno: failure)
    }
    self.descriptor = descriptor
    self.path = path
    byteCount = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Size and times, which change with whatever is written to it.
  struct Stamp: Equatable {
    private var numbers: [Int]

    fileprivate init(_ status: stat) {
      numbers = [
        Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec,
        status.st_ctim.tv_nsec,
      ]
    }
  }

  /// As it is now.
  func stamp() throws(ReadFailure) -> Stamp {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw ReadFailure(path, errno: errno) }
    return Stamp(status)
  }

  /// Appends up to `count` bytes from an offset; returns how many, 0 at the end.
  func read(_ count: Int, at offset: Int, into buffer: ByteBuffer) throws(ReadFailure) -> Int {
    buffer.reserve(count)
    while true {
      let taken = pread(descriptor, buffer.base + buffer.count, count, offset)
      if taken < 0 && errno == EINTR { continue }
      guard taken >= 0 else { throw ReadFailure(path, errno: errno) }
      buffer.count += taken
      return taken
    }
  }

  /// Appends the whole file, but no more than `limit` bytes.
  func readAll(limit: Int, into buffer: ByteBuffer) throws(ReadFailure) {
    var offset = 0
    while offset < limit {
      // One byte more than it should have shows a file that has grown.
      let taken = try read(min(limit, max(byteCount + 1, 4096)) - offset, at: offset, into: buffer)
      if taken == 0 { return }
      offset += taken
      if offset > byteCount { return }
    }
  }
}
