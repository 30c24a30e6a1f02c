import Foundation
import Glibc
import Records
import Requests
import TestSupport
import Testing

@testable import Delivery

/// A set that something has happened to, and the problem that it must give.
struct DamagedSet: Sendable, CustomTestStringConvertible {
  var name: String
  var layout: DumpLayout
  var expected: String
  var damage: @Sendable (SetFolder) throws -> Void

  init(
    _ name: String, _ layout: DumpLayout, _ expected: String,
    _ damage: @escaping @Sendable (SetFolder) throws -> Void
  ) {
    self.name = name
    self.layout = layout
    self.expected = expected
    self.damage = damage
  }

  var testDescription: String { name }
}

private let lines = "set/requests.jsonl"
private let manifest = "set/manifest.json"
private let first = "set/requests/0000/000001-A_1.json"
private let second = "set/requests/0000/000002-A_1.json"
private let third = "set/requests/0000/000003-B.json"

/// Writes the digest and the bytes of a changed body into the manifest, as a forger would.
private func forge(_ folder: SetFolder, _ number: Int, _ body: [UInt8]) throws {
  var rows = folder.text(manifest).components(separatedBy: "\n")
  guard let row = rows.firstIndex(where: { $0.hasPrefix("{\"number\":\(number),") }) else { return }
  let digest = body.withUnsafeBufferPointer { Checksum.hex($0) }
  rows[row] = rows[row]
    .replacing(
      try Regex("\"xxh128\":\"[0-9a-f]*\",\"bytes\":[0-9]*"),
      with: "\"xxh128\":\"\(digest)\",\"bytes\":\(body.count)")
  try folder.write(manifest, rows.joined(separator: "\n"))
}

struct DamagedSetTests {
  let work = SetFolder()

