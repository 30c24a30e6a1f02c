import Records
import Testing

@Suite struct ByteBufferTests {
  @Test func growsAndKeepsItsBytes() {
    let buffer = ByteBuffer(capacity: 1)
    for index in 0..<1000 { buffer.append(UInt8(truncatingIfNeeded: index)) }
    buffer.append("tail")
    #expect(buffer.count == 1004)
    #expect(
      buffer.all.prefix(1000).enumerated().allSatisfy { $0.element == UInt8(truncatingIfNeeded: $0.offset) })
    #expect(Array(buffer.view(1000, 4)) == Array("tail".utf8))
  }

  @Test func dropFirstMovesTheRest() {
    let buffer = ByteBuffer()
    buffer.append("headtail")
    buffer.dropFirst(4)
    #expect(Array(buffer.all) == Array("tail".utf8))
  }

  @Test func emptyingKeepsTheMemory() {
    let buffer = ByteBuffer(capacity: 64)
    buffer.reserve(10_000)
    let capacity = buffer.capacity
    buffer.removeAll()
    #expect(buffer.count == 0)
    #expect(buffer.capacity == capacity)
  }
}

@Suite struct SlotTests {
  @Test(arguments: [SlotKind.missing, .null, .string, .number, .boolean, .list, .object])
  func holdsKindAndRange(kind: SlotKind) {
    let slot = Slot(kind: kind, offset: 4_000_000_000, length: Slot.maxLength)
    #expect(slot.kind == kind)
    #expect(slot.start == 4_000_000_000)
    #expect(slot.length == Slot.maxLength)
  }

  @Test(arguments: [
    (SlotKind.string, 1, true), (.string, 0, false), (.number, 3, true), (.boolean, 4, true),
    (.missing, 0, false), (.null, 0, false), (.list, 2, false), (.object, 9, false),
  ])
  func onlyNonEmptyScalarsHaveBytes(kind: SlotKind, length: Int, expected: Bool) {
    #expect(Slot(kind: kind, offset: 0, length: length).isScalarWithBytes == expected)
  }

  @Test func takesEightBytes() {
    #expect(MemoryLayout<Slot>.stride == 8)
  }
}

@Suite struct SourceOptionsTests {
  let options = SourceOptions(
    format: "csv",
    values: ["delimiter": .byte(9), "quote": .byte(nil), "header": .flag(false), "skip_lines": .integer(2)])

  @Test func tellsNoneFromAbsent() {
    #expect(options.byte("delimiter") == .some(9))
    #expect(options.byte("quote") == .some(nil))
    #expect(options.byte("comment") == nil)
  }

  @Test func valuesHaveTheirKindOnly() {
    #expect(options.flag("header") == false)
    #expect(options.integer("skip_lines") == 2)
    #expect(options.text("header") == nil)
  }
}
