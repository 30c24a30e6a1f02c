import Foundation

/// A folder for one test, removed with its last reference.
public final class TemporaryFolder: Sendable {
  public let path: String
  public var url: URL { URL(fileURLWithPath: path) }

  public init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "reviewferry-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  public func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file, and the folders above it; returns its path.
  @discardableResult public func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return path(name)
  }

  @discardableResult public func write(_ name: String, _ text: String = "x\n") throws -> String {
    try write(name, Array(text.utf8))
  }

  @discardableResult public func makeFolder(_ name: String) throws -> String {
    try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
    return path(name)
  }

  @discardableResult public func link(_ name: String, to target: String) throws -> String {
    try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: target)
    return path(name)
  }

  /// All names below, hidden ones too, sorted.
  public func names(_ folder: String = "") -> [String] {
    let all = FileManager.default.enumerator(atPath: path(folder))?.allObjects as? [String]
    return (all ?? []).sorted()
  }

  public func text(_ name: String) -> String? { try? String(contentsOfFile: path(name), encoding: .utf8) }
}
