import Testing

@testable import Mapping

@Suite("Byte tables") struct ByteTableTests {
  private func value(_ table: ByteTable, _ key: String) -> String? {
    let bytes = ConstantBytes(key)
    return table.value(of: bytes.view).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("Keeps the first of two entries, grows, and knows the empty text") func keepsEntries() {
    let table = ByteTable(ignoresCase: false)
    for number in 0..<1000 { #expect(table.insert("key \(number)", "value \(number)")) }
    #expect(!table.insert("key 7", "other"))
    #expect(table.insert("", "nothing"))
    #expect(table.count == 1001)
    for number in 0..<1000 { #expect(value(table, "key \(number)") == "value \(number)") }
    #expect(value(table, "") == "nothing")
    #expect(value(table, "key 1000") == nil)
  }

  @Test("Without regard to case, keys are kept in lower case") func foldsCase() {
    let table = ByteTable(ignoresCase: true)
    #expect(table.insert("ÄB", "1"))
    #expect(!table.insert("äb", "2"))
    #expect(value(table, "äb") == "1")
  }
}
