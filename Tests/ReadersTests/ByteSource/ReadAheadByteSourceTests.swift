import Dispatch
import Records
import TestSupport
import Testing

@testable import Readers

@Suite struct ReadAheadByteSourceTests {
  static let bytes: [UInt8] = {
    var random = SeededRandom(seed: 8)
    return random.bytes(20_000)
  }()

  @Test(arguments: ChunkSizes.all, [1, 13, 1 << 16])
  func theBytesComeInOrder(chunks: ChunkSizes, bufferBytes: Int) {
    for readBytes in [7, 1000, 1 << 17] {
      let upstream = ChunkedByteSource(Self.bytes, chunks: chunks)
      let result = readAll(ReadAheadByteSource(upstream, bufferBytes: bufferBytes), bufferSize: readBytes)
      #expect(result.bytes == Self.bytes && result.problem == nil, "read by \(readBytes)")
    }
  }

  @Test func nothingIsTheEnd() {
    let result = readAll(ReadAheadByteSource(ChunkedByteSource("", chunks: .whole)))
    #expect(result.bytes.isEmpty && result.problem == nil)
  }

  /// The n-th failure: all bytes before it are given first, however they lie in the ring.
  @Test(arguments: [0, 1, 63, 64, 65, 191, 192, 193, 20_000])
  func aProblemComesInItsPlace(failAt: Int) {
    let upstream = FailingByteSource(Self.bytes, failAt: failAt)
    let result = readAll(ReadAheadByteSource(upstream, bufferBytes: 64), bufferSize: 50)
    #expect(result.bytes == Array(Self.bytes.prefix(failAt)))
    #expect(result.problem == FailingByteSource.problem)
  }

  /// An endless source is read no further ahead than the ring is long, and its thread ends with its reader.
  @Test(arguments: [0, 1, 2, 10])
  func aReaderThatLeavesEarlyEndsTheThread(reads: Int) throws {
    let log = WatchedSource.Log()
    do {
      let source = ReadAheadByteSource(WatchedSource(log), bufferBytes: 16)
      for _ in 0..<reads { #expect(try readOnce(source) == 16) }
    }
    #expect(log.waitForEnd(), "the thread still holds the source")
    #expect(log.readCount <= (reads == 0 ? 0 : reads + ReadAheadByteSource.bufferCount))
  }

  /// A pipe whose writer says nothing: nobody waits for the read that is under way.
  @Test func leavingDoesNotWaitForAReadThatHangs() throws {
    let log = WatchedSource.Log()
    do {
      let source = ReadAheadByteSource(WatchedSource(log, hangsAfter: 1), bufferBytes: 16)
      #expect(try readOnce(source) == 16)
      log.waitUntilItHangs()
    }
    // Here the source is gone; a wait for its thread would never have ended.
    log.letGo()
    #expect(log.waitForEnd())
  }

  @Test func severalSourcesReadAheadAtOnce() throws {
    let data = try gzip(Self.bytes) + gzip(Self.bytes)
    let sources = try (0..<8).map { _ in
      ReadAheadByteSource(
        try GzipByteSource(upstream: ChunkedByteSource(data, chunks: .whole), file: "a"), bufferBytes: 1024)
    }
    for source in sources { #expect(readAll(source).bytes == Self.bytes + Self.bytes) }
  }

  private func readOnce(_ source: ReadAheadByteSource) throws -> Int {
    try withUnsafeTemporaryAllocation(byteCount: 16, alignment: 1) { try source.read(into: $0) }
  }
}

/// An endless source that tells how often it was read and when it is gone.
private final class WatchedSource: ByteSource {
  final class Log: @unchecked Sendable {
    private let gone = DispatchSemaphore(value: 0)
    private let hanging = DispatchSemaphore(value: 0)
    private let released = DispatchSemaphore(value: 0)
    /// Written by one thread, read when `waitForEnd` has said that it is over.
    fileprivate(set) var readCount = 0

    /// Whether the source is gone within a minute.
    func waitForEnd() -> Bool { gone.wait(timeout: .now() + 60) == .success }
    func waitUntilItHangs() { hanging.wait() }
    func letGo() { released.signal() }
    fileprivate func sayGone() { gone.signal() }
    fileprivate func hang() {
      hanging.signal()
      released.wait()
    }
  }

  private let log: Log
  private let hangsAfter: Int

  init(_ log: Log, hangsAfter: Int = .max) {
    self.log = log
    self.hangsAfter = hangsAfter
  }

  deinit { log.sayGone() }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    if log.readCount == hangsAfter { log.hang() }
    log.readCount += 1
    return buffer.count
  }
}
