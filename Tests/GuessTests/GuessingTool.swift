import Foundation
import Mapping
import Readers
import Records
import TestSupport

@testable import Guess

/// Guesses from memory.
enum GuessingTool {
  /// The shipped mappings.
  static let known: [KnownMapping] = {
    let folder = Project.root.appendingPathComponent("mappings")
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { file in
      guard let text = try? String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8) else {
        return nil
      }
      return KnownMapping(name: String(file.dropLast(5)), yaml: text, folder: folder.path)
    }
  }()

  /// 2026-01-01.
  static let now: Int64 = 1_767_225_600

  static func guess(
    _ bytes: [UInt8], file: String = "export.csv", known: [KnownMapping] = [],
    limit: Int = InputSample.defaultLimit
  ) throws(Problem) -> GuessResult {
    let sample = try InputSample(MemoryByteSource(bytes), file: file, limit: limit)
    return try Guesser(known: known, now: now).guess(sample)
  }

  static func guess(_ text: String) throws(Problem) -> GuessResult { try guess(Array(text.utf8)) }

  /// What is wrong with the text of a mapping.
  static func problems(_ mapping: String) -> [Problem] {
    MappingCompiler(formats: ReaderRegistry.descriptions).compile(yaml: mapping, file: "m.yaml", folder: ".")
      .problems
  }

  static func sample(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Project.root.appendingPathComponent("samples/\(path)")))
  }
}
