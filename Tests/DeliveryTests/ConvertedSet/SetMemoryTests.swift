import Foundation
import Glibc
import Records
import Requests
import TestSupport
import Testing

@testable import Delivery

struct SetMemoryTests {
  private static let requests = 100_000

  /// Resident bytes of this process; nil where the system does not tell.
  private static func residentBytes() -> Int? {
    let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    let pages = text?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return pages.map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
  }

  private static func write(to path: String) throws {
    let manifest = Manifest(
      tool: .init(name: "reviewferry", version: "0.1.0"),
      mapping: .init(name: "m", fileName: "m", sha256: ""),
      inputs: [], settings: .init(shape: .flat, maxReviews: 50, maxBytes: 1 << 20))
    let folder = try OutputFolder(path: path, force: false)
    let dumper = try RequestDumper(folder: folder, layout: .lines, manifest: manifest)
    // More than the bound in all, so that keeping the bodies would show.
    let end = Array(
      #","raw_reviews":[{"external_id":"1","score":5,"text":"\#(String(repeating: "x", count: 500))"}]}"#.utf8
    )
    for number in 1...requests {
      let key = Array(#"{"origin":"Y","metadata":{"sku":"\#(number)"}}"#.utf8)
      let start = Array(#"{"product_identification":"#.utf8)
      let body = start + key + end
      try key.withUnsafeBufferPointer { key in
        try body.withUnsafeBufferPointer { body in
          try dumper.send(Request(number: number, key: key, body: body, reviewCount: 1))
        }
      }
    }
    try dumper.finish()
    try folder.commit()
  }

  /// Other tests of the process use memory too: one quiet pass of several is enough.
  @Test(.enabled(if: residentBytes() != nil, "the system does not tell the memory of a process"))
  func memoryDoesNotGrowWithTheSet() throws {
    let work = SetFolder()
    try Self.write(to: work.path("set"))
    var least = Int.max
    for _ in 1...3 where least >= 32 << 20 {
      let before = Self.residentBytes() ?? 0
      var most = before
      let set = try ConvertedSet(path: work.path("set"))
      try set.verify { number in if number % 1000 == 0 { most = max(most, Self.residentBytes() ?? 0) } }
      #expect(set.requestCount == Self.requests)
      least = min(least, most - before)
    }
    #expect(least < 32 << 20)
  }
}
