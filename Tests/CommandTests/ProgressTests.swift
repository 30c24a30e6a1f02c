import Foundation
import Synchronization
import Testing

@testable import reviewferry

@Suite struct ProgressLineTests {
  private static let reading = state(
    .reading, input: "reviews.csv", bytes: (1_170_000_000, 2_600_000_000), records: 1_234_567, rejected: 3,
    rate: 210_400_000, remaining: 6.8)
  private static let piped = state(
    .reading, input: "standard input", bytes: (4_200_000, nil), records: 1, rejected: 0, rate: nil,
    remaining: nil)
  private static let wide = state(
    .reading, input: "レビュー輸出ファイル2024年度第一四半期分.csv", bytes: (10, 100), records: 2, rejected: 0,
    rate: 5, remaining: 3722.5)

  private static func state(
    _ phase: ProgressSample.Phase, input: String, bytes: (Int, Int?), records: Int, rejected: Int,
    rate: Double?, remaining: Double?
  ) -> ProgressState {
    var sample = ProgressSample(phase: phase, input: input)
    sample.bytes = .init(done: bytes.0, total: bytes.1)
    (sample.records, sample.rejected) = (records, rejected)
    return ProgressState(
      sample: sample, elapsed: .seconds(60), rate: rate, remaining: remaining.map { .seconds($0) })
  }

  private static var sending: ProgressState {
    var sample = ProgressSample(phase: .sending)
    sample.reviews = .init(done: 1500, total: 50_000)
    sample.requests = .init(sent: 120, accepted: 100, refused: 1, failed: 12)
    return ProgressState(sample: sample, elapsed: .seconds(2), rate: 98.04, remaining: .seconds(720))
  }

  private static var writing: ProgressState {
    var sample = ProgressSample(phase: .writing)
    sample.reviews = .init(done: 1500, total: 1500)
    return ProgressState(sample: sample, elapsed: .seconds(2), rate: 1_234_567, remaining: .zero)
  }

  @Test(arguments: [
    (reading, 9, "45%"),
    (reading, 20, "45%  0:07 left"),
    (reading, 60, "45%  1,234,567 records  3 rejected  210.4 MB/s  0:07 left"),
    (
      reading, 80,
      "45%  1.2 GB of 2.6 GB  1,234,567 records  3 rejected  210.4 MB/s  0:07 left"
    ),
    (
      reading, 200,
      "reading reviews.csv  45%  1.2 GB of 2.6 GB  1,234,567 records  3 rejected  210.4 MB/s  0:07 left"
    ),
    (piped, 20, "4.2 MB  1 record"),
    (piped, 60, "reading standard input  4.2 MB  1 record"),
    (wide, 20, "10%  1:02:03 left"),
    (wide, 60, "reading  10%  10 B of 100 B  2 records  5 B/s  1:02:03 left"),
    (wide, 80, "reading レビュー輸出ファイ…  10%  10 B of 100 B  2 records  5 B/s  1:02:03 left"),
    (sending, 20, "3%  12:00 left"),
    (sending, 60, "3%  120 requests sent  100 accepted  1 refused  12:00 left"),
    (
      sending, 200,
      "sending  3%  1,500 of 50,000 reviews  120 requests sent  100 accepted  1 refused  12 failed  98.0 requests/s  12:00 left"
    ),
    (writing, 80, "writing  99%  1,500 of 1,500 reviews  1,234,567 reviews/s  0:00 left"),
  ])
  func isCutToTheTerminal(state: ProgressState, width: Int, expected: String) {
    #expect(ProgressLine.text(state, width: width) == expected)
  }

  @Test(arguments: [reading, piped, wide, sending, writing])
  func isNeverWiderThanTheTerminal(state: ProgressState) {
    for width in 0...200 {
      #expect(DisplayWidth.of(ProgressLine.text(state, width: width)) < max(width, 1))
    }
  }

  @Test func onlyWarningsAreColoured() {
    let line = ProgressLine.text(Self.reading, width: 60, isColored: true)
    #expect(line == "45%  1,234,567 records  \u{1B}[33m3 rejected\u{1B}[0m  210.4 MB/s  0:07 left")
  }

  @Test func namesCannotSteerTheTerminal() {
    var state = Self.piped
    state.sample.input = "a\u{1B}[31m\n.csv"
    #expect(ProgressLine.text(state, width: 80).hasPrefix("reading a\\u{1b}[31m\\u{a}.csv  "))
  }

