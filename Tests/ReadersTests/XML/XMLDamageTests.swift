import Records
import TestSupport
import Testing

@testable import Readers

@Suite("Damaged XML")
struct XMLDamageTests {
  /// 10 groups of 50 documents.
  @Test(
    "Damage costs the same records however the document is cut, and no number is lost",
    arguments: UInt64(0)..<10)
  func damage(_ group: UInt64) throws {
    for seed in group * 50..<group * 50 + 50 {
      var random = SeededRandom(seed: seed)
      var input = XMLTestInput(bytes: damaged(seed, &random), "/r/a", [".", "b", "../c", "@k", "b/c"])
      input.heldBytes = random.int(in: 0...1) == 0 ? 500 : XMLLimits.heldBytes
      let whole = outcome(of: input)
      input.chunks = .random(seed: seed)
      #expect(outcome(of: input) == whole, "seed \(seed)")
      for chunkBytes in [1, random.int(in: 2...300)] {
        input.chunkBytes = chunkBytes
        let cut = outcome(of: input)
        // How much is held depends on the chunks, and so does the place at which libxml2 sees a fault.
        if input.heldBytes == XMLLimits.heldBytes {
          #expect(cut.rows == whole.rows, "seed \(seed), chunks of \(chunkBytes)")
          #expect(cut.rejects.map(\.record) == whole.rejects.map(\.record))
          #expect(cut.fileProblems.isEmpty == whole.fileProblems.isEmpty)
        }
      }
    }
  }

  private func outcome(of input: XMLTestInput) -> XMLTestResult {
    do throws(Problem) {
      let result = try input.read()
      let numbers = Set(result.rows.map(\.record)).union(result.rejects.map(\.record))
      #expect(numbers == Set(1..<result.recordCount + 1))
      return result
    } catch {
      return XMLTestResult(fileProblems: [error])
    }
  }

  /// A random document with some bytes overwritten, removed or put in.
  private func damaged(_ seed: UInt64, _ random: inout SeededRandom) -> [UInt8] {
    var bytes = ReferenceDocument(seed: seed).bytes
    let pieces: [[UInt8]] = [
      [0xFF], [0], Array("<".utf8), Array("&".utf8), Array("]]>".utf8), Array("<![CDATA[".utf8),
      Array("</a>".utf8),
      Array("&#x;".utf8), Array("\"".utf8), Array("<!--".utf8), [0xEF, 0xBF, 0xBF], Array("&x;".utf8), [0xC3],
    ]
    for _ in 0..<random.int(in: 1...3) {
      let position = random.int(in: 0...bytes.count - 1)
      switch random.int(in: 0...3) {
      case 0: bytes.removeSubrange(position..<min(position + random.int(in: 1...20), bytes.count - 1))
      case 1: bytes[position] = random.bytes(1)[0]
      case 2: bytes.insert(contentsOf: pieces[random.int(in: 0...pieces.count - 1)], at: position)
      default: bytes.removeSubrange(max(position, 1)...)
      }
    }
    return bytes
  }
}
