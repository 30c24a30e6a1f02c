import Foundation

/// Where the program that runs lies.
enum ProgramPath {
  /// From the root, without symbolic links; nil where the system does not tell.
  ///
  /// Foundation's `Bundle.main` would look through the whole folder of the program.
  static let current: String? = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
}
