import Foundation
import Records
import Requests
import TestSupport
import Testing

@testable import Delivery

struct RequestDumperTests {
  let work: TemporaryFolder

  init() throws { work = try TemporaryFolder() }

  @Test func linesAreOneBodyEach() throws {
    try dump(["{\"a\":1}", "{\"b\":2}"], to: work.path("out"))
    #expect(
      work.names() == ["out"]
        + DumpFile.allCases.filter { $0 != .report }.map { "out/\($0.rawValue)" }.sorted())
    #expect(work.text("out/requests.jsonl") == "{\"a\":1}\n{\"b\":2}\n")
    #expect(work.text("out/rejects.jsonl") == "{\"code\":\"x\"}\n")
    let manifest = try #require(work.text("out/manifest.json"))
    #expect(manifest.hasPrefix(Manifest.signature))
    #expect(manifest.hasSuffix("\"counts\":{\"requests\":2,\"reviews\":2,\"request_bytes\":14}\n}\n"))
  }

  @Test func theManifestHasTheDigestOfEachBody() throws {
    try dump(["abc"], to: work.path("out"))
    let digest = "06b05ab6733a618578af5f94892f3950"
    #expect(
      work.text("out/manifest.json")?.contains("{\"number\":1,\"xxh128\":\"\(digest)\",\"bytes\":3") == true)
  }

  /// Requests that come in chunks, written out of order, give the files that single ones give.
  @Test(arguments: DumpLayout.allCases) func chunksGiveWhatSingleRequestsGive(layout: DumpLayout) throws {
    let chunks = try [3, 1, 0, 2].map(chunk)
    try dumped(to: "single", layout) { dumper in
      var number = 0
      for chunk in chunks {
        for entry in chunk.entries.indices {
          number += 1
          try dumper.send(chunk.request(entry, number: number))
        }
      }
    }
    try dumped(to: "chunks", layout) { dumper in
      try dumper.write(chunks[1], at: chunks[0].lines.count)
      try dumper.write(chunks[0], at: 0)
      try dumper.write(chunks[3], at: chunks[0].lines.count + chunks[1].lines.count)
      var number = 1
      for chunk in chunks {
        try dumper.send(chunk, firstNumber: number)
        number += chunk.entries.count
      }
    }
    #expect(work.names("chunks") == work.names("single"))
    for name in work.names("single") {
      #expect(work.text("chunks/" + name) == work.text("single/" + name), "\(name)")
    }
  }

  private func dumped(
    to name: String, _ layout: DumpLayout, _ send: (RequestDumper) throws -> Void
  ) throws {
    let folder = try OutputFolder(path: work.path(name), force: false)
    let dumper = try RequestDumper(folder: folder, layout: layout, manifest: testManifest)
    try send(dumper)
    try dumper.finish()
    try folder.commit()
  }

  /// Requests of one review each.
  private func chunk(_ count: Int) throws -> RequestChunk {
    let chunk = RequestChunk(capacity: 100, hasDigests: true)
    let assembler = ChunkAssembler(
      maxReviews: 1, maxBytes: 1000, shape: .flat, chunkBytes: 1 << 20, into: chunk
    ) { _ throws(Problem) in }
    let key = Array(#"{"origin":"Y","metadata":{"sku":"A/1"}}"#.utf8)
    try key.withUnsafeBufferPointer { try assembler.product($0) }
    for number in 0..<count {
      let body = Array("{\"n\":\(number)}".utf8)
      try body.withUnsafeBufferPointer { try assembler.review(id: $0, body: $0) }
    }
    try assembler.finish()
    return chunk
  }

  @Test func countsOfTheRunCloseTheManifest() throws {
    let folder = try OutputFolder(path: work.path("out"), force: false)
    let dumper = try RequestDumper(folder: folder, layout: .lines, manifest: testManifest)
    dumper.counts = [.init("duplicates", 3), .init("rejected", 0)]
    try dumper.finish()
    try folder.commit()
    #expect(work.text("out/manifest.json")?.contains(",\"duplicates\":3,\"rejected\":0}") == true)
  }

  @Test func filesAreOneBodyEachInSubfolders() throws {
    let bodies = (1...1001).map { "{\"n\":\($0)}" }
    try dump(bodies, to: work.path("out"), layout: .files)
    #expect(work.text("out/requests/0000/000001-A_1.json") == "{\"n\":1}")
    #expect(work.text("out/requests/0000/001000-A_1.json") == "{\"n\":1000}")
    #expect(work.text("out/requests/0001/001001-A_1.json") == "{\"n\":1001}")
    #expect(work.names("out/requests").count == 1003)
    let manifest = try JSONSerialization.jsonObject(with: Data((work.text("out/manifest.json") ?? "").utf8))
    let requests = (manifest as? NSDictionary)?["requests"] as? [NSDictionary]
    #expect(requests?[1000]["file"] as? String == "requests/0001/001001-A_1.json")
    #expect(work.text("out/requests.jsonl") == nil)
  }

  @Test(arguments: DumpLayout.allCases)
  func equalRequestsGiveEqualDumps(layout: DumpLayout) throws {
    for name in ["one", "two"] { try dump(["{}", "[]"], to: work.path(name), layout: layout) }
    #expect(work.names("one") == work.names("two"))
    for name in work.names("one") { #expect(work.text("one/" + name) == work.text("two/" + name)) }
  }

  @Test(arguments: [
    ("B00X4", "B00X4"), ("a/../b", "a_._b"), ("..", "."), ("a b\tc", "a_b_c"), ("é漢😀", "_"), ("", ""),
    ("A\\\"x", "A_x"), ("-._", "-._"),
    (String(repeating: "x", count: 300), String(repeating: "x", count: 80)),
  ])
  func namesAreSafe(name: String, expected: String) {
    #expect(SafeName.of(name.utf8) == expected)
  }
}
