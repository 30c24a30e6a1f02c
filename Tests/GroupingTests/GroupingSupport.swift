import Foundation
import Glibc
import Records

@testable import Grouping

struct TestReview: Equatable {
  var key: [UInt8]
  var id: [UInt8]
  var body: [UInt8]

  init(_ key: [UInt8], _ id: [UInt8], _ body: [UInt8]) {
    self.key = key
    self.id = id
    self.body = body
  }

  init(_ key: String, _ id: String, _ body: String) {
    self.init(Array(key.utf8), Array(id.utf8), Array(body.utf8))
  }
}

/// Notes what it is given, and whether products were begun in order and once.
final class RecordingSink: GroupSink {
  private(set) var reviews: [TestReview] = []
  private(set) var keys: [[UInt8]] = []
  private let failAfter: Int

  init(failAfter: Int = .max) { self.failAfter = failAfter }

  func product(_ key: UnsafeBufferPointer<UInt8>) throws(Problem) { keys.append(Array(key)) }

  func review(id: UnsafeBufferPointer<UInt8>, body: UnsafeBufferPointer<UInt8>) throws(Problem) {
    if reviews.count == failAfter { throw Problem("test.sink", .error, "the sink is full") }
    reviews.append(TestReview(keys.last ?? [], Array(id), Array(body)))
  }
}

extension ProductGrouper {
  /// All reviews on the calling thread.
  @discardableResult func finish(into sink: some GroupSink) throws(Problem) -> GroupCounts {
    try finish().merge(into: sink)
  }

  func add(_ review: TestReview) throws(Problem) {
    try review.key.withUnsafeBufferPointer { (key) throws(Problem) in
      try review.id.withUnsafeBufferPointer { (id) throws(Problem) in
        try review.body.withUnsafeBufferPointer { (body) throws(Problem) in
          try add(key: key, id: id, body: body)
        }
      }
    }
  }
}

/// The plain way: a dictionary of dictionaries, sorted at the end.
func plainlyGrouped(_ reviews: [TestReview]) -> [TestReview] {
  var products: [[UInt8]: [[UInt8]: [UInt8]]] = [:]
  for review in reviews { products[review.key, default: [:]][review.id] = review.body }
  return products.sorted { $0.key.lexicographicallyPrecedes($1.key) }.flatMap { key, group in
    group.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { TestReview(key, $0.key, $0.value) }
  }
}

/// Fails the n-th system call of spilling, from 1.
final class FailingSpill: @unchecked Sendable {
  private let lock = NSLock()
  private var left: Int
  private let code: Int32
  private var failed = false

  var hasFailed: Bool { lock.withLock { failed } }

  init(call: Int, code: Int32 = ENOSPC) {
    left = call
    self.code = code
  }

  private func isDue() -> Bool {
    let isNow = lock.withLock {
      left -= 1
      if left == 0 { failed = true }
      return left == 0
    }
    if isNow { errno = code }
    return isNow
  }

  var calls: SpillCalls {
    let system = SpillCalls()
    return SpillCalls(
      open: { self.isDue() ? -1 : system.open($0) },
      write: { self.isDue() ? -1 : system.write($0, $1, $2) },
      read: { self.isDue() ? -1 : system.read($0, $1, $2, $3) })
  }
}
