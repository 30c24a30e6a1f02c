import Glibc
import Records

/// What a path of an input names, and how its bytes are had.
public enum InputPlace: Equatable, Sendable {
  case standardInput
  case file(String)
  /// A file of a ZIP archive, by the archive's path and its own.
  case member(archive: String, path: String)
  /// A FIFO, a device or nothing: what can be opened once, or not at all.
  case other(String)

  public init(_ path: String) {
    if path == "-" {
      self = .standardInput
    } else if let (kind, _) = try? FileSystem.status(path) {
      self = kind == .file ? .file(path) : .other(path)
    } else if let place = ArchivePath(path), !place.member.isEmpty {
      self = .member(archive: place.archive, path: path)
    } else {
      self = .other(path)
    }
  }

  /// Whether the same bytes can be had again.
  public var isRereadable: Bool {
    switch self {
    case .file, .member: true
    case .standardInput, .other: false
    }
  }

  /// The file on the disk that the bytes are in; the path itself where it is none.
  public var fileOnDisk: String {
    switch self {
    case .standardInput: "-"
    case .file(let path), .other(let path): path
    case .member(let archive, _): archive
    }
  }

  /// How many bytes `open` gives; nil where nobody knows.
  public var byteCount: Int? {
    switch self {
    case .standardInput, .other: return nil
    case .file(let path):
      var status = stat()
      return stat(path, &status) == 0 ? Int(status.st_size) : nil
    case .member(let archive, let path):
      return try? ZipMemberSource.entry(archive: archive, name: path).entry.size
    }
  }

  /// The bytes that count as the input's own: those on the disk, or a member's unpacked.
  ///
  /// - Parameter maxExpansionRatio: How much a member may grow; nil for `GzipByteSource.defaultMaxRatio`.
  public func open(maxExpansionRatio: Int? = nil) throws(Problem) -> any ByteSource {
    switch self {
    case .standardInput: return StandardInputByteSource(file: InputOpener.displayName("-"))
    case .file(let path), .other(let path): return try FileByteSource(path: path)
    case .member(let archive, let path):
      return try ZipMemberSource(
        archive: archive, name: path, maxRatio: maxExpansionRatio ?? GzipByteSource.defaultMaxRatio)
    }
  }
}
