import Glibc
import Records

/// The few questions that input search asks of the file system.
enum FileSystem {
  /// What tells one file from another, whatever it is called.
  struct Identity: Hashable {
    var device: UInt
    var inode: UInt
  }

  enum Kind {
    case file
    case folder
    /// FIFOs, devices, sockets: read when named, not when found in a folder.
    case other
  }

  /// Why a system call did not do what it should.
  struct Failure: Error {
    var code: Int32
  }

  /// Follows links; throws `ENOENT` also for a link to nothing.
  static func status(_ path: String) throws(Failure) -> (kind: Kind, identity: Identity) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw Failure(code: errno) }
    let identity = Identity(device: UInt(status.st_dev), inode: UInt(status.st_ino))
    switch status.st_mode & S_IFMT {
    case S_IFREG: return (.file, identity)
    case S_IFDIR: return (.folder, identity)
    default: return (.other, identity)
    }
  }

  /// The names in a folder, in no order, without `.` and `..`.
  static func names(in folder: String) throws(Failure) -> [String] {
    guard let stream = opendir(folder) else { throw Failure(code: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = Glibc.readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// Where a symbolic link points; nil for everything else.
  static func linkTarget(_ path: String) -> String? {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(PATH_MAX)) { buffer in
      let length = buffer.withMemoryRebound(to: CChar.self) { characters in
        characters.baseAddress.map { readlink(path, $0, characters.count) } ?? -1
      }
      return length < 0 ? nil : String(decoding: buffer[..<length], as: UTF8.self)
    }
  }

  /// The paths that match a shell pattern, in byte order.
  static func matches(_ pattern: String) -> [String] {
    var result = glob_t()
    defer { globfree(&result) }
    guard Glibc.glob(pattern, GLOB_NOSORT, nil, &result) == 0 else { return [] }
    return (0..<Int(result.gl_pathc)).compactMap { index in
      result.gl_pathv[index].map { String(cString: $0) }
    }.sorted(by: byteOrder)
  }

  /// The order of `LC_ALL=C sort`: the same on every machine and in every language.
  static func byteOrder(_ first: String, _ second: String) -> Bool {
    first.utf8.lexicographicallyPrecedes(second.utf8)
  }

  /// Folder (`.` if none) and name of a path.
  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }

  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }
}
