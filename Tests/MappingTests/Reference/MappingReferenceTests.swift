import Foundation
import Records
import Testing

@testable import Mapping

@Suite("The published language") struct MappingReferenceTests {
  private var schema: [String: Any] {
    get throws {
      let data = Data(MappingSchema.json(formats: TestFormats.all).utf8)
      return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
  }

  @Test("The schema is JSON and closes every map") func closesMaps() throws {
    let schema = try schema
    #expect(schema["required"] as? [String] == ["version", "name", "source", "product", "review"])
    #expect(schema["additionalProperties"] as? Bool == false)
    let definitions = try #require(schema["definitions"] as? [String: [String: Any]])
    for (name, definition) in definitions where name != "source" {
      #expect(definition["additionalProperties"] as? Bool == false, "\(name)")
    }
    for table in MappingLanguage.tables where table.name != .mapping && table.name != .source {
      let properties = try #require(definitions[table.name.rawValue]?["properties"] as? [String: Any])
      #expect(Set(properties.keys) == Set(table.keys.map(\.name)))
    }
    #expect((definitions["source-xml"]?["required"] as? [String]) == ["format", "records"])
  }

  @Test("Every reference of the schema leads somewhere") func resolvesReferences() throws {
    let text = MappingSchema.json(formats: TestFormats.all)
    let definitions = try #require(try schema["definitions"] as? [String: Any])
    let names = text.matches(of: /#\/definitions\/([a-z-]+)/).map { String($0.1) }
    #expect(!names.isEmpty)
    for name in names { #expect(definitions[name] != nil, "\(name)") }
  }

  @Test("Every key of every table is in the reference, and no table repeats one") func documentsKeys() {
    let page = MappingReference.markdown(formats: TestFormats.all)
    for table in MappingLanguage.tables {
      #expect(Set(table.keys.map(\.name)).count == table.keys.count, "\(table.name)")
      for key in table.keys { #expect(page.contains("`\(key.name)`"), "\(key.name)") }
      for name in table.rules.flatMap(Self.names) { #expect(table.key(named: name) != nil, "\(name)") }
    }
    for code in MappingCodes.all { #expect(page.contains("| `\(code.code.rawValue)` |")) }
    for format in TestFormats.all { #expect(page.contains("### `\(format.name)`")) }
  }

  private static func names(_ rule: KeyRule) -> [String] {
    switch rule {
    case .exactlyOne(let names), .atMostOne(let names), .atLeastOne(let names): names
    case .needs(let name, let others): [name] + others
    }
  }

  @Test("The examples of the reference compile", arguments: MappingLanguage.tables.map(\.name))
  func compilesExamples(_ name: TableName) {
    let yaml = Self.whole(MappingLanguage.table(name).example, of: name)
    #expect(TestRun.compile(yaml).problems.map(\.line) == [], "\(yaml)")
  }

  /// The example, set into a mapping that has what the example leaves out.
  private static func whole(_ example: String, of name: TableName) -> String {
    func indented(_ text: String) -> String {
      text.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    }
    let format = name == .case || name == .expectation || name == .source ? "csv" : "json"
    let head = "version: 1\nname: test\norigin: Test\n"
    let source = name == .source ? "" : "source: { format: \(format) }\n"
    let product = "product: { metadata: { sku: sku } }\n"
    let review = "review: { external_id: id, score: stars, title: title }\n"
    switch name {
    case .mapping: return example
    case .each, .product, .enrichment: return head + source + example + "\n" + review
    case .review, .value, .date, .score: return head + source + product + example
    case .replacement, .lookup: return head + source + "product:\n  metadata:\n    \(example)\n" + review
    case .concat, .extra:
      return head + source + product + "review:\n  external_id: id\n  score: stars\n" + indented(example)
    case .scale: return head + source + product + "review:\n  external_id: id\n" + indented(example)
    case .range:
      return head + source + product + "review:\n  external_id: id\n  score:\n    from: a\n    \(example)"
    case .expectation:
      return head + source + product + review + "cases:\n  - record: { id: 1 }\n    \(example)"
    case .source, .condition, .case: return head + source + product + review + example
    }
  }
}
