import Foundation
import Grouping
import Records
import Requests
import TestSupport
import Testing

@testable import Pipeline

@Suite(.timeLimit(.minutes(1))) struct ParallelFinishTests {
  private func groups(
    memory: Int, seed: UInt64 = 5, products: Int = 200, count: Int = 4000
  ) throws -> GroupedReviews {
    var random = SeededRandom(seed: seed)
    let grouper = ProductGrouper(memoryBytes: memory, temporaryFolder: NSTemporaryDirectory())
    for number in 0..<count {
      let product = random.int(in: 0...random.int(in: 0...products))
      let key = Array(#"{"origin":"Y","metadata":{"sku":"\#(product)"}}"#.utf8)
      let id = Array("r\(random.int(in: 0...count))".utf8)
      let body = Array(
        "{\"n\":\(number),\"t\":\"\(String(repeating: "x", count: random.int(in: 0...300)))\"}".utf8)
      try key.withUnsafeBufferPointer { key in
        try id.withUnsafeBufferPointer { id in
          try body.withUnsafeBufferPointer { body in try grouper.add(key: key, id: id, body: body) }
        }
      }
    }
    return try grouper.finish()
  }

  /// The plain way: one thread, one request after the other.
  private func sequential(
    _ groups: GroupedReviews, _ limits: RequestLimits
  ) throws -> (bodies: [String], summary: RunSummary) {
    let output = CollectingOutput()
    let stage = AssemblingStage(limits: limits, cancellation: Cancellation(), output: output)
    var summary = RunSummary()
    summary.duplicates = try groups.merge(into: stage).duplicates
    try stage.finish()
    stage.add(to: &summary)
    return (output.bodies, summary)
  }

  @Test(arguments: [1, 2, 4], [0, 300 << 10, 64 << 20])
  func requestsAreThoseOfOneThread(threads: Int, memory: Int) throws {
    for shape in BodyShape.allCases {
      let limits = RequestLimits(shape: shape, maxReviews: 7, maxBytes: 2000)
      let expected = try sequential(groups(memory: 64 << 20), limits)
      let finish = ParallelFinish(
        groups: try groups(memory: memory), limits: limits, threadCount: threads, wantsDigests: true)
      let output = PlacingOutput()
      try finish.run(into: output, cancellation: Cancellation())
      var summary = RunSummary()
      finish.add(to: &summary)
      #expect(output.bodies == expected.bodies)
      #expect(output.lines == expected.bodies.map { $0 + "\n" }.joined())
      #expect(output.numbers == Array(1...expected.bodies.count))
      #expect(output.digestsAreRight)
      #expect(summary == expected.summary)
    }
  }

  /// A range that is larger than a chunk comes in pieces, and the other threads wait for their turn.
  @Test(arguments: [1, 3]) func oneProductMayBeLargerThanAChunk(threads: Int) throws {
    let limits = RequestLimits(maxReviews: 3)
    let expected = try sequential(groups(memory: 0, products: 0), limits)
    let finish = ParallelFinish(
      groups: try groups(memory: 0, products: 0), limits: limits, threadCount: threads, wantsDigests: false)
    let output = PlacingOutput()
    try finish.run(into: output, cancellation: Cancellation())
    #expect(output.bodies == expected.bodies)
    #expect(output.chunkCount > 10)
  }

  @Test func noReviewsGiveNoRequests() throws {
    let finish = ParallelFinish(
      groups: try groups(memory: 0, count: 0), limits: RequestLimits(), threadCount: 2, wantsDigests: true)
    let output = PlacingOutput()
    try finish.run(into: output, cancellation: Cancellation())
    #expect(output.bodies.isEmpty)
  }

  /// The workers have ended when `run` returns: nothing is written behind its back.
  @Test(arguments: [1, 2, 5, 100]) func aCancellationEndsAllThreads(after chunks: Int) throws {
    let cancellation = Cancellation()
    let output = PlacingOutput { if $0 == chunks { cancellation.cancel() } }
    let finish = ParallelFinish(
      groups: try groups(memory: 0), limits: RequestLimits(maxReviews: 2), threadCount: 3,
      wantsDigests: false)
    let problem = #expect(throws: Problem.self) { try finish.run(into: output, cancellation: cancellation) }
    #expect(problem?.code == "run.cancelled")
  }

  @Test(arguments: [1, 2, 40]) func aProblemOfAWorkersWriteEndsTheRun(write: Int) throws {
    let output = PlacingOutput(failingWrite: write)
    let finish = ParallelFinish(
      groups: try groups(memory: 0), limits: RequestLimits(maxReviews: 2), threadCount: 3,
      wantsDigests: false)
    let problem = #expect(throws: Problem.self) { try finish.run(into: output, cancellation: Cancellation()) }
    #expect(problem?.code == "io.write")
  }
}

/// Puts what the workers write together by its offsets.
private final class PlacingOutput: ConvertOutput {
  private let lock = NSLock()
  private var writes: [Int: String] = [:]
  private let failingWrite: Int?
  private let onChunk: (Int) -> Void
  private(set) var bodies: [String] = []
  private(set) var numbers: [Int] = []
  private(set) var chunkCount = 0
  private(set) var digestsAreRight = true

  init(failingWrite: Int? = nil, onChunk: @escaping (Int) -> Void = { _ in }) {
    self.failingWrite = failingWrite
    self.onChunk = onChunk
  }

  var wantsDigests: Bool { true }
  var lines: String { writes.sorted { $0.key < $1.key }.map(\.value).joined() }

  func inputsWereRead(_ summary: RunSummary) {}
  func request(_ request: Request) {}
  func reject(_ record: RejectedRecord) {}

  func write(_ chunk: RequestChunk, at offset: Int) throws(Problem) {
    let isDue = lock.withLock {
      if !chunk.entries.isEmpty { writes[offset] = String(decoding: chunk.lines.all, as: UTF8.self) }
      return writes.count == failingWrite
    }
    if isDue { throw Problem("io.write", .error, "the disk is full") }
  }

  func requests(_ chunk: RequestChunk, firstNumber: Int) {
    chunkCount += 1
    for entry in chunk.entries.indices {
      let request = chunk.request(entry, number: firstNumber + entry)
      bodies.append(String(decoding: request.body, as: UTF8.self))
      numbers.append(request.number)
      if !request.key.starts(with: Array("{\"origin\":\"Y\"".utf8)) { digestsAreRight = false }
      let digest = String(decoding: chunk.digest(of: entry), as: UTF8.self)
      if !digest.isEmpty, digest != Checksum.hex(request.body) { digestsAreRight = false }
    }
    onChunk(chunkCount)
  }
}
