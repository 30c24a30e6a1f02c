import TestSupport
import Testing

@testable import Grouping

struct SortOrderTests {
  func randomNames(_ random: inout SeededRandom) -> [[UInt8]] {
    let shared = [UInt8](repeating: 7, count: Int.random(in: 0...20, using: &random))
    return (0..<Int.random(in: 0...80, using: &random)).map { _ in
      shared
        + (0..<Int.random(in: 0...12, using: &random)).map { _ in UInt8.random(in: 0...2, using: &random) }
    }
  }

  @Test(arguments: 0..<200)
  func namesAreSortedAsBytesAndTheNewestFirst(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let names = randomNames(&random)
    var arena = Arena(chunkBytes: 1 << 16)
    let items = UnsafeMutableBufferPointer<SortItem>.allocate(capacity: names.count)
    defer { items.deallocate() }
    for (index, name) in names.enumerated() {
      guard let address = arena.allocate(Node.headerBytes + name.count) else { return }
      let node = Node(address: address)
      node.nameLength = name.count
      node.text.update(from: name, count: name.count)
      items.initializeElement(at: index, to: SortItem(prefix: 0, node: node, age: UInt32(index)))
    }
    SortOrder.sort(items)
    let expected = names.enumerated().sorted {
      $0.element == $1.element ? $0.offset < $1.offset : $0.element.lexicographicallyPrecedes($1.element)
    }
    #expect(items.map { Int($0.age) } == expected.map(\.offset), "seed \(seed)")
  }

  @Test func theHeapGivesIndicesInOrder() {
    var random = SeededRandom(seed: 1)
    let values = (0..<500).map { _ in Int.random(in: 0..<100, using: &random) }
    var heap = IndexHeap()
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
