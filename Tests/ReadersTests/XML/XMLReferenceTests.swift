import Records
import TestSupport
import Testing

@testable import Readers

@Suite("XML against a tree")
struct XMLReferenceTests {
  /// 20 groups of 100 documents.
  @Test("Random documents are read as the tree they were written from", arguments: UInt64(0)..<20)
  func randomDocuments(_ group: UInt64) throws {
    for seed in group * 100..<group * 100 + 100 { try check(seed: seed) }
  }

  private func check(seed: UInt64) throws {
    let document = ReferenceDocument(seed: seed)
    var random = SeededRandom(seed: seed ^ 0xABCD)
    let reading = try reading(document, &random)
    let path = "/" + reading.path.joined(separator: "/")
    let selectors = reading.selectors.map(text)
    var input = XMLTestInput(
      bytes: document.bytes, path, selectors, each: reading.each?.joined(separator: "/"))
    let expected = reading.rows(document)
    // Byte by byte is slow: every tenth document.
    let smallest = seed % 10 == 0 ? 1 : random.int(in: 2...40)
    for chunkBytes in [XMLReader.defaultChunkBytes, smallest, random.int(in: 41...700)] {
      input.chunkBytes = chunkBytes
      let result = try input.read()
      #expect(
        result.rows == expected && result.rejects.isEmpty,
        "seed \(seed), chunks of \(chunkBytes), \(path) \(selectors) \(input.each ?? "")")
      #expect(result.fileCodes == (expected.isEmpty ? ["xml.no-records"] : []))
    }
  }

  /// A random path, items and selectors that a plan accepts.
  private func reading(
    _ document: ReferenceDocument, _ random: inout SeededRandom
  ) throws -> ReferenceReading {
    while true {
      let path = path(document, &random)
      let each = random.int(in: 0...2) == 0 ? steps(&random, 1...2) : nil
      let highest = path.count + (each?.count ?? 0) - 1
      let selectors = try (0..<random.int(in: 0...6)).map { _ in
        let climbs = max(random.int(in: -2...highest), 0)
        var parts = Array(repeating: "..", count: climbs) + steps(&random, 0...2)
        if random.int(in: 0...2) == 0 {
          parts.append("@" + ReferenceDocument.attributeNames[random.int(in: 0...1)])
        }
        return try XMLSelector(parts.isEmpty ? "." : parts.joined(separator: "/"))
      }
      let reading = ReferenceReading(path: path, each: each, selectors: selectors)
      let set = SelectorSet(selectors: selectors.map(text), each: each?.joined(separator: "/"))
      let records = try XMLPathStep.path(path.joined(separator: "/"))
      if (try? XMLPlan(records: records, selectors: set, file: "")) != nil { return reading }
    }
  }

  /// The path of some element, with a wildcard here and there.
  private func path(_ document: ReferenceDocument, _ random: inout SeededRandom) -> [String] {
    let elements = document.root.selfAndDescendants.filter { $0.level <= 5 }
    var path: [String] = []
    var next: ReferenceElement? = elements[random.int(in: 0...elements.count - 1)]
    while let element = next {
      path.insert(random.int(in: 0...5) == 0 ? "*" : element.name, at: 0)
      next = element.parent
    }
    return random.int(in: 0...9) == 0 ? path + ["c"] : path
  }

  private func steps(_ random: inout SeededRandom, _ count: ClosedRange<Int>) -> [String] {
    (0..<random.int(in: count)).map { _ in
      ReferenceDocument.names[random.int(in: 0...ReferenceDocument.names.count - 1)]
    }
  }

  private func text(_ selector: XMLSelector) -> String {
    let parts =
      Array(repeating: "..", count: selector.climbs) + selector.steps
      + (selector.attribute.map { ["@" + $0] } ?? [])
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }
}
