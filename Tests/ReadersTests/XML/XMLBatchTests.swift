import Records
import Testing

@testable import Readers

@Suite("XML batches")
struct XMLBatchTests {
  @Test("Batches hold about 512 records or 1 MiB, and split no record", arguments: [nil, "s"] as [String?])
  func sizes(_ each: String?) throws {
    let text = "<r>" + (1...3000).map { "<i k='\($0)'><s>a</s><s>b</s></i>" }.joined() + "</r>"
    let input = XMLTestInput(
      text, "/r/i", [each == nil ? "@k" : "../@k", each == nil ? "s" : "."], each: each)
    let reader = try input.reader()
    _ = try reader.bind()
    let batch = RecordBatch(slotCount: 2)
    var result = XMLTestResult()
    while reader.read(into: batch) {
      #expect(batch.recordCount <= 512)
      #expect(batch.rowCount == batch.recordCount * (each == nil ? 1 : 2))
      result.take(batch)
      batch.removeAll()
    }
    #expect(result.recordCount == 3000)
    #expect(result.rows.map(\.record) == (1...3000).flatMap { each == nil ? [$0] : [$0, $0] })
    #expect(result.rows.last?.values == ["3000", each == nil ? ["a", "b"] : "b"])
    #expect(!reader.read(into: batch))
  }

  @Test("Large records end a batch by its bytes")
  func bytes() throws {
    let text =
      "<r>" + (1...40).map { "<i>\($0)\(String(repeating: "x", count: 100_000))</i>" }.joined() + "</r>"
    let reader = try XMLTestInput(text, "/r/i", ["."]).reader()
    _ = try reader.bind()
    let batch = RecordBatch(slotCount: 1)
    var count = 0
    while reader.read(into: batch) {
      #expect(batch.bytes.count < 3 << 20)
      count += batch.rowCount
      batch.removeAll()
    }
    #expect(count == 40)
  }

  @Test("Records that wait for an ancestor are handed over in order, in batches")
  func held() throws {
    let records = (1...2000).map { "<i k='\($0)'/>" }.joined()
    let text = "<r><g>\(records)<n>late</n></g><g><n>early</n>\(records)</g></r>"
    for chunkBytes in [XMLReader.defaultChunkBytes, 1000] {
      var input = XMLTestInput(text, "/r/g/i", ["@k", "../n"])
      input.chunkBytes = chunkBytes
      let result = try input.read()
      #expect(result.rows.map(\.record) == Array(1...4000))
      #expect(result.values.prefix(2000).allSatisfy { $0[1] == "late" })
      #expect(result.values.suffix(2000).allSatisfy { $0[1] == "early" })
      #expect(result.rows.last?.raw == "<i k='2000'/>")
    }
  }

  @Test("Records that wait too long are rejected, and those after them are read")
  func heldTooLong() throws {
    let records = (1...2000).map { "<i k='\($0)'/>" }.joined()
    let text = "<r><g>\(records)<n>late</n></g><g><i k='x'/><n>2</n></g></r>"
    var input = XMLTestInput(text, "/r/g/i", ["@k", "../n"])
    input.chunkBytes = 1000
    input.heldBytes = 100_000
    let result = try input.read()
    #expect(result.recordCount == 2001)
    #expect(Set(result.codes) == ["xml.late-context"])
    #expect(result.rejects.first?.record == 1 && result.rejects.first?.raw == "<i k='1'/>")
    #expect(result.rows.last?.values == ["x", "2"])
    #expect(result.rejects.count + result.rows.count == 2001)
  }

  @Test("A document that breaks while records wait rejects them")
  func brokenWhileHeld() throws {
    let result = try XMLTestInput("<r><g><i/><i/><n>1</n></x></g></r>", "/r/g/i", ["../n"]).read()
    #expect(result.codes == ["xml.syntax", "xml.syntax"] && result.fileCodes == ["xml.syntax"])
  }

  @Test("Memory does not grow with the file")
  func boundedMemory() throws {
    let record = "<i k='1'><a>" + String(repeating: "text ", count: 100) + "</a></i><x>skipped</x>"
    let text = "<r><g n='1'>" + String(repeating: record, count: 4000) + "</g></r>"
    let reader = try XMLTestInput(text, "/r/g/i", ["@k", "a", "../@n"]).reader()
    _ = try reader.bind()
    let batch = RecordBatch(slotCount: 3)
    while reader.read(into: batch) {
      #expect(reader.raw.end - reader.raw.start <= 3 * XMLReader.defaultChunkBytes)
      let store = reader.collector.pointee.stores[2]
      #expect(store.bytes.end - store.bytes.start <= 3 * XMLReader.defaultChunkBytes)
      batch.removeAll()
    }
  }
}
