import Foundation
import Guess
import Records

/// Finds mapping files: by path, or by the name of a shipped mapping.
struct MappingFinder {
  /// Folders that may hold the shipped mappings, the first that exists counts: `REVIEWFERRY_MAPPINGS`,
  /// `share/reviewferry/mappings` beside the installed program, `mappings` above a build folder.
  let folder: String?

  init(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    executable: String? = ProgramPath.current
  ) {
    var candidates = [environment["REVIEWFERRY_MAPPINGS"]].compactMap { $0 }
    if let executable {
      var place = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
      candidates.append(place.deletingLastPathComponent().path + "/share/reviewferry/mappings")
      // A build folder lies four levels below the project at most: .build/TRIPLE/debug/reviewferry.
      for _ in 0..<4 {
        if FileManager.default.fileExists(atPath: place.path + "/Package.swift") {
          candidates.append(place.path + "/mappings")
        }
        place.deleteLastPathComponent()
      }
    }
    folder = candidates.first { Self.isFolder($0) }
  }

  /// Names of the shipped mappings, sorted.
  var names: [String] {
    guard let folder, let files = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      return []
    }
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// The file of a shipped mapping, or nil.
  func shipped(_ name: String) -> String? {
    guard let folder, names.contains(name) else { return nil }
    return "\(folder)/\(name).yaml"
  }

  /// The file that the user means: a path, else a shipped mapping's name.
  func path(_ argument: String) throws(Problem) -> String {
    if FileManager.default.fileExists(atPath: argument), !Self.isFolder(argument) { return argument }
    if let path = shipped(argument) { return path }
    throw missing(argument)
  }

  func missing(_ argument: String) -> Problem {
    let suggestion = NearestName.suggestion(for: argument, among: names)
    return Problem(
      "mapping.missing", .error,
      "\(quoted: argument) is no file and no shipped mapping\(suggestion); nothing was read",
      fix: "'reviewferry mappings list' names the shipped mappings")
  }

  static let noFolder = Problem(
    "mapping.missing", .error, "the shipped mappings were not found",
    fix: "set REVIEWFERRY_MAPPINGS to their folder")

  /// The line after `description:` in a shipped mapping.
  func description(_ name: String) -> String {
    guard let path = shipped(name), let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      return ""
    }
    let line = text.split(separator: "\n").first { $0.hasPrefix("description:") }
    return line.map { $0.dropFirst(12).trimmingCharacters(in: CharacterSet(charactersIn: " \"'")) } ?? ""
  }

  /// All of them, for `guess` to try.
  var known: [KnownMapping] {
    names.compactMap { name in
      guard let path = shipped(name), let text = try? String(contentsOfFile: path, encoding: .utf8) else {
        return nil
      }
      return KnownMapping(name: name, yaml: text, folder: PathText.folder(of: path))
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
