import Foundation

/// Where things are while the tests run.
public enum Project {
  /// The folder of Package.swift.
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Real files that are no part of the project: beside it, or where REVIEWFERRY_SHARED says.
  public static let shared: URL =
    if let folder = ProcessInfo.processInfo.environment["REVIEWFERRY_SHARED"] {
      URL(fileURLWithPath: folder)
    } else {
      root.deletingLastPathComponent().appendingPathComponent("shared")
    }

  /// Whether a file or folder of `shared` is there; tests that need it are skipped without it.
  public static func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: shared.appendingPathComponent(path).path)
  }
}
