import CZlib
import Records
import TestSupport
import Testing

@testable import Readers

/// `inflate` runs all libraries of a build and compares them; these are the inputs in which they could differ.
@Suite struct InflaterTests {
  static let text = Array((0..<300).map { "line \($0 % 7) of \($0) \n" }.joined().utf8)

  @Test func zlibIsAlwaysThereAndIsALSPreferred() {
    #expect(Inflater.available.first == .zlib)
    #expect(Inflater.preferred == Inflater.available.last)
  }

  /// Optional fields of RFC 1952 §2.3, in every combination, cut at every byte by the chunks of one.
  @Test(arguments: 0..<16, [ChunkSizes.whole, .single, .random(seed: 4)])
  func optionalFieldsOfTheHeaderAreSkipped(fields: Int, chunks: ChunkSizes) throws {
    let data = GzipHeader(fields: fields).bytes + (try gzip(Self.text)).dropFirst(10)
    let result = inflate(data + data, chunks: chunks)
    #expect(result.bytes == Self.text + Self.text)
    #expect(result.problem == nil)
    for length in 1..<40 {
      #expect(inflate(Array(data.prefix(length)), chunks: chunks).problem?.code == "gzip.truncated")
    }
  }

  @Test(arguments: [(2, 7), (3, 0x20), (3, 0x80), (12, 1)])
  func aHeaderThatContradictsItselfIsRefused(index: Int, value: UInt8) throws {
    // With FEXTRA and FHCRC: byte 12 is of the field, so the header's own checksum is wrong.
    var data = GzipHeader(fields: 0b0110).bytes + (try gzip(Self.text)).dropFirst(10)
    data[index] = value
    for chunks in ChunkSizes.all {
      let result = inflate(data, chunks: chunks)
      #expect(result.bytes.isEmpty)
      let sentence = result.problem?.sentence.text(showingValues: false) ?? ""
      #expect(sentence.contains("(a header that gzip does not write)"))
    }
  }

  /// Levels and strategies give stored blocks, fixed codes, dynamic codes, and runs without matches.
  @Test(arguments: [0, 1, 6, 9], [Z_DEFAULT_STRATEGY, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED])
  func allKindsOfBlocksAreRead(level: Int32, strategy: Int32) throws {
    var random = SeededRandom(seed: 8)
    let bytes = Self.text + random.bytes(150_000) + Self.text
    for chunks in [ChunkSizes.whole, .random(seed: 6)] {
      for bufferSize in [7, 4096, 1 << 20] {
        let result = inflate(
          try gzip(bytes, level: level, strategy: strategy), chunks: chunks, bufferSize: bufferSize)
        #expect(result.bytes == bytes)
        #expect(result.problem == nil)
      }
    }
  }

  @Test(arguments: ChunkSizes.all)
  func emptyMembersAreNothing(chunks: ChunkSizes) throws {
    let empty = try gzip("")
    let result = inflate(empty + empty + (try gzip("a", level: 0)) + empty, chunks: chunks)
    #expect(result == Inflated(try gzip("a"), chunks: .whole, bufferSize: 10, by: .zlib))
  }

  /// Two thousand files, three quarters of them damaged or cut: no crash, no byte from beyond, the same result.
  @Test func seededDamageIsFoundAlike() throws {
    var random = SeededRandom(seed: 1952)
    for _ in 0..<50 {
      let whole = try gzip(text(random.int(in: 0...250), &random), level: Int32(random.int(in: 0...9)))
      for _ in 0..<40 {
        let chunks: [ChunkSizes] = [.whole, .whole, .whole, .random(seed: random.next())]
        let data = damaged(whole, &random)
        _ = inflate(data, chunks: chunks[random.int(in: 0...3)], bufferSize: random.int(in: 60...400))
      }
    }
  }

  private func text(_ length: Int, _ random: inout SeededRandom) -> [UInt8] {
    var bytes: [UInt8] = []
    for index in 0..<length {
      let repeats = index > 30 && random.int(in: 0...3) > 0
      bytes.append(repeats ? bytes[index - random.int(in: 1...30)] : UInt8(random.int(in: 0...255)))
    }
    return bytes
  }

  private func damaged(_ data: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var data = data
    let place = random.int(in: 0...data.count - 1)
    switch random.int(in: 0...3) {
    case 0: break
    case 1: data[place] ^= 1 << random.int(in: 0...7)
    case 2: data[place] = UInt8(random.int(in: 0...255))
    default: data.removeLast(place)
    }
    return data
  }
}

/// A header with optional fields: bit 0 FNAME, 1 FEXTRA, 2 FHCRC, 3 FCOMMENT.
private struct GzipHeader {
  var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 0, 3]

  init(fields: Int) {
    if fields & 2 != 0 { add(flag: 4, [5, 0] + Array("extra".utf8)) }
    if fields & 1 != 0 { add(flag: 8, Array("reviews.csv\0".utf8)) }
    if fields & 8 != 0 { add(flag: 16, Array("a comment\0".utf8)) }
    if fields & 4 != 0 {
      bytes[3] |= 2
      let sum = crc32(0, bytes, UInt32(bytes.count))
      bytes += [UInt8(sum & 0xFF), UInt8(sum >> 8 & 0xFF)]
    }
  }

  private mutating func add(flag: UInt8, _ field: [UInt8]) {
    bytes[3] |= flag
    bytes += field
  }
}
