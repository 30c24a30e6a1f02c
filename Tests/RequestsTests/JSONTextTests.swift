import Foundation
import Records
import TestSupport
import Testing

@testable import Requests

struct JSONTextTests {
  func json(_ text: String) -> String {
    let buffer = ByteBuffer()
    buffer.appendJSONString(text)
    return String(decoding: buffer.all, as: UTF8.self)
  }

  @Test(arguments: [
    ("", #""""#),
    ("plain", #""plain""#),
    ("a\"b\\c/d", #""a\"b\\c/d""#),
    ("\n\r\t\u{8}\u{C}", #""\n\r\t\b\f""#),
    ("\u{0}\u{1}\u{1F}", #""\u0000\u0001\u001f""#),
    ("\u{7F}\u{2028}é漢😀", "\"\u{7F}\u{2028}é漢😀\""),
  ])
  func onlyWhatMustBeEscapedIs(text: String, expected: String) {
    #expect(json(text) == expected)
  }

  /// Each byte at each place of a word: the word search must agree with the byte rule.
  @Test func everyByteIsJudgedRightAtEveryPlace() {
    for byte in UInt8.min...UInt8.max {
      for place in 0..<8 {
        let word = (UInt64(0x6161_6161_6161_6161) & ~(0xFF << (place * 8))) | UInt64(byte) << (place * 8)
        let escapes = JSONText.bytesToEscape(in: word)
        let isRight =
          JSONText.mustEscape(byte) ? escapes.trailingZeroBitCount / 8 == place : escapes == 0
        if !isRight { Issue.record("byte \(byte) at \(place)") }
      }
    }
  }

  /// Every length around the vectors', with a byte to escape at every place and one behind it.
  @Test(arguments: [0x00, 0x1F, 0x20, 0x21, 0x22, 0x5C, 0x7F, 0x80, 0xA2, 0xDC, 0xFF] as [UInt8])
  func runsAreCopiedUpToTheFirstByteToEscape(byte: UInt8) {
    for length in 0...70 {
      for place in 0..<max(length, 1) {
        var text = [UInt8](repeating: UInt8(ascii: "a"), count: length)
        if place < length { text[place] = byte }
        if place + 3 < length { text[place + 3] = UInt8(ascii: "\"") }
        let buffer = ByteBuffer()
        text.withUnsafeBufferPointer { buffer.appendJSONString($0) }
        let escaped = text.flatMap { Self.escape($0) }
        if Array(buffer.all) != [0x22] + escaped + [0x22] { Issue.record("\(length) bytes, at \(place)") }
      }
    }
  }

  private static func escape(_ byte: UInt8) -> [UInt8] {
    switch byte {
    case 0x22, 0x5C: [0x5C, byte]
    case 0..<0x10: Array("\\u000\(String(byte, radix: 16))".utf8)
    case 0x10..<0x20: Array("\\u00\(String(byte, radix: 16))".utf8)
    default: [byte]
    }
  }

  @Test func theFirstOfSeveralHitsIsExact() {
    var random = SeededRandom(seed: 11)
    let bytes: [UInt8] = [0x00, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x5D, 0x7F, 0x80, 0xA2, 0xDC, 0xFF]
    for _ in 0..<20_000 {
      let chosen = (0..<8).map { _ in bytes.randomElement(using: &random) ?? 0 }
      let word = chosen.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let first = chosen.firstIndex(where: JSONText.mustEscape)
      let escapes = JSONText.bytesToEscape(in: word)
      if (escapes == 0 ? nil : escapes.trailingZeroBitCount / 8) != first { Issue.record("\(chosen)") }
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func randomTextIsReadBackByFoundation(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for _ in 0..<200 {
      let text = randomText(&random)
      let read = try JSONSerialization.jsonObject(with: Data("[\(json(text))]".utf8)) as? [String]
      #expect(read.map { Array($0[0].unicodeScalars) } == Array(text.unicodeScalars), "seed \(seed)")
    }
  }

  func randomText(_ random: inout SeededRandom) -> String {
    let ranges: [ClosedRange<UInt32>] = [0...0x22, 0x20...0x7F, 0x5A...0x5E, 0x80...0x10_FFFF]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...70, using: &random) {
      let range = ranges[Int.random(in: ranges.indices, using: &random)]
      if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) { text.append(scalar) }
    }
    return String(text)
  }
}
