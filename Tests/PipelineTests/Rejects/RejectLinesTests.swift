import Foundation
import Records
import TestSupport
import Testing

@testable import Pipeline

@Suite struct RejectLinesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ text: String, limit: Int = 1 << 20) throws -> [RejectLines.Entry] {
    try read(Array(text.utf8), limit: limit)
  }

  private func read(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> [RejectLines.Entry] {
    let lines = try RejectLines(path: try folder.write("rejects.jsonl", bytes), maxLineBytes: limit)
    var found: [RejectLines.Entry] = []
    while let entry = try lines.next() { found.append(entry) }
    return found
  }

  private func line(_ record: Int, raw: [UInt8]?, _ sentence: Sentence = "wrong") -> [UInt8] {
    let origin = RowOrigin(
      record: record, item: record % 2, line: record, byteOffset: 10, rawOffset: 0, rawLength: 0)
    return (raw ?? []).withUnsafeBufferPointer { bytes in
      RejectLine.bytes(
        RejectedRecord(
          problem: Problem("a.b", field: "f", sentence), file: "a \"1\".csv", origin: origin,
          raw: raw == nil ? nil : bytes))
    }
  }

  @Test(arguments: [Array("plain".utf8), Array("a\nb\"\\\u{0}é".utf8), [0xFF, 0xFE, 10], [], nil])
  func aLineIsReadAsItWasWritten(raw: [UInt8]?) throws {
    let entries = try read(line(3, raw: raw) + line(4, raw: raw))
    #expect(entries.count == 2)
    guard case .line(let stored)? = entries.first else { return _ = Issue.record("\(entries)") }
    #expect(stored.rawBytes == raw)
    #expect(stored.file == "a \"1\".csv" && stored.record == 3 && stored.item == 1 && stored.byte == 10)
    #expect(stored.field == "f" && stored.code == "a.b" && stored.sentence == "wrong")
  }

  @Test func aPrivateValueIsShownOnRequestOnly() throws {
    let entries = try read(line(1, raw: nil, "'title' is \(private: "secret"); record rejected"))
    guard case .line(let stored)? = entries.first else { return _ = Issue.record("\(entries)") }
    #expect(stored.sentence(showingValues: true) == "'title' is 'secret'; record rejected")
    #expect(stored.sentence(showingValues: false) == "'title' is a text of 6 characters; record rejected")
  }

  @Test func aSentenceWithoutValuesIsWrittenOnlyWhereItDiffers() {
    #expect(!String(decoding: line(1, raw: nil), as: UTF8.self).contains("sentence_without_values"))
  }

  @Test func brokenLinesArePassedOverWithTheirPlace() throws {
    let good = String(decoding: line(1, raw: nil), as: UTF8.self)
    let entries = try read("\(good)\n{\"file\":\n[]\n\(good){\"record\":0}\r\n \(good)cut")
    let places = entries.map { entry -> Int? in
      guard case .broken(let problem) = entry else { return nil }
      return problem.position?.line
    }
    #expect(places == [nil, 3, 4, nil, 6, nil, 8])
  }

  @Test func theLastLineNeedsNoLineBreak() throws {
    #expect(try read(line(1, raw: nil).dropLast()).count == 1)
    #expect(try read("").isEmpty)
    #expect(try read("\n\n").isEmpty)
  }

  /// Lines around the sizes of chunk and limit, the last one with and without its end.
  @Test(arguments: [100, 262_143, 262_144, 262_145, 700_000], [true, false])
  func longLinesAreReadUpToTheLimit(length: Int, isEnded: Bool) throws {
    let long = line(5, raw: Array(repeating: UInt8(ascii: "x"), count: length))
    let bytes = line(1, raw: nil) + long + line(2, raw: nil) + (isEnded ? long : long.dropLast())
    func records(_ entries: [RejectLines.Entry]) -> [Int] {
      entries.map { entry in
        guard case .line(let stored) = entry else { return 0 }
        return stored.record
      }
    }
    #expect(try records(read(bytes, limit: long.count)) == [1, 5, 2, 5])
    if length > 300 { #expect(try records(read(bytes, limit: length / 2)) == [1, 0, 2, 0]) }
  }

  @Test func aMissingFileIsAProblem() {
    let problem = #expect(throws: Problem.self) { try RejectLines(path: folder.path("none")) }
    #expect(problem?.code == "input.missing")
  }
}
