import Foundation
import Glibc
import Records
import TestSupport
import Testing

@testable import Delivery

struct BufferedFileWriterTests {
  func writer(_ descriptor: Int32, _ calls: FileCalls = FileCalls()) -> BufferedFileWriter {
    BufferedFileWriter(descriptor: descriptor, path: "pipe", ownsDescriptor: false, calls: calls)
  }

  @Test func aClosedPipeIsAWarning() throws {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [0, 0]
    #expect(Glibc.pipe(&ends) == 0)
    Glibc.close(ends[0])
    defer { Glibc.close(ends[1]) }
    let streamer = RequestStreamer(to: writer(ends[1]))
    try streamer.send(["{}"])
    let problem = #expect(throws: Problem.self) { try streamer.finish() }
    #expect(problem?.code == "io.closed-pipe")
    #expect(problem?.severity == .warning)
  }

  @Test func bodiesAreStreamedOneALine() throws {
    var ends: [Int32] = [0, 0]
    #expect(Glibc.pipe(&ends) == 0)
    let streamer = RequestStreamer(to: writer(ends[1]))
    try streamer.send(["{\"a\":1}", "{}"])
    try streamer.finish()
    Glibc.close(ends[1])
    let read = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true).readDataToEndOfFile()
    #expect(String(decoding: read, as: UTF8.self) == "{\"a\":1}\n{}\n")
  }

  /// Every way in which the system may take fewer bytes than it was given.
  @Test func piecesArriveWholeThroughShortAndInterruptedWrites() throws {
    let work = try TemporaryFolder()
    let state = WriteState()
    let calls = FileCalls(write: { state.write($0, $1, $2) })
    let descriptor = Glibc.open(work.path("file"), O_WRONLY | O_CREAT, 0o600)
    let file = BufferedFileWriter(descriptor: descriptor, path: "file", ownsDescriptor: true, calls: calls)
    var expected = ""
    for count in [0, 1, 100_000, 200_000, 300_000, 3, 262_144, 262_145] {
      let text = String(repeating: "\(count % 10)", count: count)
      try file.write(text)
      try file.write(UInt8(ascii: "\n"))
      expected += text + "\n"
    }
    try file.close()
    try file.close()
    #expect(work.text("file") == expected)
    #expect(file.byteCount == expected.utf8.count)
  }

  @Test func aFullDiskIsNamed() throws {
    let full = Glibc.open("/dev/full", O_WRONLY)
    try #require(full >= 0)
    let file = BufferedFileWriter(
      descriptor: full, path: "/dev/full", ownsDescriptor: true, calls: FileCalls())
    try file.write("x")
    let problem = #expect(throws: Problem.self) { try file.close() }
    #expect(
      problem?.sentence.text(showingValues: true)
        == "cannot write '/dev/full': no space left on device; the output was not written")
    #expect(problem?.fix == "free space there, or write elsewhere")
  }
}

/// Writes at most 70,000 bytes a call and is interrupted, or asked to wait, before every other one.
final class WriteState: @unchecked Sendable {
  private var calls = 0

  func write(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    calls += 1
    if calls % 2 == 0 {
      errno = calls % 4 == 0 ? EINTR : EAGAIN
      return -1
    }
    return Glibc.write(descriptor, bytes, min(count, 70_000))
  }
}
