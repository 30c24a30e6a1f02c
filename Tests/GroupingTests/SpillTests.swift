import Foundation
import Glibc
import Records
import Testing

@testable import Grouping

struct SpillTests {
  let reviews = (0..<600).map {
    TestReview("product \($0 * 31 % 17)", "id \($0 % 500)", "\($0)" + String(repeating: "y", count: 400))
  }

  func run(_ calls: SpillCalls, folder: String = NSTemporaryDirectory()) throws -> RecordingSink {
    let grouper = ProductGrouper(memoryBytes: 0, temporaryFolder: folder, calls: calls)
    for review in reviews { try grouper.add(review) }
    let sink = RecordingSink()
    try grouper.finish(into: sink)
    return sink
  }

  /// Fails each system call in turn, until a run needs fewer calls than that.
  @Test func everyFailingCallIsAProblem() throws {
    var call = 1
    while true {
      let failing = FailingSpill(call: call)
      do {
        let sink = try run(failing.calls)
        #expect(!failing.hasFailed, "call \(call) failed unseen")
        #expect(sink.reviews == plainlyGrouped(reviews))
        break
      } catch let problem as Problem {
        #expect(problem.code == "io.spill", "call \(call)")
        #expect(problem.sentence.text(showingValues: true).contains("no space left on device"))
        #expect(problem.fix?.contains("--temp-dir") == true)
      }
      call += 1
    }
    #expect(call > 50)
  }

  @Test func interruptedCallsAreRepeated() throws {
    for call in 2...40 {
      let sink = try run(FailingSpill(call: call, code: EINTR).calls)
      #expect(sink.reviews == plainlyGrouped(reviews))
    }
  }

  @Test func shortReadsAndWritesAreContinued() throws {
    let system = SpillCalls()
    let calls = SpillCalls(
      write: { system.write($0, $1, min($2, 1000)) }, read: { system.read($0, $1, min($2, 777), $3) })
    #expect(try run(calls).reviews == plainlyGrouped(reviews))
  }

  /// About 3 MB.
  private let many = (0..<9000).map {
    TestReview("product \($0 * 7919 % 1999)", "\($0)", String(repeating: "z", count: 300))
  }

  /// What is given back reads as zeros: were it read once more, the reviews would not be those expected.
  @Test func theFileIsGivenBackWhileItIsMerged() throws {
    let (released, spilled) = try givenBack(memoryBytes: 256 << 10)
    #expect(spilled > 4 * 256 << 10)
    #expect(released > spilled / 3 && released <= spilled)
  }

  /// Where its output is written at full speed; not where the reviews go one after the other, and that may last.
  @Test(arguments: [false, true]) func aSmallFileIsKeptWhole(inOneGo: Bool) throws {
    let (released, spilled) = try givenBack(memoryBytes: 2 << 20, inOneGo: inOneGo)
    #expect(spilled > 0)
    #expect(inOneGo ? released > 0 : released == 0)
  }

  private func givenBack(
    memoryBytes: Int, inOneGo: Bool = true
  ) throws -> (released: Int, spilled: Int) {
    let released = Pieces()
    var calls = SpillCalls()
    calls.release = { [release = calls.release] in
      release($0, $1)
      released.add($1)
    }
    let grouper = ProductGrouper(
      memoryBytes: memoryBytes, temporaryFolder: NSTemporaryDirectory(), calls: calls)
    for review in many { try grouper.add(review) }
    let groups = try grouper.finish()
    let sink = RecordingSink()
    if inOneGo {
      _ = try groups.merge(into: sink)
    } else {
      for range in 0..<groups.rangeCount { _ = try groups.merge(range: range, into: sink) }
    }
    groups.discardFile()
    #expect(sink.reviews == plainlyGrouped(many))
    return (released.byteCount, grouper.spilledBytes)
  }

  /// Every byte is asked for, and once.
  @Test func theFileIsFetchedInLongPieces() throws {
    let asked = Pieces()
    var calls = SpillCalls()
    calls.fetch = { asked.add($1) }
    let grouper = ProductGrouper(
      memoryBytes: 1 << 20, temporaryFolder: NSTemporaryDirectory(), calls: calls)
    for review in many { try grouper.add(review) }
    let groups = try grouper.finish()
    let sink = RecordingSink()
    _ = try groups.merge(into: sink)
    #expect(sink.reviews == plainlyGrouped(many))
    #expect(groups.rangeCount > 20)
    groups.discardFile()
    #expect(asked.byteCount == grouper.spilledBytes)
    #expect(asked.covers(0..<grouper.spilledBytes))
    #expect(asked.number < groups.rangeCount * grouper.spilledRuns / 2)
  }

