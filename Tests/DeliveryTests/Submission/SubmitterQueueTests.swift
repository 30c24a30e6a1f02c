import Foundation
import Records
import Synchronization
import Testing

@testable import Delivery

/// The calls that block, from a thread of their own.
struct SubmitterQueueTests {
  /// Answers when it is told to.
  final class Gate: HTTPTransport {
    private struct State {
      var isOpen = false
      var waiting: [CheckedContinuation<Void, Never>] = []
      var posts = 0
    }

    private let state = Mutex(State())

    var posts: Int { state.withLock { $0.posts } }

    func post(_ post: HTTPPost) async -> AttemptOutcome {
      await withCheckedContinuation { continuation in
        let isOpen = state.withLock { state in
          state.posts += 1
          if !state.isOpen { state.waiting.append(continuation) }
          return state.isOpen
        }
        if isOpen { continuation.resume() }
      }
      return .answered(Answer(status: 202))
    }

    func shutdown() async {}

    func open() {
      let waiting = state.withLock { state in
        state.isOpen = true
        defer { state.waiting = [] }
        return state.waiting
      }
      for continuation in waiting { continuation.resume() }
    }
  }

  func submitter(_ transport: any HTTPTransport, bytes: Int = 32 << 20) throws -> Submitter {
    let settings = SubmissionSettings(
      apiURL: try ServiceURL("https://api.example/v1", name: "--api-url"),
      pimURL: try ServiceURL("https://pim.example", name: "--pim-url"), maxRate: nil, maxConcurrency: 4,
      maxQueuedBytes: bytes)
    return Submitter(
      settings: settings, transport: transport, credentials: app, log: nil, failures: nil,
      clock: ContinuousClock(), seed: 1, report: { _ in })
  }

  /// Runs a body on a thread that is no task's, and returns what it gave.
  func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      Thread { continuation.resume(returning: body()) }.start()
    }
  }

  @Test func manyRequestsGoThroughASmallQueue() async throws {
    let gate = Gate()
    gate.open()
    let submitter = try submitter(gate, bytes: 300)
    let outcome = await onThread {
      submitter.start()
      for number in 1...5000 { try? submitter.submit(.of("request \(number)", number: number)) }
      return submitter.finish()
    }
    #expect(outcome.accepted.requests == 5000 && outcome.unsent.requests == 0)
    #expect(submitter.finish().accepted.requests == 5000, "asked twice it says the same")
  }

  @Test func theQueueTakesSoManyBytesAndOneBodyThatIsLarger() throws {
    let submitter = try submitter(Gate(), bytes: 1000)
    let size = { PendingRequest.byteCount(of: $0) }
    let small = OutgoingRequest.of(String(repeating: "x", count: 200))
    let large = OutgoingRequest.of(String(repeating: "x", count: 5000))
    var taken = 0
    while submitter.offer(small) == .taken { taken += size(small) }
    #expect(taken <= 1000 && taken + size(small) > 1000)
    #expect(submitter.offer(large) == .full)
    let other = try self.submitter(Gate(), bytes: 1000)
    #expect(other.offer(large) == .taken)
    #expect(other.offer(small) == .full)
  }

  @Test func theQueueTakesSoManyRequests() throws {
    let submitter = try submitter(Gate())
    var taken = 0
    while submitter.offer(.of("x")) == .taken { taken += 1 }
    #expect(taken == 10)
  }

  /// A thread that is blocked in `submit` is woken by a drain, and the request it waited with is not counted.
  @Test func aDrainWakesWhoIsBlocked() async throws {
    let gate = Gate()
    let submitter = try submitter(gate)
    submitter.start()
    async let result = onThread { () -> (Int, Problem?) in
      var taken = 0
      do throws(Problem) {
        while true {
          try submitter.submit(.of("x"))
          taken += 1
        }
      } catch { return (taken, error) }
    }
    while gate.posts < 4 || submitter.offer(.of("y")) == .taken { await Task.yield() }
    submitter.drain()
    gate.open()
    let (taken, problem) = await result
    #expect(problem?.code == "submission.stopped" && problem?.severity == .warning)
    let outcome = await onThread { submitter.finish() }
    #expect(outcome.accepted.requests == gate.posts)
    #expect(outcome.accepted.requests + outcome.unsent.requests >= taken)
    #expect(throws: Problem.self) { try submitter.submit(.of("late")) }
  }

  @Test func finishStartsWhatNobodyStarted() async throws {
    let gate = Gate()
    gate.open()
    let submitter = try submitter(gate)
    let outcome = await onThread {
      for number in 1...8 { try? submitter.submit(.of("r\(number)")) }
      return submitter.finish()
    }
    #expect(outcome.accepted.requests == 8)
  }
}

struct MinHeapTests {
  @Test(arguments: 0..<50) func theLowestComesFirst(_ seed: Int) {
    var random = PolicyRandom(UInt64(seed))
    var heap = MinHeap<Int, Int>()
    var expected: [Int] = []
    for _ in 0..<200 {
      if random.isChosen(60) {
        let key = Int.random(in: 0..<50, using: &random)
        heap.push(key, key)
        expected.append(key)
        expected.sort()
      } else {
        #expect(heap.lowestKey == expected.first)
        #expect(heap.pop() == (expected.isEmpty ? nil : expected.removeFirst()))
      }
      #expect(heap.count == expected.count && heap.isEmpty == expected.isEmpty)
    }
    #expect(heap.removeAll().sorted() == expected && heap.isEmpty)
  }
}
