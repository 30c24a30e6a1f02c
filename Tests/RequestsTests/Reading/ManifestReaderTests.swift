import Records
import Testing

@testable import Requests

struct ManifestReaderTests {
  static let digest = String(repeating: "0a", count: 32)
  static let checksum = String(repeating: "0b", count: 16)
  static let manifest = Manifest(
    tool: .init(name: "reviewferry", version: "0.1.0"),
    mapping: .init(name: "ma\"p\n", fileName: "é.yaml", sha256: digest),
    inputs: [
      .init(fileName: "a.csv", bytes: 7, xxh128: checksum), .init(fileName: "b\\.csv", bytes: 0, xxh128: "-"),
    ],
    settings: .init(shape: .envelope, maxReviews: 9999, maxBytes: 1000))

  /// The text of a manifest with requests of so many reviews, each of 100 bytes.
  static func text(_ reviews: [Int], manifest: Manifest = manifest, files: Bool = false) -> String {
    let output = ByteBuffer()
    var writer = ManifestWriter(into: output)
    writer.begin(manifest)
    let body = [UInt8](repeating: 0x20, count: 100)
    body.withUnsafeBufferPointer { body in
      for (index, count) in reviews.enumerated() {
        let request = Request(number: index + 1, key: body, body: body, reviewCount: count)
        writer.add(request, xxh128: checksum, file: files ? "requests/0000/\(index).json" : nil)
      }
    }
    writer.finish([.init("duplicates", 3)])
    return String(decoding: output.all, as: UTF8.self)
  }

  struct ReadEntry: Equatable {
    var number: Int
    var file: String?
    var reviews: Int
    var line: Int?
  }

