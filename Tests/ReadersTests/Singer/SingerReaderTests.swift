import Records
import TestSupport
import Testing

@testable import Readers

@Suite("Singer reader") struct SingerReaderTests {
  private static let schema = #"""
    {"type":"SCHEMA","stream":"reviews","schema":{"properties":{"id":{"type":"integer"}}},"key_properties":["id"]}
    """#

  private func record(_ id: Int, of stream: String = "reviews") -> String {
    #"{"type":"RECORD","stream":"\#(stream)","record":{"id":\#(id)}}"#
  }

  private func state(_ value: Int) -> String { #"{"type":"STATE","value":{"at":\#(value)}}"# }

  @Test(arguments: ChunkSizes.all)
  func recordsOfTheStreamAreRowsAndTheLastStateIsKept(_ chunks: ChunkSizes) throws {
    let lines = [
      state(0), Self.schema, record(1), state(1), record(2), record(7, of: "orders"), state(2), record(3),
    ]
    let reading = try readSinger(lines.joined(separator: "\n"), chunks: chunks)
    #expect(reading.rows == ["1 3: 1", "2 5: 2", "4 8: 3"])
    #expect(reading.states.last == #"{"at":2}"#)
    #expect(reading.passedOver == ["stream 'orders'": 1])
    #expect(reading.recordCount == 4)
    #expect(reading.rejects == [] && reading.problems == [])
  }

  @Test func aStateBeforeAnyRecordAndNothingElseIsKept() throws {
    #expect(try readSinger(state(5)).states == [#"{"at":5}"#])
  }

  @Test func nullIsNoState() throws {
    #expect(try readSinger(state(1) + "\n" + #"{"type":"STATE","value":null}"#).states == [#"{"at":1}"#])
  }

  @Test func aStateIsOneLineWhateverItsWhiteSpace() throws {
    let text = "{\"type\":\"STATE\",\"value\":{\"a\":\r1,\t\"b\":\"\\n\"}}\r\n"
    #expect(try readSinger(text).states == ["{\"a\": 1,\t\"b\":\"\\n\"}"])
  }

  @Test func typesAreComparedWithoutRegardToCase() throws {
    let text =
      #"{"type":"record","stream":"reviews","record":{"id":1}}"# + "\n" + #"{"type":"State","value":{}}"#
    let reading = try readSinger(text)
    #expect(reading.rows == ["1 1: 1"])
    #expect(reading.states == ["{}"])
  }

  @Test func membersMayComeInAnyOrderAndBeEscaped() throws {
    let text =
      #"{"record":{"a":{"b":["x","y"]},"id":7},"version":3,"\u0073tream":"r\u00e9v","type":"RECORD"}"#
    let reading = try readSinger(text, streams: ["rév"], select: ["id", "a.b.1", "/a/b/0"])
    #expect(reading.rows == ["1 1: 7 | y | x"])
  }

  @Test func itemsOfEachAreRows() throws {
    let text = #"{"type":"RECORD","stream":"reviews","record":{"sku":"A","all":[{"id":1},{"id":2}]}}"#
    let reading = try readSinger(text, select: ["id", "../sku"], each: "all")
    #expect(reading.rows == ["1 1: 1 | A", "1 1: 2 | A"])
  }

  @Test(arguments: [
    (#"{"stream":"reviews","record":{}}"#, "singer.message 1@1:1"),
    (#"{"type":7,"stream":"reviews","record":{}}"#, "singer.message 1@1:1"),
    (#"{"type":"RECORD","record":{}}"#, "singer.message 1@1:1"),
    (#"{"type":"RECORD","stream":"reviews","record":[1]}"#, "singer.message 1@1:1"),
    (#"{"type":"RECORD","stream":"reviews"}"#, "singer.message 1@1:1"),
    (#"{"type":"STATE"}"#, "singer.message 1@1:1"),
    (#"{"type":"STATE","value":"x"}"#, "singer.message 1@1:1"),
    (#"[1]"#, "singer.message 1@1:1"),
    (#"INFO tap started"#, "json.syntax 1@1:1"),
    (#"{"type":"RECORD","stream":"reviews","record":{"id":}}"#, "json.syntax 1@1:52"),
  ])
  func aLineThatIsNoMessageIsARejectAndTheNextOneIsRead(_ line: String, _ reject: String) throws {
    let reading = try readSinger(line + "\n" + record(2) + "\n" + state(1))
    #expect(reading.rejects == [reject])
    #expect(reading.raws == [line])
    #expect(reading.rows == ["2 2: 2"])
    #expect(reading.recordCount == 2)
    #expect(reading.states == [#"{"at":1}"#])
  }

  @Test func aStreamThatEndsInTheMiddleOfALineLosesThatLineOnly() throws {
    let reading = try readSinger(record(1) + "\n" + state(1) + "\n" + record(2).dropLast(4))
    #expect(reading.rows == ["1 1: 1"])
    #expect(reading.rejects.count == 1 && reading.rejects[0].hasPrefix("json.truncated 2@3"))
    #expect(reading.states == [#"{"at":1}"#])
  }

  @Test func aRecordThatIsTooLongIsOneReject() throws {
    let long =
      #"{"type":"RECORD","stream":"reviews","record":{"id":"\#(String(repeating: "x", count: 2000))"}}"#
    let reading = try readSinger(
      record(1) + "\n" + long + "\n" + record(3), options: ["max_record_bytes": .integer(1024)])
    #expect(reading.rows == ["1 1: 1", "3 3: 3"])
    #expect(reading.rejects == ["json.record-too-long 2@2:1"])
  }

  @Test func bytesThatAreNoTextMatterOnlyWhereTheyAreSelected() throws {
    let bad = String(
      decoding: Array(#"{"type":"RECORD","stream":"reviews","record":{"id":1,"x":"?"}}"#.utf8), as: UTF8.self)
    var bytes = Array(bad.utf8)
    bytes[bytes.lastIndex(of: UInt8(ascii: "?")) ?? 0] = 0xFF
    for (selectors, isRead) in [(["id"], true), (["x"], false)] {
      let reader = try SingerReader(
        ReaderInput(
          source: MemoryByteSource(bytes),
          options: SourceOptions(format: "singer", values: ["streams": .textList(["reviews"])]),
          selectors: SelectorSet(selectors: selectors), file: "tap"))
      let batch = RecordBatch(slotCount: 1)
      #expect(reader.read(into: batch))
      #expect((batch.rowCount == 1) == isRead)
      #expect(batch.unreadable.map(\.problem.code) == (isRead ? [] : ["json.encoding"]))
    }
  }

  // MARK: What is said of the stream

  @Test func aSchemaWithoutASelectedFieldIsToldOnceAndAgainWhenItChanges() throws {
    let lacking = #"{"type":"SCHEMA","stream":"reviews","schema":{"properties":{"id":{},"more":{}}}}"#
    let reading = try readSinger(
      [Self.schema, record(1), Self.schema, lacking, record(2)].joined(separator: "\n"),
      select: ["id", "title"])
    #expect(reading.problems == ["warning singer.schema 1", "warning singer.schema 4"])
    #expect(reading.rows.count == 2)
  }

  @Test(arguments: [
    (#"{"properties":{"a":{"properties":{"b":{}}}}}"#, "a.b", false),
    (#"{"properties":{"a":{"properties":{"b":{}}}}}"#, "a.c", true),
    (#"{"properties":{"a":{"type":"object"}}}"#, "a.c", false),
    (#"{"properties":{"a":{"items":{"properties":{"b":{}}}}}}"#, "a.b", false),
    (#"{"properties":{"a":{"items":{"properties":{"b":{}}}}}}"#, "a.0.b", false),
    (#"{"properties":{"a":{"items":{"properties":{"b":{}}}}}}"#, "a.0.c", true),
    (#"{"properties":{},"additionalProperties":true}"#, "a", false),
    (#"{"properties":{},"additionalProperties":false}"#, "a", true),
    (#"{}"#, "a", false),
  ])
  func whatASchemaLacks(_ schema: String, _ selector: String, _ lacks: Bool) throws {
    let text = #"{"type":"SCHEMA","stream":"reviews","schema":\#(schema)}"# + "\n" + record(1)
    #expect(try readSinger(text, select: [selector]).problems.isEmpty == !lacks)
  }

  @Test func aVersionThatIsActivatedIsToldOnceAndOnlyOfTheStream() throws {
    let activation = #"{"type":"ACTIVATE_VERSION","stream":"reviews","version":1}"#
    let other = #"{"type":"ACTIVATE_VERSION","stream":"orders","version":1}"#
    let reading = try readSinger([other, activation, record(1), activation].joined(separator: "\n"))
    #expect(reading.problems == ["warning singer.activate-version 2"])
    #expect(reading.rows == ["1 3: 1"])
  }

  @Test func aBatchOfTheStreamEndsTheReading() throws {
    let batch = #"{"type":"BATCH","stream":"reviews","encoding":{"format":"jsonl"},"manifest":["file:///x"]}"#
    let other = #"{"type":"BATCH","stream":"orders","encoding":{"format":"jsonl"},"manifest":["file:///x"]}"#
    let reading = try readSinger([other, record(1), batch, record(2), state(2)].joined(separator: "\n"))
    #expect(reading.rows == ["1 2: 1"])
    #expect(reading.problems == ["error singer.batch 3"])
    #expect(reading.states == [])
  }

  @Test func unknownTypesAreToldOnceEach() throws {
    let unknown = #"{"type":"CONTROL","x":1}"#
    let reading = try readSinger([unknown, unknown, record(1), #"{"type":"LOG"}"#].joined(separator: "\n"))
    #expect(reading.problems == ["warning singer.type 1", "warning singer.type 4"])
    #expect(reading.rows == ["1 3: 1"])
  }

  @Test func aStreamOfWhichNothingCameIsAnErrorWhereOthersCame() throws {
    let reading = try readSinger(record(1, of: "review") + "\n" + state(1))
    #expect(reading.problems == ["error singer.stream-missing 0"])
    #expect(reading.sentences[0].contains("'reviews'") && reading.sentences[0].contains("'review'"))
    #expect(try readSinger(Self.schema + "\n" + state(1)).problems == [])
  }

  @Test(arguments: [
    (["reviews", "question"], "questions", true), (["reviews", "question"], "reviews", false),
    (["reviews"], "questions", false),
  ])
  func oneOfSeveralStreamsMayBeMisspelledWhereAnUnwantedOneCame(
    _ streams: [String], _ other: String, _ isHeld: Bool
  ) throws {
    let reading = try readSinger([record(1), record(2, of: other)].joined(separator: "\n"), streams: streams)
    #expect(reading.lacksStream == isHeld)
    #expect(reading.problems == (isHeld ? ["warning singer.stream-missing 0"] : []))
    #expect(reading.rows.first == "1 1: 1")
  }

  @Test func endlessStreamsAndTypesAreCountedInBoundedMemory() throws {
    let lines = (0..<500).flatMap { [record($0, of: "s\($0)"), #"{"type":"T\#($0)"}"#] }
    let reading = try readSinger(([record(1)] + lines).joined(separator: "\n"))
    #expect(reading.passedOver.count == SingerStreams.maxNames)
    #expect(reading.passedOver.values.reduce(0, +) == 500)
    #expect(reading.problems.count == SingerStreams.maxNames)
  }

  @Test func aMappingMustNameAStream() {
    #expect(throws: Problem.self) { try readSinger(record(1), streams: []) }
    #expect(throws: Problem.self) { try readSinger(record(1), streams: [""]) }
  }

  // MARK: Random streams

  @Test(arguments: 0..<20)
  func ofRandomStreamsEachRecordIsARowARejectOrPassedOver(_ seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    var lines: [String] = []
    var expected = (rows: [String](), rejects: 0, others: 0, state: String?.none, records: 0)
    for number in 0..<random.int(in: 1...3000) {
      switch random.int(in: 0...9) {
      case 0: lines.append(Self.schema)
      case 1:
        lines.append(state(number))
        expected.state = #"{"at":\#(number)}"#
      case 2:
        lines.append(record(number, of: "orders"))
        (expected.others, expected.records) = (expected.others + 1, expected.records + 1)
      case 3:
        lines.append(String(record(number).dropLast(random.int(in: 1...20))))
        (expected.rejects, expected.records) = (expected.rejects + 1, expected.records + 1)
      case 4: lines.append("")
      default:
        lines.append(record(number))
        expected.records += 1
        expected.rows.append("\(expected.records) \(lines.count): \(number)")
      }
    }
    let reading = try readSinger(
      ([Self.schema] + lines).joined(separator: "\n") + "\n", chunks: .random(seed: UInt64(seed)))
    #expect(reading.rows == expected.rows.map(Self.oneLineLater))
    #expect(reading.rejects.count == expected.rejects)
    #expect(reading.passedOver.values.reduce(0, +) == expected.others)
    #expect(reading.recordCount == expected.records)
    #expect(reading.states.last == expected.state)
  }

  private static func oneLineLater(_ row: String) -> String {
    let parts = row.split(separator: " ", maxSplits: 2)
    return "\(parts[0]) \((Int(parts[1].dropLast()) ?? 0) + 1): \(parts[2])"
  }
}
