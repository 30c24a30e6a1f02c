import Records
import Testing

struct DecimalTests {
  @Test(arguments: [0, 1, 9, 10, 99, 100, 4711, 1_048_576, 999_999_999_999, Int.max - 1, Int.max])
  func numbersHaveTheDigitsOfTheirText(number: Int) {
    let buffer = ByteBuffer()
    buffer.append("x" as StaticString)
    buffer.append(decimal: number)
    #expect(String(decoding: buffer.all, as: UTF8.self) == "x\(number)")
  }

  @Test func buffersExchangeTheirContent() {
    let (first, second) = (ByteBuffer(), ByteBuffer(capacity: 1000))
    first.append("one" as StaticString)
    second.append("second" as StaticString)
    first.exchange(with: second)
    #expect(String(decoding: first.all, as: UTF8.self) == "second")
    #expect(String(decoding: second.all, as: UTF8.self) == "one")
    #expect(first.capacity == 1000)
  }
}
