import TestSupport
import Testing

@testable import Mapping

@Suite("Date-times that are as we write them")
struct RFC3339TextTests {
  @Test(
    "the day, the time and the form must be right",
    arguments: [
      ("2024-05-01T10:00:00Z", true), ("0001-01-01T00:00:00Z", true), ("9999-12-31T23:59:59Z", true),
      ("2024-02-29T10:00:00Z", true), ("2023-02-29T10:00:00Z", false), ("2024-04-31T10:00:00Z", false),
      ("2024-00-01T10:00:00Z", false), ("2024-13-01T10:00:00Z", false), ("2024-05-00T10:00:00Z", false),
      ("0000-05-01T10:00:00Z", false), ("2024-05-01T24:00:00Z", false), ("2024-05-01T10:60:00Z", false),
      ("2024-05-01T10:00:60Z", false), ("2024-05-01t10:00:00Z", false), ("2024-05-01T10:00:00z", false),
      ("2024-05-01 10:00:00Z", false), ("2024-05-01T10:00:00.Z", false), ("2024-05-01T10:00:00", false),
      (" 2024-05-01T10:00:00", false), ("", false),
    ])
  func isKept(text: String, expected: Bool) {
    #expect(withBytes(text) { RFC3339Text.isCanonical($0) } == expected)
  }

  @Test("what is kept is what reading and writing gives, for any byte at any place")
  func agreesWithReadingAndWriting() throws {
    let conversion = try DateConversion(formats: ["iso8601"], timeZone: "+02:00", pivot: 70)
    let seeds = ["2024-05-01T10:00:00Z", "1999-12-31T23:59:59Z", "2024-02-29T19:28:30Z"]
      .map { Array($0.utf8) }
    for seed in seeds {
      for place in seed.indices {
        for byte in UInt8.min...UInt8.max {
          var text = seed
          text[place] = byte
          check(text, conversion)
        }
      }
    }
    var random = SeededRandom(seed: 4)
    for _ in 0..<20_000 {
      var text = seeds[random.int(in: 0...2)]
      for _ in 0..<3 { text[random.int(in: 0...19)] = UInt8(random.int(in: 0x2D...0x3A)) }
      check(text, conversion)
    }
  }

  private func check(_ text: [UInt8], _ conversion: DateConversion) {
    text.withUnsafeBufferPointer { bytes in
      let written = (try? conversion.parse(bytes).get()).map { rfc3339($0) }
      let isSame = written.map { Array($0.utf8) == text } ?? false
      // A lower-case letter or a blank is read too, but written otherwise.
      if conversion.keeps(bytes) != isSame { Issue.record("\(String(decoding: text, as: UTF8.self))") }
    }
  }
}
