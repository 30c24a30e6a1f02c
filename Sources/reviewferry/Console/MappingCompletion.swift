import ArgumentParser
import Foundation

/// What a shell offers where a mapping is named: shipped ones, and files.
enum MappingCompletion {
  /// Mappings: names, YAML files and the folders that they may lie in.
  static let kind = CompletionKind.custom { _, _, prefix in
    candidates(prefix) { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
  }
  /// Mappings or exports.
  static let filesToo = CompletionKind.custom { _, _, prefix in candidates(prefix) { _ in true } }

  private static func candidates(_ prefix: String, where fits: (String) -> Bool) -> [String] {
    MappingFinder().names.filter { $0.hasPrefix(prefix) } + paths(prefix, where: fits)
  }

  /// Below the folder that the prefix names; hidden ones only where they are asked for.
  private static func paths(_ prefix: String, where fits: (String) -> Bool) -> [String] {
    let end = prefix.lastIndex(of: "/").map { prefix.index(after: $0) } ?? prefix.startIndex
    let (folder, start) = (String(prefix[..<end]), prefix[end...])
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    return names.sorted().filter { $0.hasPrefix(start) && ($0.hasPrefix(".") == start.hasPrefix(".")) }
      .compactMap { name in
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder + name, isDirectory: &isFolder) else {
          return nil
        }
        return isFolder.boolValue ? folder + name + "/" : fits(name) ? folder + name : nil
      }
  }
}