  static let sets = [
    DamagedSet("no folder", .lines, "set.missing 'SET/set' is not there; nothing was sent") {
      try $0.remove("set")
    },
    DamagedSet("a file", .lines, "set.path 'SET/set' is not a folder of its own; nothing was sent") {
      try $0.remove("set")
      try $0.write("set", "x")
    },
    DamagedSet(
      "no manifest", .lines,
      "set.missing 'SET/set' is no converted set: it has no 'manifest.json'; nothing was sent"
    ) { try $0.remove(manifest) },
    DamagedSet(
      "manifest is a link", .lines,
      "set.path 'SET/set/manifest.json' is a symbolic link, which is not followed; nothing was sent"
    ) {
      try $0.move(manifest, to: "m")
      try $0.link(manifest, to: "../m")
    },
    DamagedSet(
      "manifest is a folder", .lines,
      "set.path 'SET/set/manifest.json' is not an ordinary file; nothing was sent"
    ) {
      try $0.remove(manifest)
      try $0.makeFolder(manifest)
    },
    DamagedSet(
      "manifest is a pipe", .lines,
      "set.path 'SET/set/manifest.json' is not an ordinary file; nothing was sent"
    ) {
      try $0.remove(manifest)
      mkfifo($0.path(manifest), 0o600)
    },
    DamagedSet(
      "manifest is empty", .lines,
      "set.manifest SET/set/manifest.json:1 the manifest ends here, before its last line; the set was not "
        + "written or "
        + "copied to its end; nothing was sent"
    ) { try $0.write(manifest, "") },
    DamagedSet(
      "manifest is cut", .lines,
      "set.manifest SET/set/manifest.json:12 the manifest ends here, before its last line; the set was not "
        + "written or "
        + "copied to its end; nothing was sent"
    ) {
      let text = $0.text(manifest)
      try $0.write(manifest, String(text.prefix(text.count - 150)))
    },
    DamagedSet(
      "other JSON", .lines,
      "set.manifest SET/set/manifest.json:1:2 the manifest is damaged: expected the end of the line, found "
        + "'\"'; "
        + "nothing was sent"
    ) { try $0.write(manifest, "{\"a\":1}\n") },
    DamagedSet(
      "newer version", .lines,
      "set.version SET/set/manifest.json:2 the manifest is of format version 3, but this reviewferry reads "
        + "version 2; "
        + "nothing was sent"
    ) { try $0.replace("version\":2", by: "version\":3", in: manifest) },
    DamagedSet(
      "a request's line is missing", .lines,
      "set.manifest SET/set/manifest.json:11:1 the manifest is damaged: expected the line of the next "
        + "request, without "
        + "a gap, found '{'; nothing was sent"
    ) {
      var rows = $0.text(manifest).components(separatedBy: "\n")
      rows.remove(at: 10)
      try $0.write(manifest, rows.joined(separator: "\n"))
    },
    DamagedSet(
      "a very long line", .lines,
      "set.manifest SET/set/manifest.json:3 the manifest has a line of more than 1048576 bytes, which we do "
        + "not write; "
        + "nothing was sent"
    ) { try $0.replace("0.1.0", by: String(repeating: "1", count: 1 << 21), in: manifest) },
    DamagedSet(
      "a body that convert would not write", .lines,
      "set.too-large SET/set/manifest.json:10 request 1 has 16777217 bytes, but at most 16777216 can be "
        + "sent; nothing was "
        + "sent"
    ) {
      try $0.replace("max_bytes\":1048576", by: "max_bytes\":99999999", in: manifest)
      try $0.replace("bytes\":179", by: "bytes\":16777217", in: manifest)
    },
    DamagedSet(
      "wrong sum", .lines,
      "set.manifest SET/set/manifest.json:15 the manifest counts 5 'reviews' at its end, but its lines have "
        + "4; nothing "
        + "was sent"
    ) { try $0.replace(":3,\"reviews\":4", by: ":3,\"reviews\":5", in: manifest) },
    DamagedSet(
      "no requests.jsonl", .lines, "set.missing 'SET/set/requests.jsonl' is not there; nothing was sent"
    ) { try $0.remove(lines) },
    DamagedSet(
      "one byte differs", .lines,
      "set.digest SET/set/requests.jsonl:1 the body of request 1 is not the one that was converted: its "
        + "XXH128 differs "
        + "from the manifest's; nothing was sent"
    ) { try $0.replace("fine", by: "fire", in: lines) },
    DamagedSet(
      "digest differs", .lines,
      "set.digest SET/set/requests.jsonl:2 the body of request 2 is not the one that was converted: its "
        + "XXH128 differs "
        + "from the manifest's; nothing was sent"
    ) {
      var rows = $0.text(manifest).components(separatedBy: "\n")
      rows[10] = rows[10].replacing(
        try Regex("\"xxh128\":\"."), with: "\"xxh128\":\"" + (rows[10].contains("128\":\"0") ? "1" : "0"))
      try $0.write(manifest, rows.joined(separator: "\n"))
    },
    DamagedSet(
      "a shorter line", .lines,
      "set.size SET/set/requests.jsonl:1 the body of request 1 has 178 bytes, but the manifest has 179 "
        + "bytes; nothing "
        + "was sent"
    ) { try $0.replace("fine", by: "fin", in: lines) },
    DamagedSet(
      "a longer line", .lines,
      "set.size SET/set/requests.jsonl:1 the body of request 1 is longer, but the manifest has 179 "
        + "bytes; nothing "
        + "was sent"
    ) { try $0.replace("fine", by: "finer", in: lines) },
    DamagedSet(
      "cut in a line", .lines,
      "set.size SET/set/requests.jsonl:3 the body of request 3 is cut off after 26 bytes or has no line "
        + "break, but the "
        + "manifest has 131 bytes; nothing was sent"
    ) { try $0.write(lines, $0.bytes(lines).dropLast(106)) },
    DamagedSet(
      "no last line break", .lines,
      "set.size SET/set/requests.jsonl:3 the body of request 3 is cut off after 131 bytes or has no line "
        + "break, but the "
        + "manifest has 131 bytes; nothing was sent"
    ) { try $0.write(lines, $0.bytes(lines).dropLast(1)) },
    DamagedSet(
      "lines are missing", .lines,
      "set.missing SET/set/requests.jsonl:2 the file ends before request 2: 2 of 3 requests are missing; "
        + "nothing was "
        + "sent"
    ) { try $0.write(lines, $0.text(lines).components(separatedBy: "\n")[0] + "\n") },
    DamagedSet(
      "an extra line", .lines,
      "set.extra SET/set/requests.jsonl:4 the file goes on behind the 3 requests of the manifest; nothing "
        + "was sent"
    ) { try $0.write(lines, $0.text(lines) + "{}\n") },
    DamagedSet(
      "an empty line more", .lines,
      "set.extra SET/set/requests.jsonl:4 the file goes on behind the 3 requests of the manifest; nothing "
        + "was sent"
    ) { try $0.write(lines, $0.text(lines) + "\n") },
    DamagedSet(
      "lines are exchanged", .lines,
      "set.size SET/set/requests.jsonl:1 the body of request 1 has 132 bytes, but the manifest has 179 "
        + "bytes; nothing was "
        + "sent"
    ) {
      let rows = $0.text(lines).components(separatedBy: "\n")
      try $0.write(lines, [rows[1], rows[0], rows[2], ""].joined(separator: "\n"))
    },
    DamagedSet(
      "both layouts", .lines,
      "set.extra 'SET/set/requests' is there, but the manifest does not name it; nothing was sent"
    ) { try $0.makeFolder("set/requests") },
    DamagedSet(
      "forged body", .lines,
      "request.body SET/set/requests.jsonl:1:1 byte 0 of the body is not as reviewferry writes it: expected "
        + "'{\"product_identification\":', found '['; nothing was sent"
    ) {
      let rows = $0.text(lines).components(separatedBy: "\n")
      let body = "[" + rows[0].dropFirst()
      try $0.write(lines, ([body] + rows[1...]).joined(separator: "\n"))
      try forge($0, 1, Array(body.utf8))
    },
    DamagedSet(
      "forged shape", .lines,
      "set.shape SET/set/requests.jsonl:1 the body of request 1 has the shape 'flat', but the manifest says "
        + "'envelope'; "
        + "nothing was sent"
    ) { try $0.replace("\"flat\"", by: "\"envelope\"", in: manifest) },
    DamagedSet(
      "forged reviews", .lines,
      "set.reviews SET/set/requests.jsonl:2 the body of request 2 has 1 reviews, but the manifest says 2; "
        + "nothing was "
        + "sent"
    ) {
      var rows = $0.text(manifest).components(separatedBy: "\n")
      rows[10] = rows[10].replacing("\"reviews\":1", with: "\"reviews\":2")
      try $0.write(manifest, rows.joined(separator: "\n"))
      try $0.replace(":3,\"reviews\":4", by: ":3,\"reviews\":5", in: manifest)
    },
    DamagedSet(
      "a file is missing", .files,
      "set.missing SET/set/manifest.json:11 the body of request 2, 'SET/set/requests/0000/000002-A_1.json', "
        + "is not there; "
        + "nothing was sent"
    ) { try $0.remove(second) },
    DamagedSet(
      "the subfolder is missing", .files,
      "set.missing SET/set/manifest.json:10 the body of request 1, 'SET/set/requests/0000', is not there; "
        + "nothing was "
        + "sent"
    ) { try $0.remove("set/requests/0000") },
    DamagedSet(
      "a file is a link", .files,
      "set.path SET/set/manifest.json:10 the body of request 1, 'SET/set/requests/0000/000001-A_1.json', is "
        + "a symbolic "
        + "link, which is not followed; nothing was sent"
    ) {
      try $0.move(first, to: "x")
      try $0.link(first, to: "../../../x")
    },
    DamagedSet(
      "the subfolder is a link", .files,
      "set.path SET/set/manifest.json:10 the body of request 1, 'SET/set/requests/0000', is not a folder of "
        + "its own; "
        + "nothing was sent"
    ) {
      try $0.move("set/requests/0000", to: "x")
      try $0.link("set/requests/0000", to: "../../x")
    },
    DamagedSet(
      "the folder is a link", .files,
      "set.path SET/set/manifest.json:10 the body of request 1, 'SET/set/requests', is not a folder of its "
        + "own; nothing "
        + "was sent"
    ) {
      try $0.move("set/requests", to: "x")
      try $0.link("set/requests", to: "../x")
    },
    DamagedSet(
      "a path that climbs", .files,
      "set.path SET/set/manifest.json:10 the manifest gives 'requests/0000/../../../x.json' as the file of "
        + "request 1, "
        + "which is no place where convert writes it; nothing was sent"
    ) {
      try $0.move(first, to: "x.json")
      try $0.replace("requests/0000/000001-A_1.json", by: "requests/0000/../../../x.json", in: manifest)
    },
    DamagedSet(
      "an absolute path", .files,
      "set.path SET/set/manifest.json:10 the manifest gives '/etc/passwd' as the file of request 1, which "
        + "is no place "
        + "where convert writes it; nothing was sent"
    ) { try $0.replace("requests/0000/000001-A_1.json", by: "/etc/passwd", in: manifest) },
    DamagedSet(
      "a shorter file", .files,
      "set.size SET/set/requests/0000/000003-B.json the body of request 3 has 130 bytes, but the manifest "
        + "has 131 bytes; "
        + "nothing was sent"
    ) { try $0.write(third, $0.bytes(third).dropLast()) },
    DamagedSet(
      "a longer file", .files,
      "set.size SET/set/requests/0000/000003-B.json the body of request 3 is longer, but the manifest "
        + "has 131 bytes; "
        + "nothing was sent"
    ) { try $0.write(third, $0.text(third) + "\n") },
    DamagedSet(
      "a file differs", .files,
      "set.digest SET/set/requests/0000/000001-A_1.json the body of request 1 is not the one that was "
        + "converted: its "
        + "XXH128 differs from the manifest's; nothing was sent"
    ) { try $0.replace("fine", by: "fire", in: first) },
    DamagedSet(
      "an extra file", .files,
      "set.extra 'SET/set/requests/0000/notes.txt' is there, but the manifest does not name it; nothing was "
        + "sent"
    ) { try $0.write("set/requests/0000/notes.txt", "") },
    DamagedSet(
      "an extra folder", .files,
      "set.extra 'SET/set/requests/0001' is there, but the manifest does not name it; nothing was sent"
    ) { try $0.makeFolder("set/requests/0001") },
    DamagedSet(
      "lines beside files", .files,
      "set.extra 'SET/set/requests.jsonl' is there, but the manifest does not name it; nothing was sent"
    ) { try $0.write(lines, "") },
    DamagedSet(
      "a file of another product", .files,
      "set.product SET/set/requests/0000/000003-C.json the body of request 3 is of another product than its "
        + "file name "
        + "says: convert would have called it '000003-B.json'; nothing was sent"
    ) {
      try $0.move(third, to: "set/requests/0000/000003-C.json")
      try $0.replace("000003-B", by: "000003-C", in: manifest)
    },
  ]

