import Records
import Requests

/// Bodies in files of their own, `requests/0000/000001-<product>.json`.
///
/// Only paths that `RequestDumper` would have written are opened, step by step from the folder's descriptor,
/// so that nothing outside of the folder can be read.
final class FileBodySource: BodySource {
  private let folder: ReadOnlyFolder
  private let outcome: String
  private let buffer = ByteBuffer(capacity: 1 << 16)
  private var requests: ReadOnlyFolder?
  private var subfolder: ReadOnlyFolder?
  private var subfolderName = ""
  private var fileName = ""
  /// Names read in the subfolder: `DumpLayout.filesPerFolder` at most.
  private var fileNames: Set<String> = []
  private var subfolderNames: Set<String> = []
  private(set) var place: SourcePosition

  init(_ folder: ReadOnlyFolder, outcome: String) {
    self.folder = folder
    self.outcome = outcome
    place = SourcePosition(file: folder.path)
  }

  func body(of request: ManifestReader.Entry) throws(Problem) -> UnsafeBufferPointer<UInt8> {
    let path = try BodyPath(request, outcome: outcome)
    if path.subfolder != subfolderName { try finishSubfolder() }
    let found: Int
    do throws(ReadFailure) {
      found = try read(path, request.bytes)
    } catch {
      throw SetProblem.unopened(error, of: request, outcome)
    }
    if found == request.bytes { return buffer.all }
    let words = found > request.bytes ? "is longer" : "has \(found) bytes"
    throw SetProblem.size(words, of: request, at: place, outcome)
  }

  /// Names are known only of what was read, so a set of files is read by one.
  func skip(_ request: ManifestReader.Entry) {}

  func check(_ request: Request, _ entry: ManifestReader.Entry) throws(Problem) {
    let name = DumpLayout.fileName(of: request)
    if name != fileName { throw SetProblem.product(name, of: entry, at: place, outcome) }
  }

  func finish() throws(Problem) {
    try finishSubfolder()
    guard folder.has(DumpLayout.folder) else { return }
    do throws(ReadFailure) {
      let requests = try folder.folder(DumpLayout.folder)
      try checkNames(in: requests, subfolderNames)
    } catch {
      throw problem(error)
    }
  }
}

extension FileBodySource {
  /// Returns the bytes read: one more than expected at most.
  private func read(_ path: BodyPath, _ expected: Int) throws(ReadFailure) -> Int {
    let file = try open(path.subfolder).file(path.file)
    fileName = path.file
    fileNames.insert(path.file)
    place = SourcePosition(file: file.path, byte: 0)
    buffer.removeAll()
    try file.readAll(limit: expected + 1, into: buffer)
    return buffer.count
  }

  private func open(_ name: String) throws(ReadFailure) -> ReadOnlyFolder {
    if let subfolder, name == subfolderName { return subfolder }
    let opened = try openRequests().folder(name)
    subfolder = opened
    subfolderName = name
    subfolderNames.insert(name)
    return opened
  }

  private func openRequests() throws(ReadFailure) -> ReadOnlyFolder {
    if let requests { return requests }
    let opened = try folder.folder(DumpLayout.folder)
    requests = opened
    return opened
  }

  /// Requests come in order, so a folder that was left has been read to its end.
  private func finishSubfolder() throws(Problem) {
    guard let subfolder else { return }
    do throws(ReadFailure) {
      try checkNames(in: subfolder, fileNames)
    } catch {
      throw problem(error)
    }
    self.subfolder = nil
    subfolderName = ""
    fileNames.removeAll(keepingCapacity: true)
  }

  /// Gives the path of a strange entry as a failure without a reason of its own.
  private func checkNames(in folder: ReadOnlyFolder, _ known: Set<String>) throws(ReadFailure) {
    try folder.forEachName { (name) throws(ReadFailure) in
      if !known.contains(name) { throw ReadFailure(folder.path(of: name), .strange) }
    }
  }

  private func problem(_ failure: ReadFailure) -> Problem {
    if case .strange = failure.reason { return SetProblem.extraEntry(failure.path, outcome) }
    return SetProblem.unopened(failure, outcome)
  }
}

/// Where the body of a request is, if the manifest names a place where `RequestDumper` writes.
private struct BodyPath {
  let subfolder: String
  let file: String

  /// Throws `set.path`; what it takes has no `..` and no link to follow but by name.
  init(_ request: ManifestReader.Entry, outcome: String) throws(Problem) {
    let text = request.file.map { String(decoding: $0, as: UTF8.self) } ?? ""
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    subfolder = DumpLayout.subfolder(of: request.number)
    let start = DumpLayout.padded(request.number)
    guard parts.count == 3, parts[0] == DumpLayout.folder, parts[1] == subfolder,
      parts[2].hasPrefix(start + "-") || parts[2] == start + ".json", parts[2].hasSuffix(".json"),
      SafeName.isSafe(parts[2])
    else { throw SetProblem.path(text, of: request, outcome) }
    file = String(parts[2])
  }
}
