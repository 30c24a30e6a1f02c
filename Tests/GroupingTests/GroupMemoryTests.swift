import TestSupport
import Testing

@testable import Grouping

struct GroupMemoryTests {
  @Test func theArenaGrowsByChunksAndReusesThem() {
    var arena = Arena(chunkBytes: 4096)
    for _ in 0..<10 { _ = arena.allocate(1000) }
    let held = arena.heldBytes
    arena.removeAll()
    let growthWhenEmpty = arena.growth(for: 1000)
    for _ in 0..<12 { _ = arena.allocate(1000) }
    let (heldAgain, growthWhenFull) = (arena.heldBytes, arena.growth(for: 1000))
    #expect(held == 3 * 4096 && heldAgain == held)
    #expect(growthWhenEmpty == 0 && growthWhenFull == 4096)
  }

  @Test func aNodeLargerThanAChunkIsFreedAgain() {
    var arena = Arena(chunkBytes: 4096)
    let growth = arena.growth(for: 10_001)
    let isGiven = arena.allocate(10_001) != nil
    let held = arena.heldBytes
    arena.removeAll()
    let heldAfterwards = arena.heldBytes
    #expect(isGiven && growth == 10_008 && held == 10_008 && heldAfterwards == 0)
  }

  @Test func nodesAreAlignedToEightBytes() {
    var arena = Arena(chunkBytes: 4096)
    for size in 1...40 {
      let address = arena.allocate(size).map { UInt(bitPattern: $0) }
      #expect(address.map { $0 % 8 } == 0)
    }
  }

  /// The bound is computed before a review is added: it must never be below what is used then.
  @Test func theBoundHoldsAfterEachReview() {
    var memory = GroupMemory(chunkBytes: 4096)
    var random = SeededRandom(seed: 3)
    let text = [UInt8](repeating: 120, count: 9000)
    text.withUnsafeBufferPointer { text in
      for _ in 0..<3000 {
        let key = UnsafeBufferPointer(rebasing: text[..<Int.random(in: 0...2000, using: &random)])
        let body = UnsafeBufferPointer(rebasing: text[..<Int.random(in: 0...9000, using: &random)])
        let bound = memory.neededBytes(addingKey: key.count, id: 0, body: body.count)
        let isAdded = memory.add(key: key, id: UnsafeBufferPointer(rebasing: text[..<0]), body: body)
        let needed = memory.neededBytes
        if !isAdded || needed > bound { Issue.record("\(key.count) and \(body.count) bytes") }
      }
    }
  }
}