  @discardableResult static func read(
    _ text: String, entries: inout [ReadEntry]
  ) throws(Problem) -> ManifestReader {
    var reader = ManifestReader(file: "manifest.json", outcome: "nothing was sent")
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      let bytes = Array(line.utf8)
      try bytes.withUnsafeBufferPointer { (bytes) throws(Problem) in
        guard let entry = try reader.line(bytes) else { return }
        let file = entry.file.map { String(decoding: $0, as: UTF8.self) }
        entries.append(
          ReadEntry(number: entry.number, file: file, reviews: entry.reviews, line: entry.place.line))
      }
    }
    try reader.finish()
    return reader
  }

  static func problem(_ text: String) -> String? {
    var entries: [ReadEntry] = []
    do throws(Problem) {
      try read(text, entries: &entries)
      return nil
    } catch {
      let place = error.position
      return "\(error.code.rawValue) \(place?.line ?? 0):\(place?.column ?? 0) "
        + error.sentence.text(showingValues: false)
    }
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    var entries: [ReadEntry] = []
    let reader = try Self.read(Self.text([2, 1, 500]), entries: &entries)
    #expect(entries.map(\.reviews) == [2, 1, 500])
    #expect(entries.map(\.line) == [11, 12, 13])
    #expect(entries.allSatisfy { $0.file == nil })
    #expect(reader.hasFiles == false)
    #expect(reader.manifest.mapping.name == "ma\"p\n")
    #expect(reader.manifest.mapping.fileName == "é.yaml")
    #expect(reader.manifest.inputs.map(\.fileName) == ["a.csv", "b\\.csv"])
    #expect(reader.manifest.inputs.map(\.bytes) == [7, 0])
    #expect(reader.manifest.settings.shape == .envelope)
    #expect(reader.manifest.settings.maxReviews == 9999)
    #expect(reader.counts.map(\.name) == ["requests", "reviews", "request_bytes", "duplicates"])
    #expect(reader.counts.map(\.value) == [3, 503, 300, 3])
  }

  @Test func emptyListsAreRead() throws {
    var manifest = Self.manifest
    manifest.inputs = []
    var entries: [ReadEntry] = []
    let reader = try Self.read(Self.text([], manifest: manifest), entries: &entries)
    #expect(reader.hasFiles == nil && entries.isEmpty && reader.manifest.inputs.isEmpty)
  }

  @Test func filesAreGiven() throws {
    var entries: [ReadEntry] = []
    let reader = try Self.read(Self.text([1, 1], files: true), entries: &entries)
    #expect(entries.map(\.file) == ["requests/0000/0.json", "requests/0000/1.json"])
    #expect(reader.hasFiles == true)
  }

  /// Versions to come may add members of any kind.
  @Test(arguments: [
    (#""reviews":2}"#, #""reviews":2,"new":[1,{"a":null}],"z":1.5}"#),
    (#"{"number":1"#, #"{"first":"x","number":1"#),
    (#""requests":["#, "\"new\":{},\n\"requests\":["),
    (#""tool":"#, "\"new\":true,\n\"tool\":"),
    (#""duplicates":3}"#, "\"duplicates\":3,\"rate\":0.5},\n\"more\":[],\n\"most\":1"),
    (#""max_bytes":1000}"#, #""max_bytes":1000,"memory":5}"#),
  ])
  func additionsArePassedOver(text: String, replacement: String) throws {
    let original = Self.text([2, 1])
    #expect(original.contains(text))
    var entries: [ReadEntry] = []
    try Self.read(original.replacing(text, with: replacement, maxReplacements: 1), entries: &entries)
    #expect(entries.map(\.reviews) == [2, 1])
  }

  static let hex = "an xxh128 of 32 hex digits"

  @Test(arguments: [
    (#"reviewferry-manifest"#, "other-manifest", "set.manifest 2:11 damaged"),
    (#""format_version":2"#, #""format_version":1"#, "set.version 2:0 the manifest is of format version 1"),
    (#""format_version":2"#, #""format_version":3"#, "set.version 2:0 the manifest is of format version 3"),
    (#""format_version":2"#, #""format_version":02"#, "set.manifest 2:51 damaged: expected ',', found '2'"),
    ("{\n", "{}\n", "set.manifest 1:2 damaged: expected the end of the line, found '}'"),
    (#""tool":{"#, #""tool":[{"#, "set.manifest 3:8 damaged: expected '{', found '['"),
    (
      #""version":"0.1.0""#, #""version":1"#,
      "set.manifest 3:41 damaged: expected a text as the member 'version'"
    ),
    (#""bytes":7"#, #""bytes":-7"#, "set.manifest 6:71 damaged"),
    (
      #""bytes":7"#, #""bytes":99999999999999999999"#,
      "set.manifest 6:25 damaged: expected a whole number, found '9'"
    ),
    (#""body":"envelope""#, #""body":"round""#, "set.manifest 9:12 damaged: expected the body shape"),
    (#""number":1"#, #""number":2"#, "set.manifest 11:1 damaged: expected the line of the next request"),
    (#""number":2"#, #""number":1"#, "set.manifest 12:1 damaged: expected the line of the next request"),
    (#""number":1"#, #""number":1,"number":1"#, "set.manifest 11:13 damaged: expected each member once"),
    (#","reviews":2}"#, "}", "set.manifest 11:"),
    (#""reviews":2}"#, #""reviews":501}"#, "set.manifest 11:1 damaged: expected 1 to 'max_reviews' reviews"),
    (#""reviews":2}"#, #""reviews":0}"#, "set.manifest 11:1 damaged: expected 1 to 'max_reviews' reviews"),
    (#""bytes":100"#, #""bytes":1001"#, "set.manifest 11:1 damaged: expected 1 to 'max_bytes' bytes"),
    (#"0b","bytes":100"#, #"0B","bytes":100"#, "set.manifest 11:1 damaged: expected \(hex)"),
    (#"0b","bytes":100"#, #"0","bytes":100"#, "set.manifest 11:1 damaged: expected \(hex)"),
    (
      #"{"number":1,"#, #"{"number":1,"file":"x","#,
      "set.manifest 12:1 damaged: expected a file for each request"
    ),
    ("},\n{\"number\":2", "}\n{\"number\":2", "set.manifest 12:1 damaged: expected '],', found '{'"),
    ("\"reviews\":1}\n", "\"reviews\":1},\n", "set.manifest 13:1 damaged: expected '{', found ']'"),
    ("\"requests\":[\n", "\"requests\":[],\n", "set.manifest 10:13 damaged: expected the end of the line"),
    (#"{"requests":2"#, #"{"requests":3"#, "set.manifest 15:0 the manifest counts 3 'requests'"),
    (#","reviews":3"#, #","reviews":4"#, "set.manifest 15:0 the manifest counts 4 'reviews'"),
    (#""request_bytes":200"#, #""x":200"#, "set.manifest 15:0 the manifest has no count of 'request_bytes'"),
    ("3}\n}\n", "3}\n", "set.manifest 15:0 the manifest ends here"),
    ("3}\n}\n", "3}\n}\n}\n", "set.manifest 16:1 damaged: expected nothing behind the manifest"),
    (
      "3}\n}\n", "3}\n}\n\n", "set.manifest 16:1 damaged: expected nothing behind the manifest, found the end"
    ),
  ])
  func eachFaultIsNamed(text: String, replacement: String, expected: String) throws {
    let original = Self.text([2, 1])
    #expect(original.contains(text), "\(text)")
    let changed = original.replacing(text, with: replacement, maxReplacements: 1)
    let problem = try #require(Self.problem(changed))
    let words = expected.replacing(" damaged", with: " the manifest is damaged", maxReplacements: 1)
    #expect(problem.hasPrefix(words), "\(problem)")
    #expect(problem.hasSuffix("; nothing was sent"))
  }
}