  /// The buffer is filled anew while the reviews of a product are read.
  @Test func aKeyStaysWhileItsReviewsAreRead() throws {
    let file = try SpillFile(folder: NSTemporaryDirectory(), calls: SpillCalls())
    let writer = RunWriter(
      file: file, bufferBytes: 100, index: RunIndex(splitters: Splitters(), spacing: 1000))
    let keys = ["a", "a longer name", String(repeating: "n", count: 300)].map { Array($0.utf8) }
    let body = [UInt8](repeating: 7, count: 90)
    for key in keys {
      try key.withUnsafeBufferPointer { (key) throws(Problem) in try writer.product(key) }
      for id in UInt8(0)..<9 {
        try withBytes([id], body) { (id, body) throws(Problem) in try writer.review(id: id, body: body) }
      }
    }
    var reader = RunReader(try writer.finish(), range: KeyRange(), bufferBytes: 64, sharedIDBytes: 0)
    var review = MergeReview()
    var read: [[UInt8]] = []
    while reader.nextProduct() {
      while reader.nextReview(&review) { read.append(Array(reader.key) + Array(review.id)) }
    }
    #expect(reader.failure == nil)
    #expect(read == keys.flatMap { key in (UInt8(0)..<9).map { key + [$0] } })
  }

  private func withBytes(
    _ first: [UInt8], _ second: [UInt8],
    _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) throws(Problem) -> Void
  ) throws(Problem) {
    try first.withUnsafeBufferPointer { (first) throws(Problem) in
      try second.withUnsafeBufferPointer { (second) throws(Problem) in try body(first, second) }
    }
  }

  @Test func aCutFileIsAProblem() throws {
    let calls = SpillCalls(read: { _, _, _, _ in 0 })
    let problem = #expect(throws: Problem.self) { try run(calls) }
    #expect(
      problem?.sentence.text(showingValues: true).contains("is shorter than what was written to it") == true)
  }

  @Test func aMissingFolderIsAProblem() {
    let problem = #expect(throws: Problem.self) { try run(SpillCalls(), folder: "/nowhere/at all") }
    #expect(
      problem?.sentence.text(showingValues: true)
        == "cannot create a temporary file in '/nowhere/at all': no such file or directory; the run was stopped"
    )
  }

  /// The thread that writes cannot go on, the one that adds waits for it.
  @Test(.timeLimit(.minutes(1))) func whoWaitsForARunIsWokenByACancellation() throws {
    let isWriting = DispatchSemaphore(value: 0)
    let mayGoOn = DispatchSemaphore(value: 0)
    let system = SpillCalls()
    let calls = SpillCalls(write: {
      isWriting.signal()
      mayGoOn.wait()
      return system.write($0, $1, $2)
    })
    let grouper = ProductGrouper(memoryBytes: 0, temporaryFolder: NSTemporaryDirectory(), calls: calls)
    let cancel = grouper.canceller
    Thread.detachNewThread {
      isWriting.wait()
      cancel()
      for _ in 0..<1000 { mayGoOn.signal() }
    }
    let problem = #expect(throws: Problem.self) { for review in reviews { try grouper.add(review) } }
    #expect(problem?.code == "run.cancelled")
    let end = #expect(throws: Problem.self) { _ = try grouper.finish() }
    #expect(end?.code == "run.cancelled")
  }

  /// What is written depends on the reviews alone, not on how fast the threads are.
  @Test func equalReviewsSpillEqualBytes() throws {
    let bytes = try (0..<5).map { _ in
      let grouper = ProductGrouper(memoryBytes: 0, temporaryFolder: NSTemporaryDirectory())
      for review in reviews { try grouper.add(review) }
      try grouper.finish(into: RecordingSink())
      return grouper.spilledBytes
    }
    #expect(Set(bytes).count == 1)
    #expect(bytes[0] > 0)
  }

  @Test func nothingIsSpilledWhileTheReviewsFit() throws {
    let calls = SpillCalls(open: { _ in -1 })
    let grouper = ProductGrouper(
      memoryBytes: 1 << 20, temporaryFolder: NSTemporaryDirectory(), calls: calls)
    for review in reviews { try grouper.add(review) }
    let sink = RecordingSink()
    try grouper.finish(into: sink)
    #expect(sink.reviews == plainlyGrouped(reviews))
    #expect(grouper.spilledBytes == 0)
  }

  /// What has no name cannot be left behind, whatever ends the process.
  @Test func temporaryFilesHaveNoName() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("grouping-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let grouper = ProductGrouper(memoryBytes: 0, temporaryFolder: folder.path)
    for review in reviews { try grouper.add(review) }
    #expect(grouper.spilledRuns > 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }
}

private final class Pieces: @unchecked Sendable {
  private let lock = NSLock()
  private var count = 0
  private var calls = 0
  private var pieces = IndexSet()

  var byteCount: Int { lock.withLock { count } }

  func add(_ bytes: Range<Int>) {
    lock.withLock {
      count += bytes.count
      calls += 1
      pieces.insert(integersIn: bytes)
    }
  }

  /// Of pieces, not of bytes.
  var number: Int { lock.withLock { calls } }

  func covers(_ bytes: Range<Int>) -> Bool { lock.withLock { pieces.contains(integersIn: bytes) } }
}
