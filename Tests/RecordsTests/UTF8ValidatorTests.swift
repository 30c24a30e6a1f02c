import TestSupport
import Testing

@testable import Records

@Suite("UTF-8 validation")
struct UTF8ValidatorTests {
  private func firstInvalid(_ bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.flatMap { UTF8Validator.firstInvalid($0, buffer.count) }
    }
  }

  private func isValid(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { UTF8Validator.isValid($0, buffer.count) } ?? true
    }
  }

  @Test("agrees with the standard library on every two- and three-byte sequence")
  func shortSequences() {
    for first in UInt8(0x80)...0xFF {
      for second in stride(from: UInt8(0), through: 0xFF, by: 1) {
        check([first, second])
        for third: UInt8 in [0x00, 0x7F, 0x80, 0xBF, 0xC0, 0xFF] { check([first, second, third]) }
      }
    }
  }

  @Test("agrees with the standard library on four-byte sequences at their bounds")
  func longSequences() {
    for first in UInt8(0xEF)...0xF8 {
      for second: UInt8 in [0x7F, 0x80, 0x8F, 0x90, 0xBF, 0xC0] {
        for third: UInt8 in [0x7F, 0x80, 0xBF, 0xC0] {
          for fourth: UInt8 in [0x7F, 0x80, 0xBF, 0xC0] { check([first, second, third, fourth]) }
        }
      }
    }
  }

  @Test("finds an invalid byte at every distance from the start and the end")
  func distances() {
    for count in 1...40 {
      for place in 0..<count {
        var bytes = Array(repeating: UInt8(ascii: "a"), count: count)
        bytes[place] = 0xE9
        #expect(!isValid(bytes))
        #expect(firstInvalid(bytes) == place)
      }
      #expect(isValid(Array(repeating: 0x7F, count: count)))
    }
  }

  @Test("agrees with the standard library on random text", arguments: 0..<10)
  func randomText(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let pieces = ["a", "text ", "é", "Größe", "日本語", "\u{1F600}", "\u{FFFD}", "\u{7FF}\u{800}\u{FFFF}"]
    for _ in 0..<200 {
      var bytes = (0..<random.int(in: 0...12)).flatMap { _ in Array(pieces[random.int(in: 0...7)].utf8) }
      #expect(isValid(bytes))
      guard !bytes.isEmpty else { continue }
      bytes[random.int(in: 0...(bytes.count - 1))] = UInt8(random.int(in: 0...255))
      check(bytes)
    }
  }

  private func check(_ bytes: [UInt8]) {
    let expected = String(validating: bytes, as: UTF8.self) != nil
    #expect(isValid(bytes) == expected, "\(bytes)")
    #expect((firstInvalid(bytes) == nil) == expected, "\(bytes)")
  }
}