  @Test func oneOfSeveralInputsIsNumbered() {
    var state = Self.piped
    (state.sample.inputNumber, state.sample.inputCount) = (2, 12)
    #expect(ProgressLine.plain(state, command: "x").contains("reading 2 of 12 standard input, "))
    // A piece of a name that says nothing leaves the number alone.
    #expect(ProgressLine.text(state, width: 38) == "reading 2 of 12  4.2 MB  1 record")
    #expect(ProgressLine.text(state, width: 28) == "reading  4.2 MB  1 record")
  }

  @Test(arguments: [
    (
      reading,
      "reviewferry convert: reading reviews.csv, 45%, 1.2 GB of 2.6 GB, 1,234,567 records, 3 rejected, 210.4 MB/s, 0:07 left\n"
    ),
    (piped, "reviewferry convert: reading standard input, 4.2 MB, 1 record\n"),
    (
      sending,
      "reviewferry convert: sending, 3%, 1,500 of 50,000 reviews, 120 requests sent, 100 accepted, 1 refused, 12 failed, 98.0 requests/s, 12:00 left\n"
    ),
  ])
  func aLogGetsAllOfIt(state: ProgressState, expected: String) {
    #expect(ProgressLine.plain(state, command: "convert") == expected)
  }

  @Test(arguments: [
    (
      reading,
      #"{"bytes":1170000000,"bytes_total":2600000000,"command":"convert","elapsed_seconds":60,"event":"progress","percent":45,"phase":"reading","records":1234567,"rejected":3,"remaining_seconds":7}"#
    ),
    (
      sending,
      #"{"attempts_failed":12,"bytes":0,"command":"convert","elapsed_seconds":2,"event":"progress","percent":3,"phase":"sending","records":0,"rejected":0,"remaining_seconds":720,"requests_accepted":100,"requests_refused":1,"requests_sent":120,"reviews":1500,"reviews_total":50000}"#
    ),
  ])
  func aProgramGetsNumbers(state: ProgressState, expected: String) {
    #expect(ProgressLine.json(state, command: "convert") == expected + "\n")
  }
}

@Suite struct ProgressMeterTests {
  private static func sample(_ done: Int, of total: Int? = 1000) -> ProgressSample {
    var sample = ProgressSample()
    sample.bytes = .init(done: done, total: total)
    return sample
  }

  @Test(
    arguments: [
      // Bytes at each second, from the first on; the rate and the seconds that are left.
      ([], 0, nil, nil),
      ([100], 100, 100.0, 9.0),
      ([100, 200, 300], 300, 100, 7),
      ([0, 0, 0], 0, 0, nil),
      // What was long ago does not count.
      ([500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 510, 520], 520, 2, 240),
    ] as [([Int], Int, Double?, Double?)])
  func theRateIsThatOfTheLastSeconds(_ done: [Int], last: Int, rate: Double?, left: Double?) {
    var meter = ProgressMeter()
    var state = meter.state(of: Self.sample(0), at: .milliseconds(200))
    for (index, done) in done.enumerated() {
      state = meter.state(of: Self.sample(done), at: .seconds(index + 1))
    }
    #expect(state.sample.bytes.done == last)
    #expect(state.rate == rate)
    #expect(state.remaining == left.map { .seconds($0) })
  }

  @Test func anotherPhaseBeginsAnew() {
    var meter = ProgressMeter()
    _ = meter.state(of: Self.sample(900), at: .seconds(9))
    var sample = ProgressSample(phase: .sending)
    (sample.reviews, sample.requests) = (.init(done: 0, total: 100), .init())
    #expect(meter.state(of: sample, at: .seconds(10)).rate == nil)
    (sample.reviews.done, sample.requests) = (20, .init(sent: 4))
    let state = meter.state(of: sample, at: .seconds(12))
    #expect(state.rate == 2)
    #expect(state.remaining == .seconds(8))
  }

  @Test(arguments: [(nil, nil), (1000, 99), (2000, 50), (999, nil), (0, nil)] as [(Int?, Int?)])
  func percentsNeedATotalThatHolds(total: Int?, expected: Int?) {
    let state = ProgressState(sample: Self.sample(1000, of: total), elapsed: .zero)
    #expect(state.percent == expected)
  }

  @Test func whatIsTooFarAwayIsNotTold() {
    var meter = ProgressMeter()
    _ = meter.state(of: Self.sample(0, of: .max), at: .zero)
    #expect(meter.state(of: Self.sample(1, of: .max), at: .seconds(5)).remaining == nil)
  }
}

