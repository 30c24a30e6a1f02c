import Records
import TestSupport
import Testing

@testable import Grouping

struct MemoryPartTests {
  @Test func theArenaGrowsByChunks() {
    var arena = Arena(chunkBytes: 4096)
    let growthWhenEmpty = arena.growth(for: 1000)
    for _ in 0..<10 { _ = arena.allocate(1000) }
    let (held, growthWhenFull) = (arena.heldBytes, arena.growth(for: 1000))
    #expect(growthWhenEmpty == 4096 && held == 3 * 4096 && growthWhenFull == 0)
  }

  @Test func whatIsLargerThanAChunkHasOneOfItsOwn() {
    var arena = Arena(chunkBytes: 4096)
    _ = arena.allocate(100)
    let growth = arena.growth(for: 10_001)
    _ = arena.allocate(10_001)
    let growthAfterwards = arena.growth(for: 3000)
    let held = arena.heldBytes
    #expect(growth == 10_001 && growthAfterwards == 0 && held == 4096 + 10_001)
  }

  /// Hashes that differ in their low halves only fall on one place and look the same there.
  @Test func theTableTellsKeysWithEqualHashesApart() {
    var table = ProductTable()
    for number in 0..<2000 as Range<UInt32> { table.insert(number, hash: UInt64(number % 7) << 40) }
    for number in 0..<2000 as Range<UInt32> {
      let found = table.find(UInt64(number % 7) << 40) { $0 == number }
      if found != number { Issue.record("\(number)") }
    }
    let missing = table.find(8 << 40) { _ in true }
    #expect(missing == nil)
  }

  /// The bound is computed before a review is added: it must never be below what is used then.
  @Test func theBoundHoldsAfterEachReview() {
    let part = MemoryPart(chunkBytes: 4096)
    var random = SeededRandom(seed: 3)
    let text = [UInt8](repeating: 120, count: 9000)
    text.withUnsafeBufferPointer { text in
      for _ in 0..<3000 {
        let key = UnsafeBufferPointer(rebasing: text[..<Int.random(in: 0...2000, using: &random)])
        let body = UnsafeBufferPointer(rebasing: text[..<Int.random(in: 0...9000, using: &random)])
        let bound = part.heldBytes(addingKey: key.count, id: 0, body: body.count)
        part.add(key: key, id: UnsafeBufferPointer(rebasing: text[..<0]), body: body)
        if part.heldBytes > bound { Issue.record("\(key.count) and \(body.count) bytes") }
      }
    }
  }

  /// Which of the two is done depends on which buffer came back first, and what is spilled must not.
  @Test func takingOverAndCopyingCountTheSame() {
    let (one, other) = (MemoryPart(chunkBytes: 4096), MemoryPart(chunkBytes: 4096))
    let texts = ByteBuffer(capacity: 3000)
    texts.append([UInt8](repeating: 120, count: 1000))
    one.adopt(texts)
    _ = other.copy(texts)
    #expect(one.heldBytes == other.heldBytes)
  }
}
