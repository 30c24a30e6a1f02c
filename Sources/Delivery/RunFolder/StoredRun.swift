import Foundation
import Records
import Requests

/// A folder that `submit` or `convert` wrote, opened to be read.
public struct StoredRun: Sendable {
  public enum Kind: Equatable, Sendable {
    case run(RunRecord)
    /// What `convert` wrote: it has rejected records, but its inputs are known by their names only.
    case converted
  }

  /// No `run.json` is larger: it names some inputs.
  private static let maxRecordBytes = 16 << 20

  public let path: String
  public let kind: Kind

  /// Throws `rejects.missing`, `.not-ours`, `.newer`, `.older`, `.damaged` or `.not-readable`.
  public init(path: String) throws(Problem) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      throw RunProblem.missing(path)
    }
    self.path = path
    if Self.file(path + "/" + RunFile.run.rawValue, beginsWith: RunRecord.signature) {
      kind = .run(try Self.record(path + "/" + RunFile.run.rawValue))
    } else if Self.file(path + "/" + DumpFile.manifest.rawValue, beginsWith: Manifest.signature) {
      kind = .converted
    } else {
      throw RunProblem.notOurs(path)
    }
  }

  /// What a run noted of itself; nil for a converted set.
  public var record: RunRecord? {
    guard case .run(let record) = kind else { return nil }
    return record
  }

  public var rejectsPath: String { path + "/" + RunFile.rejects.rawValue }

  /// The refused requests, in order.
  public func failures() throws(Problem) -> FailedRequests { try FailedRequests(folder: path) }

  private static func file(_ path: String, beginsWith start: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    return (try? file.read(upToCount: start.utf8.count)) == Data(start.utf8)
  }

  private static func record(_ path: String) throws(Problem) -> RunRecord {
    let data: Data
    do {
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? file.close() }
      data = try file.read(upToCount: maxRecordBytes) ?? Data()
    } catch {
      throw RunProblem.notReadable(path, error)
    }
    let decoder = JSONDecoder()
    guard let head = try? decoder.decode(Head.self, from: data) else { throw RunProblem.damaged(path) }
    guard head.version <= RunRecord.version else { throw RunProblem.newer(path, version: head.version) }
    guard head.version == RunRecord.version else { throw RunProblem.older(path, version: head.version) }
    guard let record = try? decoder.decode(RunRecord.self, from: data) else {
      throw RunProblem.damaged(path)
    }
    return record
  }

  private struct Head: Decodable {
    var version: Int
  }
}
