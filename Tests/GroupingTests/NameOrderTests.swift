import TestSupport
import Testing

@testable import Grouping

struct NameOrderTests {
  func randomNames(_ random: inout SeededRandom) -> [[UInt8]] {
    let shared = [UInt8](repeating: 7, count: Int.random(in: 0...20, using: &random))
    return (0..<Int.random(in: 0...80, using: &random)).map { _ in
      shared
        + (0..<Int.random(in: 0...12, using: &random)).map { _ in UInt8.random(in: 0...2, using: &random) }
    }
  }

  @Test(arguments: 0..<200)
  func namesAreSortedAsBytesAndTiesAsAsked(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let names = randomNames(&random)
    var arena = Arena(chunkBytes: 1 << 16)
    var beginning = SharedBeginning()
    let views = names.map { name in
      name.withUnsafeBufferPointer {
        beginning.add($0)
        return UnsafeBufferPointer(start: arena.copy($0), count: name.count)
      }
    }
    var items = RawArray<SortItem>()
    for index in names.indices {
      items.append(
        SortItem(prefix: NameOrder.prefix(views[index], from: beginning.count), index: index))
    }
    items.all.sort(names: { views[$0] }, breaksTie: { $0 > $1 })
    let expected = names.enumerated().sorted {
      $0.element == $1.element ? $0.offset > $1.offset : $0.element.lexicographicallyPrecedes($1.element)
    }
    let order = items.all.map(\.index)
    #expect(order == expected.map(\.offset), "seed \(seed)")
  }

  @Test(arguments: [
    (["abc", "abd", "ab"], 2), (["abc"], 3), ([], 0), (["x", ""], 0), (["same", "same"], 4), (["a", "b"], 0),
  ])
  func theSharedBeginningNarrows(names: [String], expected: Int) {
    var beginning = SharedBeginning()
    for name in names { Array(name.utf8).withUnsafeBufferPointer { beginning.add($0) } }
    #expect(beginning.count == expected)
    var both = SharedBeginning()
    both.add(beginning)
    both.add(SharedBeginning())
    both.add(beginning)
    #expect(both.count == expected)
  }

  @Test func theHeapGivesIndicesInOrder() {
    var random = SeededRandom(seed: 1)
    let values = (0..<500).map { _ in Int.random(in: 0..<100, using: &random) }
    var heap = IndexHeap(capacity: values.count)
    for index in values.indices { heap.insert(index) { values[$0] < values[$1] } }
    var given: [Int] = []
    while let first = heap.first {
      given.append(values[first])
      heap.removeFirst { values[$0] < values[$1] }
    }
    #expect(given == values.sorted())
  }

  @Test func hashesOfAllLengthsDiffer() {
    let bytes = [UInt8](repeating: 0, count: 100)
    let hashes = bytes.withUnsafeBufferPointer { bytes in
      (0...100).map { KeyHash.hash(UnsafeBufferPointer(rebasing: bytes[..<$0])) }
    }
    #expect(Set(hashes).count == 101)
  }

  @Test func eachByteOfAKeyCounts() {
    var key = [UInt8](repeating: 1, count: 61)
    var hashes: Set<UInt64> = []
    for index in key.indices {
      key[index] = 2
      hashes.insert(key.withUnsafeBufferPointer { KeyHash.hash($0) })
      key[index] = 1
    }
    #expect(hashes.count == 61)
  }
}