@Suite struct ProgressModeTests {
  @Test(
    arguments: [
      // choice, format, quiet, terminal, can erase, shared
      (.auto, .text, false, true, true, false, .line),
      (.auto, .text, false, true, true, true, .none),
      (.auto, .text, false, true, false, false, .text),
      (.auto, .text, false, false, true, false, .text),
      (.auto, .text, false, false, true, true, .text),
      (.auto, .text, true, true, true, false, .none),
      (.auto, .json, false, true, true, false, .json),
      (.auto, .json, true, false, true, false, .none),
      (.plain, .text, false, true, true, false, .text),
      (.plain, .json, false, true, true, false, .json),
      (.plain, .text, true, true, true, false, .none),
      (.never, .text, false, true, true, false, .none),
      (.never, .json, false, false, false, false, .none),
    ] as [(ProgressChoice, ProblemFormat, Bool, Bool, Bool, Bool, ProgressMode)])
  func followsFromOptionsAndTheTerminal(
    choice: ProgressChoice, format: ProblemFormat, quiet: Bool, terminal: Bool, erases: Bool, shared: Bool,
    expected: ProgressMode
  ) {
    let mode = ProgressMode.of(
      choice, format: format, isQuiet: quiet,
      in: .init(isTerminal: terminal, canErase: erases, isShared: shared))
    #expect(mode == expected)
  }
}

@Suite struct ProgressDisplayTests {
  /// What came to standard error, and how wide the terminal is.
  private final class Place: Sendable {
    let text = Mutex("")
    let width = Mutex<Int?>(60)

    var screen: ErrorScreen { ErrorScreen { text in self.text.withLock { $0 += text } } }
  }

  private static let line = "reading  0 B  7 records"
  private let place = Place()

  private func display(_ mode: ProgressMode, on screen: ErrorScreen) -> ProgressDisplay {
    ProgressDisplay(
      "convert", mode: mode, isColored: false, screen: screen,
      terminal: { [place] in place.width.withLock { $0 } }
    ) { ProgressSample(records: 7) }
  }

  @Test func linesThatStayGoAboveIt() {
    let screen = place.screen
    let display = display(.line, on: screen)
    screen.write("first\n")
    display.step(at: .milliseconds(200))
    screen.write("second\n")
    display.step(at: .milliseconds(400))
    display.end()
    screen.write("third\n")
    let (clear, line) = ("\r\u{1B}[K", Self.line)
    #expect(place.text.withLock { $0 } == "first\n\(clear)\(line)\(clear)second\n\(line)\(clear)third\n")
  }

  @Test func eachDrawingAsksForTheWidth() {
    let display = display(.line, on: place.screen)
    display.step(at: .milliseconds(200))
    place.width.withLock { $0 = 12 }
    display.step(at: .milliseconds(400))
    #expect(place.text.withLock { $0 } == "\r\u{1B}[K\(Self.line)\r\u{1B}[K7 records")
  }

  @Test func nothingIsDrawnWhileTheTerminalIsAnothers() {
    let screen = place.screen
    let display = display(.line, on: screen)
    place.width.withLock { $0 = nil }
    display.step(at: .milliseconds(200))
    screen.write("a problem\n")
    display.end()
    #expect(place.text.withLock { $0 } == "a problem\n")
  }

  @Test func nothingIsDrawnAfterTheEnd() {
    let display = display(.line, on: place.screen)
    display.end()
    display.step(at: .seconds(1))
    #expect(place.text.withLock { $0 } == "")
  }

  @Test(
    arguments: [
      (.text, "reviewferry convert: reading, 0 B, 7 records, 0 B/s\n"),
      (
        .json,
        #"{"bytes":0,"command":"convert","elapsed_seconds":60,"event":"progress","phase":"reading","records":7,"rejected":0}"#
          + "\n"
      ),
      (.none, ""),
    ] as [(ProgressMode, String)])
  func aLogHasNoControlBytes(mode: ProgressMode, expected: String) {
    let display = display(mode, on: place.screen)
    display.step(at: .seconds(60))
    display.end()
    #expect(place.text.withLock { $0 } == expected)
  }

  @Test func halfARowIsLeftAlone() {
    let screen = place.screen
    screen.show("progress")
    screen.write("sure? ")
    screen.remove()
    #expect(place.text.withLock { $0 } == "\r\u{1B}[Kprogress\r\u{1B}[Ksure? ")
  }
}
