import Foundation
import Records
import Testing

@testable import Requests

struct ManifestWriterTests {
  static let manifest = Manifest(
    tool: .init(name: "reviewferry", version: "0.1.0"),
    mapping: .init(name: "shop", fileName: "shop \"x\".yaml", sha256: "aa"),
    inputs: [
      .init(fileName: "a.csv", bytes: 10, xxh128: "bb"), .init(fileName: "b.csv.gz", bytes: 20, xxh128: "cc"),
    ],
    settings: .init(shape: .envelope, maxReviews: 50, maxBytes: 1_048_576))

  func written(_ manifest: Manifest, requests: [(file: String?, body: String, reviews: Int)]) -> String {
    let output = ByteBuffer()
    var writer = ManifestWriter(into: output)
    writer.begin(manifest)
    for (index, request) in requests.enumerated() {
      withBytes(request.body) { body in
        let request = Request(number: index + 1, key: body, body: body, reviewCount: request.reviews)
        writer.add(request, xxh128: Checksum.hex(body), file: requests[index].file)
      }
    }
    writer.finish([Manifest.Count("duplicates", 4)])
    return String(decoding: output.all, as: UTF8.self)
  }

  @Test func theFormIsFixed() {
    let text = written(Self.manifest, requests: [(nil, "{}", 2), ("requests/0000/000002-x.json", "abc", 1)])
    #expect(
      text == #"""
        {
        "format":"reviewferry-manifest","format_version":2,
        "tool":{"name":"reviewferry","version":"0.1.0"},
        "mapping":{"name":"shop","file":"shop \"x\".yaml","sha256":"aa"},
        "inputs":[
        {"file":"a.csv","bytes":10,"xxh128":"bb"},
        {"file":"b.csv.gz","bytes":20,"xxh128":"cc"}
        ],
        "settings":{"body":"envelope","max_reviews":50,"max_bytes":1048576},
        "requests":[
        {"number":1,"xxh128":"dc7048f8f8747f561349cde127705c16","bytes":2,"reviews":2},
        {"number":2,"file":"requests/0000/000002-x.json","xxh128":"06b05ab6733a618578af5f94892f3950","bytes":3,"reviews":1}
        ],
        "counts":{"requests":2,"reviews":3,"request_bytes":5,"duplicates":4}
        }

        """#)
    #expect(text.hasPrefix(Manifest.signature))
  }

  @Test func aManifestIsJSONAlsoWithoutRequests() throws {
    var manifest = Self.manifest
    manifest.inputs = []
    let read = try #require(try parsed(written(manifest, requests: []).utf8))
    #expect((read["requests"] as? NSArray)?.count == 0)
    #expect((read["inputs"] as? NSArray)?.count == 0)
    #expect((read["mapping"] as? NSDictionary)?["file"] as? String == "shop \"x\".yaml")
  }
}
