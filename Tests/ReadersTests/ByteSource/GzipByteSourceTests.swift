import Records
import TestSupport
import Testing

@testable import Readers

/// What a user sees must not depend on the library, so each test runs with all that this build has.
@Suite struct GzipByteSourceTests {
  static let text = Array((0..<200).map { "row \($0), some words that repeat\n" }.joined().utf8)

  @Test(arguments: ChunkSizes.all, [1, 13, 4096, 1 << 20])
  func oneMemberIsInflated(chunks: ChunkSizes, bufferSize: Int) throws {
    let result = inflate(try gzip(Self.text), chunks: chunks, bufferSize: bufferSize)
    #expect(result.bytes == Self.text)
    #expect(result.problem == nil)
  }

  @Test(arguments: ChunkSizes.all, [0, 1, 9])
  func severalMembersAreOneText(chunks: ChunkSizes, level: Int32) throws {
    var random = SeededRandom(seed: 21)
    let parts = [Self.text, [], random.bytes(70_000), Array("end".utf8)]
    let data = try parts.flatMap { try gzip($0, level: level) }
    let result = inflate(data, chunks: chunks)
    #expect(result.bytes == parts.flatMap { $0 })
    #expect(result.problem == nil)
  }

  @Test(arguments: ChunkSizes.all)
  func paddingWithZerosIsAllowedBehindAndBetweenMembers(chunks: ChunkSizes) throws {
    let padding = [UInt8](repeating: 0, count: 700)
    let data = try gzip("one,") + padding + gzip("two") + padding
    let result = inflate(data, chunks: chunks)
    #expect(result.bytes == Array("one,two".utf8))
    #expect(result.problem == nil)
  }

  @Test(arguments: ChunkSizes.all)
  func anythingElseBehindIsReportedAtItsByte(chunks: ChunkSizes) throws {
    let member = try gzip("one")
    let result = inflate(member + [0, 0] + Array("id,name\n".utf8), chunks: chunks)
    #expect(result.bytes == Array("one".utf8))
    #expect(result.problem?.code == "gzip.trailing-garbage")
    #expect(
      result.problem?.sentence.text(showingValues: false) == """
        the compressed data is complete, but from byte \(member.count + 2) of the file on something else \
        follows it; that was not read
        """)
  }

  @Test func aSecondMemberNeedsBothMagicBytes() throws {
    let result = inflate(try gzip("one") + [0x1F, 0x8C, 8])
    #expect(result.problem?.code == "gzip.trailing-garbage")
  }

  /// Cut at every byte, in whole and single chunks: the inflated beginning is given, then the problem.
  @Test(arguments: [ChunkSizes.whole, .single])
  func aTruncatedFileTellsWhereItEnds(chunks: ChunkSizes) throws {
    let first = try gzip("first member, first member")
    let data = first + (try gzip(Self.text))
    let text = Array("first member, first member".utf8) + Self.text
    var longest = 0
    for length in 1..<data.count where length != first.count {
      let result = inflate(Array(data.prefix(length)), chunks: chunks)
      #expect(text.starts(with: result.bytes))
      #expect(result.bytes.count >= longest, "a longer file gave less")
      longest = max(longest, result.bytes.count)
      #expect(result.problem?.code == "gzip.truncated")
      let sentence = result.problem?.sentence.text(showingValues: false)
      #expect(sentence?.contains("ends at its byte \(length) inside the data") == true)
    }
    #expect(longest == text.count)
    #expect(inflate(first, chunks: chunks).problem == nil)
  }

  /// Each byte flipped in turn: nothing crashes, and what is given is a prefix unless only the header changed.
  @Test func aDamagedFileIsNeverTakenForWhole() throws {
    let data = try gzip(Self.text)
    for index in 10..<data.count {
      var damaged = data
      damaged[index] ^= 0x55
      let result = inflate(damaged)
      #expect(result.problem != nil, "byte \(index)")
      let code = result.problem?.code
      #expect(code == "gzip.corrupt" || code == "gzip.truncated" || code == "gzip.trailing-garbage")
    }
  }

  @Test func aWrongChecksumComesAfterAllBytes() throws {
    var data = try gzip(Self.text)
    data[data.count - 8] ^= 1
    let result = inflate(data)
    #expect(result.bytes == Self.text)
    #expect(result.problem?.code == "gzip.corrupt")
    #expect(
      result.problem?.sentence.text(showingValues: false) == """
        the compressed data is damaged at byte \(data.count - 8) of the file (not of the checksum and length \
        that stand behind it); the records before it were kept
        """)
  }

  @Test func aWrongLengthIsFoundAsWell() throws {
    var data = try gzip(Self.text)
    data[data.count - 1] ^= 0x80
    let result = inflate(data, chunks: .single)
    #expect(result.bytes == Self.text)
    #expect(result.problem?.code == "gzip.corrupt")
    data.removeLast()
    #expect(inflate(data).problem?.code == "gzip.truncated")
  }

  @Test(arguments: [(100, 1000, true), (100, 1_000_000_000, false), (2000, 1000, false)])
  func expansionIsLimitedBehindAFloor(maxRatio: Int, floor: Int, isRefused: Bool) throws {
    let zeros = [UInt8](repeating: 0x20, count: 3_000_000)
    let data = try gzip(zeros)
    for library in Inflater.available {
      let source = try GzipByteSource(
        upstream: ChunkedByteSource(data, chunks: .random(seed: 5)), file: "bomb.gz",
        maxRatio: maxRatio, ratioFloor: floor, by: library)
      let result = readAll(source, bufferSize: 10_000)
      #expect((result.problem?.code == "gzip.expansion") == isRefused)
      #expect(isRefused ? result.bytes.count < 50_000 : result.bytes == zeros)
    }
  }

  /// The n-th failure: whatever the byte at which the file cannot be read on, its problem is the one told.
  @Test func aReadErrorIsToldBehindWhatCouldBeInflated() throws {
    let data = try gzip(Self.text) + gzip("more")
    for library in Inflater.available {
      var longest = 0
      for failAt in 0...data.count {
        let failing = FailingByteSource(data, failAt: failAt)
        let source = try GzipByteSource(upstream: failing, file: "test", by: library)
        let result = readAll(source, bufferSize: 50)
        #expect(result.problem == FailingByteSource.problem)
        #expect(result.bytes.count >= longest)
        longest = result.bytes.count
      }
      #expect(longest == Self.text.count + 4)
    }
  }
}
