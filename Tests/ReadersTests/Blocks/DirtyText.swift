import TestSupport

/// Makes texts that are hardly CSV or JSON Lines any more.
struct DirtyText {
  private var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  /// Records of two fields, most of them with something wrong.
  mutating func csv() -> [UInt8] {
    var bytes = Array("id,text\n".utf8)
    // Some files have much of one kind of dirt.
    let favourite = random.int(in: 0...Self.csvPieces.count - 1)
    for _ in 0..<random.int(in: 0...120) {
      let piece = random.int(in: 0...3) == 0 ? favourite : random.int(in: 0...Self.csvPieces.count - 1)
      bytes += Self.csvPieces[piece]
    }
    return bytes
  }

  mutating func jsonLines() -> [UInt8] {
    var bytes = Array("{\"a\":0}\n".utf8)
    for _ in 0..<random.int(in: 0...40) {
      bytes += Self.jsonPieces[random.int(in: 0...Self.jsonPieces.count - 1)]
      if random.int(in: 0...2) > 0 { bytes.append(0x0A) }
    }
    return bytes
  }

  private static let csvPieces: [[UInt8]] =
    [
      "1,x\n", "2,\"quoted\"\n", "3,\"two\nlines\"\r\n", "4,\"a \"\"word\"\"\"\n", "5,8\" pipe\n", "\"",
      "\"\"",
      ",", "\n", "\r\n", "\r", "# comment \"\n", "6\n", "7,a,b,c\n", "8,\"open\n", "9,\"stray\" text\n",
      ",\"\"\n", "\\\"", "é", "x x x x x x x x x x x x x x x x x x x x x x", "NULL", "10,\"\n\n\n\"\n", " \"",
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xEF, 0xBB, 0xBF]]

  private static let jsonPieces: [[UInt8]] =
    [
      "{\"a\":1}", "{\"a\":\"é \\u00e9 \\n\"}", "  {\"a\":[1,2]}  \r", "{\"a\":", "[1]", "null", "", " \t",
      "{\"a\":{\"b\":1},\"a\":2}", "{\"a\":\"\\ud800\"}", "{} {}", "\"", "}", "{\"a\":\"\u{1}\"}",
      "{\"a\":\"" + String(repeating: "long ", count: 14) + "\"}", "{\"b\":1,\"a\":true}", "'a'",
    ].map { Array($0.utf8) } + [
      Array("{\"a\":\"".utf8) + [0xFF] + Array("\"}".utf8),
      Array("{\"a\":1,\"".utf8) + [0xC3] + Array("\":1}".utf8),
    ]
}
