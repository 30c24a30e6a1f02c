import Delivery
import Foundation
import Mapping
import Pipeline
import Readers
import Records
import Requests

/// Runs the first stages of a conversion: `stages read|map|group|write INPUT MAPPING FOLDER` prints the records read.
///
/// Each stage does all that the one before it does, so that a stage's cost is a subtraction.
@main
enum Stages {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst().map { $0 }
    guard arguments.count == 4, let stage = Stage(rawValue: arguments[0]) else {
      return complain("usage: stages read|map|group|write INPUT MAPPING FOLDER", status: 64)
    }
    do {
      print(try stage.run(input: arguments[1], mapping: arguments[2], folder: arguments[3]))
    } catch {
      complain("stages: \(error)", status: 1)
    }
  }

  private static func complain(_ words: String, status: Int32) {
    FileHandle.standardError.write(Data("\(words)\n".utf8))
    exit(status)
  }
}

enum Stage: String {
  /// Reads and parses.
  case read
  /// Maps and encodes too.
  case map
  /// The whole pipeline, with its threads, but that requests are dropped.
  case group
  /// Writes the folder, as `convert` does.
  case write

  /// How many records were read.
  func run(input: String, mapping: String, folder: String) throws -> Int {
    let loaded = try MappingLoader.load(mapping)
    guard let plan = loaded.compiled.plan else { throw StageProblem.mapping(loaded.compiled.problems) }
    switch self {
    case .read: return try ReadingLoop(plan: plan, input: input).run { _ in }
    case .map:
      let mapper = Mapper(plan: plan, file: input)
      return try ReadingLoop(plan: plan, input: input).run(mapper.map)
    case .group: return try Conversion(plan: plan, input: input).run(into: NoOutput())
    case .write:
      return try Conversion(plan: plan, input: input).write(loaded, to: folder)
    }
  }
}

enum StageProblem: Error {
  case mapping([Problem])
  case format(String)
}
