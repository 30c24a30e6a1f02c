import Foundation
import TestSupport
import Testing

@testable import Mapping

/// The mappings of this repository.
enum ShippedMappings {
  static let folder = Project.root.appendingPathComponent("mappings")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.sorted()
  }()
}

@Suite("Shipped mappings") struct ShippedMappingTests {
  @Test(
    "Each compiles, and is named as its file",
    .enabled(if: !ShippedMappings.names.isEmpty, "there is no folder 'mappings'"),
    arguments: ShippedMappings.names)
  func compiles(_ name: String) throws {
    let url = ShippedMappings.folder.appendingPathComponent(name)
    let yaml = try String(contentsOf: url, encoding: .utf8)
    let compiled = MappingCompiler(formats: ShippedFormats.all).compile(
      yaml: yaml, file: name, folder: ShippedMappings.folder.path)
    #expect(compiled.problems.map(\.line) == [])
    #expect(compiled.plan.map { $0.name + ".yaml" } == name)
  }
}
