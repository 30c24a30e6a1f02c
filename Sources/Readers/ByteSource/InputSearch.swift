import Records

/// Turns the inputs that a user named into a list of files.
///
/// An argument is `-` (standard input), a file, a folder, a ZIP archive or a place in one (`ArchiveSearch`), or a
/// pattern that no shell expanded. The order
/// of the arguments is kept; files of a pattern or a folder come in byte order of their names. A folder
/// stands for its own files whose names fit the format: hidden files and sub-folders are left out, and archives, whose
/// contents often lie beside them.
public struct InputSearch {
  /// Paths to open, in order, each file once.
  public private(set) var paths: [String] = []
  /// Everything that is wrong with the arguments, in their order.
  public private(set) var problems: [Problem] = []
  /// Files of named folders that were left out because their names do not fit the format.
  public private(set) var skipped: [String] = []

  private let format: FormatDescription
  private var firstPaths: [Identity: String] = [:]
  private var hasStandardInput = false

  /// Searches at once; looks at names and folders, and at the first bytes of files, which tell archives.
  public init(_ arguments: [String], format: FormatDescription) {
    self.format = format
    for argument in arguments { add(argument: argument) }
  }

  private mutating func add(argument: String) {
    if argument == "-" { return addStandardInput() }
    do throws(FileSystem.Failure) {
      let (kind, identity) = try FileSystem.status(argument)
      add(path: argument, kind, identity)
    } catch {
      addPattern(argument, error)
    }
  }

  private mutating func add(path: String, _ kind: FileSystem.Kind, _ identity: FileSystem.Identity) {
    if kind == .folder {
      addFiles(in: path)
    } else if kind == .other || !addArchive(path) {
      add(path: path, Identity(file: identity))
    }
  }

  private mutating func add(path: String, _ identity: Identity) {
    if let first = firstPaths[identity] {
      problems.append(InputProblem.twice(path, sameAs: first))
    } else {
      firstPaths[identity] = path
      paths.append(path)
    }
  }

  /// The files of an archive, or of a place in one; false where the argument is no such thing.
  private mutating func addArchive(_ argument: String) -> Bool {
    do throws(Problem) {
      guard let search = try ArchiveSearch(argument, format: format) else { return false }
      if let warning = search.warning { problems.append(warning) }
      guard let archive = try? FileSystem.status(search.archive) else { return false }
      for path in search.paths {
        add(
          path: path,
          Identity(file: archive.identity, member: Array(path.utf8.dropFirst(search.archive.utf8.count))))
      }
    } catch {
      problems.append(error)
    }
    return true
  }

  private mutating func addStandardInput() {
    if hasStandardInput {
      problems.append(InputProblem.twice(InputOpener.displayName("-"), sameAs: InputOpener.displayName("-")))
    } else {
      hasStandardInput = true
      paths.append("-")
    }
  }

  /// Expands what is no path as it stands; a match is treated as if the shell had written it.
  private mutating func addPattern(_ pattern: String, _ failure: FileSystem.Failure) {
    if addArchive(pattern) { return }
    guard pattern.contains(where: { "*?[".contains($0) }) else {
      problems.append(InputProblem.notOpened(pattern, failure.code))
      return
    }
    let matches = FileSystem.matches(pattern)
    if matches.isEmpty { problems.append(InputProblem.noMatch(pattern)) }
    for path in matches {
      if let (kind, identity) = try? FileSystem.status(path) {
        add(path: path, kind, identity)
      } else {
        problems.append(InputProblem.missing(path))
      }
    }
  }

  private mutating func addFiles(in folder: String) {
    do throws(FileSystem.Failure) {
      var fitting = 0
      var others: [String] = []
      for name in try FileSystem.names(in: folder).sorted(by: FileSystem.byteOrder) {
        guard !name.hasPrefix("."), let file = file(FileSystem.join(folder, name)) else { continue }
        if format.hasEnding(name) {
          fitting += 1
          add(found: file)
        } else {
          others.append(name)
          skipped.append(file.path)
        }
      }
      if fitting == 0 {
        problems.append(InputProblem.noFittingFile(folder, format: format, others: others))
      }
    } catch {
      problems.append(InputProblem.folderNotReadable(folder, error.code))
    }
  }

  /// A file of a folder, without identity where it is a link to nothing; nil for everything but files.
  private func file(_ path: String) -> (path: String, identity: FileSystem.Identity?)? {
    guard let (kind, identity) = try? FileSystem.status(path) else { return (path, nil) }
    return kind == .file ? (path, identity) : nil
  }

  private mutating func add(found file: (path: String, identity: FileSystem.Identity?)) {
    if let identity = file.identity {
      add(path: file.path, .file, identity)
    } else {
      problems.append(InputProblem.missing(file.path))
    }
  }

  /// What tells one input from another, whatever it is called.
  private struct Identity: Hashable {
    var file: FileSystem.Identity
    /// Its bytes: strings are equal that are only composed otherwise.
    var member: [UInt8]?
  }
}
