import Foundation
import Records
import Requests

/// A refused request as it lies in a run folder.
public struct FailedRequest: Sendable {
  public var number: Int
  /// From 1; above it where several parts of one request were refused.
  public var part: Int
  /// Below the run folder: `failed/0000/000017-B00X4.json`.
  public var name: String
  public var bodyPath: String
  /// Nil where the file of the answer is gone or damaged; the body can be sent all the same.
  public var answer: FailedAnswer?

  /// The body, exactly as it was sent, or as somebody mended it.
  public func body() throws(Problem) -> [UInt8] {
    do throws(ReadFailure) {
      // One byte more than a body may have, so that the reader sees that it is too long.
      return try Self.bytes(of: bodyPath, limit: RequestBodyReader.maxBytes + 1)
    } catch {
      throw RunProblem.notReadable(error)
    }
  }

  /// Of an ordinary file; a link or a pipe might lead anywhere and never end.
  fileprivate static func bytes(of path: String, limit: Int) throws(ReadFailure) -> [UInt8] {
    let path = path as NSString
    let bytes = ByteBuffer()
    try ReadOnlyFolder.open(path.deletingLastPathComponent).file(path.lastPathComponent)
      .readAll(limit: limit, into: bytes)
    return Array(bytes.all)
  }
}

/// Gives the refused requests of a run folder in order; keeps the names of 1,000 in memory.
public struct FailedRequests: Sendable {
  /// 64 KiB of an answer, each byte escaped, and what stands around it.
  private static let maxAnswerBytes = 1 << 20

  private let folder: String
  private var subfolders: [String]
  private var subfolder = ""
  private var names: [FailedName] = []

  /// None where there is no folder `failed`.
  init(folder: String) throws(Problem) {
    self.folder = folder
    let names = try Self.names(in: folder + "/" + FailedName.folder, isOptional: true)
    // By number: `10000` comes behind `9999`. The last is taken first.
    subfolders = names.filter { $0.allSatisfy(\.isNumber) }.sorted { ($1.count, $1) < ($0.count, $0) }
  }

  public mutating func next() throws(Problem) -> FailedRequest? {
    while names.isEmpty {
      guard let next = subfolders.popLast() else { return nil }
      subfolder = next
      names = try Self.names(in: "\(folder)/\(FailedName.folder)/\(next)", isOptional: false)
        .compactMap(FailedName.init(file:))
        .sorted { ($1.number, $1.part) < ($0.number, $0.part) }
    }
    return names.popLast().map(request)
  }

  private func request(_ name: FailedName) -> FailedRequest {
    let place = "\(FailedName.folder)/\(subfolder)/"
    let answer = try? FailedRequest.bytes(of: "\(folder)/\(place)\(name.answer)", limit: Self.maxAnswerBytes)
    return FailedRequest(
      number: name.number, part: name.part, name: place + name.body,
      bodyPath: "\(folder)/\(place)\(name.body)",
      answer: answer.flatMap { try? JSONDecoder().decode(FailedAnswer.self, from: Data($0)) })
  }

  private static func names(in folder: String, isOptional: Bool) throws(Problem) -> [String] {
    if isOptional && !FileManager.default.fileExists(atPath: folder) { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw RunProblem.notReadable(folder, error)
    }
  }
}
