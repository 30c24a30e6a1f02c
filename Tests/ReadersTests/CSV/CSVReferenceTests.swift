import Records
import TestSupport
import Testing

@testable import Readers

/// Random files in random dialects: the reader must agree with a parser that is slow and obvious.
@Suite("CSV against a reference parser")
struct CSVReferenceTests {
  static let filesPerSeed = 100

  @Test("finds the same records in 2,000 random files", arguments: 0..<20)
  func agreesWithReference(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    for _ in 0..<Self.filesPerSeed {
      let options = Self.options(&random)
      let bytes = random.int(in: 0...1) == 0 ? Self.chaos(&random, options) : Self.file(&random, options)
      try compare(bytes, options)
    }
  }

  private func compare(_ bytes: [UInt8], _ options: [String: OptionValue]) throws {
    let dialect = try CSVDialect(SourceOptions(format: "csv", values: options))
    let expected = ReferenceCSV(dialect: dialect, bytes: bytes).records()
    let found = try readCSVEveryWay(bytes, (1...6).map { "#\($0)" }, options).records
    let comment: Comment = "\(Quotation.escape(String(decoding: bytes, as: UTF8.self))) with \(options)"
    try #require(found.count == expected.count, comment)
    for (index, (record, reference)) in zip(found, expected).enumerated() {
      #expect(record.record == index + 1, comment)
      #expect(record.line == reference.line && record.byte == reference.start, comment)
      #expect(record.raw == String(decoding: bytes[reference.start..<reference.end], as: UTF8.self), comment)
      switch reference.fault {
      case .strayQuote?: #expect(record.code == "csv.stray-quote", comment)
      case .unclosedQuote?: #expect(record.code == "csv.unclosed-quote", comment)
      case nil: #expect(record.values == Self.values(reference), comment)
      }
    }
  }

  private static func values(_ record: ReferenceCSV.Record) -> [CSVValue] {
    (0..<6).map { column in
      column < record.fields.count ? .text(String(decoding: record.fields[column], as: UTF8.self)) : .missing
    }
  }

  private static func options(_ random: inout SeededRandom) -> [String: OptionValue] {
    let delimiters: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), 9, UInt8(ascii: "|"), UInt8(ascii: " ")]
    let quotes: [UInt8?] = [UInt8(ascii: "\""), UInt8(ascii: "\""), UInt8(ascii: "'"), nil]
    return [
      "header": .flag(false), "ragged": .text("allow"),
      "delimiter": .byte(delimiters[random.int(in: 0...4)]), "quote": .byte(quotes[random.int(in: 0...3)]),
      "escape": .text(["doubled", "doubled", "backslash", "none"][random.int(in: 0...3)]),
      "comment": .byte(random.int(in: 0...3) == 0 ? UInt8(ascii: "#") : nil),
      "trim_cells": .flag(random.int(in: 0...3) == 0),
      "skip_lines": .integer(random.int(in: 0...7) == 0 ? 2 : 0),
    ]
  }

  /// Bytes that mean something, in any order: mostly broken files.
  private static func chaos(_ random: inout SeededRandom, _ options: [String: OptionValue]) -> [UInt8] {
    let pieces = [
      "a", "bc", "é", "\"", "\"", "'", ",", ";", "\t", "|", " ", "\\", "\n", "\r", "\r\n", "#", "\0",
    ]
    return (0..<random.int(in: 0...80)).flatMap { _ in
      Array(pieces[random.int(in: 0...(pieces.count - 1))].utf8)
    }
  }

  /// Fields as an exporter would write them: mostly sound files.
  private static func file(_ random: inout SeededRandom, _ options: [String: OptionValue]) -> [UInt8] {
    let source = SourceOptions(format: "csv", values: options)
    let delimiter = (source.byte("delimiter") ?? nil) ?? 0
    let breaks = ["\n", "\r\n", "\r"].map { Array($0.utf8) }
    var bytes: [UInt8] = []
    for _ in 0..<random.int(in: 0...12) {
      for column in 0..<random.int(in: 1...5) {
        if column > 0 { bytes.append(delimiter) }
        bytes += field(&random, quote: source.byte("quote") ?? nil)
      }
      bytes += breaks[random.int(in: 0...2)]
    }
    if random.int(in: 0...2) == 0, !bytes.isEmpty { bytes.removeLast() }
    return bytes
  }

  private static func field(_ random: inout SeededRandom, quote: UInt8?) -> [UInt8] {
    let words = [
      "", "5", "good", "a longer text of a review", "Größe", "\u{1F600}", " x ", "tab", "\\n", "a\\,b",
    ]
    let word = Array(words[random.int(in: 0...(words.count - 1))].utf8)
    guard let quote, random.int(in: 0...1) == 0 else { return word }
    let inner: [[UInt8]] = [[], [quote, quote], [10], [13, 10], [13], [44, 59], [quote]]
    // A lone quote inside is rare: it breaks the file.
    let middle = inner[random.int(in: 0...(random.int(in: 0...19) == 0 ? 6 : 5))]
    return [quote] + word + middle + word + [quote]
  }
}
