import Foundation
import Records
import TestSupport
import Testing

@testable import Readers

/// Random files against a plain reference, and however they are cut.
@Suite struct JSONRandomTests {
  static let selectors = [
    "a", "b.a", "a.0", "b.0.a", "c.b.a", "a.b", "/e.f", "/", "é", "/x\"y", "a.1.b", ".",
  ]

  private struct File {
    var text = ""
    var records = ""
    var rows: [[String]] = []
  }

  @Test(arguments: 0..<20)
  func `random files are read as the reference reads them`(_ group: Int) throws {
    for seed in 0..<100 {
      var random = SeededRandom(seed: UInt64(group * 100 + seed))
      let file = Self.file(&random)
      for chunks in [ChunkSizes.whole, .single, .random(seed: UInt64(seed))] {
        let reading = try readJSON(file.text, records: file.records, select: Self.selectors, chunks: chunks)
        #expect(reading.unreadable == [] && reading.fileProblems == [], "seed \(seed): \(file.text)")
        let isSame = reading.rows == file.rows
        #expect(isSame, "seed \(seed): \(file.text)\n\(Self.difference(reading.rows, file.rows))")
        guard isSame else { return }
      }
    }
  }

  @Test(arguments: 0..<10)
  func `random damage is judged by the walk as by the byte-by-byte check`(_ group: Int) throws {
    let extractor = ValueExtractor(RecordWalk.Policy(maxDepth: 64, replacesSurrogates: true))
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: 1)
    defer { slots.deallocate() }
    let tree = SelectorTree([(["a", "b"], 0)])
    for seed in 0..<300 {
      var random = SeededRandom(seed: UInt64(7_000 + group * 300 + seed))
      var bytes = Array(GeneratedJSON.value(&random, depth: 4, lines: false).text.utf8)
      Self.damage(&bytes, &random)
      guard !bytes.isEmpty, String(validating: bytes, as: UTF8.self) != nil else { continue }
      let buffer = ByteBuffer(capacity: bytes.count + 64)
      buffer.append(bytes)
      let text = ValueExtractor.Text(bytes: buffer, offset: 0, length: bytes.count)
      let failure = withExtendedLifetime((tree, buffer)) {
        extractor.index(text) ?? extractor.walk(text, ValueExtractor.Goal(table: tree.table), slots)
      }
      let finding = JSONDiagnosis.run(buffer.base, bytes.count, maxDepth: 64)
      #expect((failure == nil) == (finding == nil), "\(String(decoding: bytes, as: UTF8.self))")
      if finding == nil { Self.checkFoundationAgrees(bytes) }
    }
  }

  @Test(arguments: 0..<10)
  func `damaged files give the same records and problems however they are cut`(_ group: Int) throws {
    for seed in 0..<60 {
      var random = SeededRandom(seed: UInt64(90_000 + group * 60 + seed))
      let file = Self.file(&random)
      var bytes = Array(file.text.utf8)
      for _ in 0..<random.int(in: 1...3) { Self.damage(&bytes, &random) }
      if random.int(in: 0...4) == 0, !bytes.isEmpty { bytes[random.int(in: 0...bytes.count - 1)] = 0xFF }
      if random.int(in: 0...4) == 0 { bytes.removeLast(bytes.count / 3) }
      let options = ["max_record_bytes": OptionValue.integer(random.int(in: 0...3) == 0 ? 100 : 4096)]
      let readings = try [ChunkSizes.whole, .single, .random(seed: 1), .random(seed: 2)].map { chunks in
        try readJSON(
          ChunkedByteSource(bytes, chunks: chunks), records: file.records,
          select: Self.selectors + (file.records.isEmpty ? [] : ["../n", "../y", "../z"]), options: options)
      }
      for reading in readings.dropFirst() {
        let isSame = reading == readings[0]
        #expect(
          isSame, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))\n\(reading)\nand\n\(readings[0])")
        guard isSame else { return }
      }
      #expect(readings[0].recordCount == readings[0].rows.count + readings[0].unreadable.count)
    }
  }

  /// Foundation has limits of its own for numbers; what it reads must be right, what it refuses must be a number.
  private static func checkFoundationAgrees(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard !text.contains(where: { "0123456789".contains($0) }) else { return }
    #expect(throws: Never.self) {
      try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
    }
  }

  /// Changes, drops or adds a few bytes.
  private static func damage(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    let alphabet = Array("{}[]\",:\\u0 1e.-tn\n".utf8)
    for _ in 0..<random.int(in: 0...2) where !bytes.isEmpty {
      let at = random.int(in: 0...bytes.count - 1)
      switch random.int(in: 0...2) {
      case 0: bytes[at] = alphabet[random.int(in: 0...alphabet.count - 1)]
      case 1: bytes.remove(at: at)
      default: bytes.insert(alphabet[random.int(in: 0...alphabet.count - 1)], at: at)
      }
    }
  }

  private static func difference(_ found: [[String]], _ wanted: [[String]]) -> String {
    for (row, pair) in zip(found, wanted).enumerated() where pair.0 != pair.1 {
      for (selector, values) in zip(selectors, zip(pair.0, pair.1)) where values.0 != values.1 {
        return "row \(row), \(selector): found \(values.0), wanted \(values.1)"
      }
    }
    return "found \(found.count) rows, wanted \(wanted.count)"
  }

  private static func file(_ random: inout SeededRandom) -> File {
    let shape = random.int(in: 0...4)
    let values = (0..<random.int(in: 1...8)).map { _ in
      random.int(in: 0...9) == 0 && shape > 1
        ? GeneratedJSON.value(&random, depth: 3, lines: shape == 0)
        : GeneratedJSON.object(&random, depth: 3, lines: shape == 0)
    }
    var file = File()
    file.rows = values.map { value in selectors.map { value.select(steps($0)).shown } }
    let texts = values.map(\.text)
    switch shape {
    case 0: file.text = texts.joined(separator: "\n") + (random.int(in: 0...1) == 0 ? "\n" : "")
    case 1:
      // Behind a first value on one line, a newline would make the file look like lines.
      file.text = texts.joined(separator: GeneratedJSON.space(&random, !texts[0].contains("\n")))
    case 2: file.text = array(texts, &random)
    case 3:
      file.records = "/d/Results"
      file.text = wrapped(array(texts, &random), &random)
    default:
      file.records = "/d/Results/*/v/*"
      let halves = [texts.prefix(texts.count / 2), texts.dropFirst(texts.count / 2)]
      let pages = halves.map { "{\"n\":[{}],\"v\":\(array(Array($0), &random))}" }
      file.text = wrapped(array(pages, &random), &random)
    }
    return file
  }

  private static func wrapped(_ array: String, _ random: inout SeededRandom) -> String {
    let before = GeneratedJSON.value(&random, depth: 3, lines: false).text
    let after = GeneratedJSON.value(&random, depth: 3, lines: false).text
    let space = GeneratedJSON.space(&random, false)
    return
      "\(space){\"x\":\(before),\(space)\"d\":{\"y\":\(after)\(space),\"Results\":\(array)},\"z\":\(after)}\(space)"
  }

  private static func array(_ texts: [String], _ random: inout SeededRandom) -> String {
    let spaced = texts.map { GeneratedJSON.space(&random, false) + $0 + GeneratedJSON.space(&random, false) }
    return "[" + spaced.joined(separator: ",") + "]"
  }

  private static func steps(_ selector: String) -> ArraySlice<String> {
    ((try? JSONSelector(selector).steps) ?? [])[...]
  }
}