  @Test(arguments: sets)
  func eachIsRefusedWithItsReason(damaged: DamagedSet) throws {
    try convert(ConvertedSetTests.reviews, to: work.path("set"), layout: damaged.layout)
    try damaged.damage(work)
    // By one thread and by two.
    for count in [Int.max, 0] {
      let problem = try #require(throws: Problem.self) {
        try ConvertedSet(path: work.path("set")).verify(halvesFrom: count)
      }
      #expect(line(of: problem, in: work.path) == damaged.expected)
    }
  }

  /// A changed set is refused, or it is one whose bodies are as they were.
  @Test(arguments: DumpLayout.allCases, ["manifest.json", "body"])
  func changedSetsAreRefusedOrGiveTheSameBodies(layout: DumpLayout, file: String) throws {
    try convert(ConvertedSetTests.reviews, to: work.path("set"), layout: layout, shape: .envelope)
    let bodies = try ConvertedSet.bodies(work.path("set"))
    let name = file == "body" ? (layout == .lines ? lines : first) : manifest
    let original = work.bytes(name)
    var random = SeededRandom(seed: layout == .lines ? 11 : 12)
    for _ in 0..<(file == "body" ? 300 : 700) {
      let changed = Self.mutate(original, &random)
      try work.write(name, changed)
      let found = try? ConvertedSet.bodies(work.path("set"))
      if file == "body" { #expect(found == nil || changed == original) }
      if let found { #expect(found == bodies) }
    }
  }

  private static func mutate(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var result = bytes
    let place = random.int(in: 0...bytes.count - 1)
    let end = min(bytes.count, place + random.int(in: 1...60))
    switch random.int(in: 0...5) {
    case 0: result[place] ^= 1 << UInt8(random.int(in: 0...7))
    case 1: result.remove(at: place)
    case 2: result.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
    case 3: result.insert(contentsOf: bytes[place..<end], at: random.int(in: 0...bytes.count))
    case 4: result.removeSubrange(place..<end)
    default: result.removeSubrange(place...)
    }
    return result
  }
}
