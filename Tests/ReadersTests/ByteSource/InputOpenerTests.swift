import Records
import TestSupport
import Testing

@testable import Readers

@Suite struct InputOpenerTests {
  static let csv = "id,title\n" + (0..<3000).map { "\($0),words and words\n" }.joined()

  @Test(arguments: [false, true])
  func aFileIsGivenWholeAndItsRawBytesAreObserved(isCompressed: Bool) throws {
    let folder = try TemporaryFolder()
    let raw = isCompressed ? try gzip(Self.csv) : Array(Self.csv.utf8)
    // The name says nothing of the compression.
    let path = try folder.write("a.csv", raw)
    var observed: [UInt8] = []
    let source = try InputOpener.open(
      path, options: SourceOptions(format: "csv"), format: "csv", observer: { observed += $0 })
    #expect(readAll(source).bytes == Array(Self.csv.utf8))
    #expect(observed == raw)
  }

  @Test(arguments: ChunkSizes.all, [false, true])
  func chunksMakeNoDifference(chunks: ChunkSizes, isCompressed: Bool) throws {
    let raw = isCompressed ? try gzip(Self.csv) : Array(Self.csv.utf8)
    for bufferSize in [3, 5000, 100_000] {
      let result = readAll(try open(raw, chunks: chunks), bufferSize: bufferSize)
      #expect(result.bytes == Array(Self.csv.utf8))
      #expect(result.problem == nil)
    }
  }

  @Test func compressedUTF16IsInflatedThenDecoded() throws {
    let bytes: [UInt8] = utf16Bytes(Self.csv, withMark: true)
    #expect(readAll(try open(try gzip(bytes))).bytes == Array(Self.csv.utf8))
  }

  @Test(arguments: ["", " \r\n\n", "\u{FEFF}"])
  func anEmptyFileIsToldAsSuch(text: String) throws {
    for bytes in [Array(text.utf8), try gzip(text)] {
      #expect(problem(bytes)?.code == "input.empty")
    }
  }

  @Test func theSentenceSaysWhatTheFileSeemsToBe() throws {
    let problem = problem(
      Array("version https://git-lfs.github.com/spec/v1\noid sha256:1\n".utf8), format: "json")
    #expect(problem?.code == "input.wrong-kind")
    #expect(
      problem?.sentence.text(showingValues: false) == """
        the file seems to be a Git LFS pointer instead of the file itself, but JSON was expected; \
        nothing was read from it
        """)
    #expect(problem?.fix == "fetch the file with 'git lfs pull'")
  }

  static let mismatches: [(String, String)] = [
    ("csv", "<!doctype html><p>Please log in"), ("csv", "{\"Results\": [{"),
    ("csv", "<?xml version='1.0'?><Feed/>"),
    ("json", "id,score\n1,5\n"), ("json", "<html><body>"), ("json", "<?xml version='1.0'?><Feed/>"),
    ("xml", "<!DOCTYPE html>"), ("xml", "id;score\n1;5\n"), ("xml", "[{\"id\": 1}]"),
  ]

  @Test(arguments: mismatches)
  func anotherKindOfTextIsRefusedAlsoInsideCompression(format: String, text: String) throws {
    #expect(problem(Array(text.utf8), format: format)?.code == "input.wrong-kind")
    #expect(problem(try gzip(text), format: format)?.code == "input.wrong-kind")
    let utf16 = utf16Bytes(text, withMark: true)
    #expect(problem(utf16, format: format)?.code == "input.wrong-kind")
  }

  @Test func gzipInsideGzipIsRefused() throws {
    let problem = problem(try gzip(try gzip(Self.csv)))
    #expect(problem?.code == "input.wrong-kind")
    #expect(problem?.fix == "decompress it once with 'gunzip' first")
  }

  @Test func unmarkedUTF16IsRefusedUnlessNamed() throws {
    let bytes = utf16Bytes(Self.csv)
    #expect(problem(bytes)?.fix == "add 'encoding: utf-16' to the mapping's source")
    let options = SourceOptions(format: "csv", values: ["encoding": .text("utf-16")])
    #expect(readAll(try open(bytes, options: options)).bytes == Array(Self.csv.utf8))
  }

  /// Also when the archive is cut within the bytes that are peeked at, what could be inflated is given first.
  @Test(arguments: [150, 400, 700])
  func aTruncatedArchiveGivesItsBeginning(length: Int) throws {
    let raw = try gzip((0..<300).map { "\($0),\($0 &* 7919)\n" }.joined())
    let result = readAll(try open(Array(raw.prefix(length))))
    #expect(!result.bytes.isEmpty)
    #expect(result.problem?.code == "gzip.truncated")
  }

  @Test func anArchiveWithoutAnyContentTellsThatItIsCut() throws {
    #expect(problem(Array(try gzip(Self.csv).prefix(12)))?.code == "gzip.truncated")
    #expect(problem([0x1F, 0x8B])?.code == "gzip.truncated")
  }

  /// The n-th failure: the text before it is given, then its problem, whatever stage it meets.
  @Test func aReadErrorAtAnyByteIsTold() throws {
    let raw = Array(Self.csv.utf8.prefix(6000))
    for failAt in stride(from: 0, through: raw.count, by: 97) {
      do throws(Problem) {
        let source = try InputOpener.open(
          FailingByteSource(raw, failAt: failAt), file: "t", options: SourceOptions(format: "csv"),
          format: "csv")
        let result = readAll(source)
        #expect(result.bytes == Array(raw.prefix(failAt)))
        #expect(result.problem == FailingByteSource.problem)
      } catch {
        #expect(failAt == 0 && error == FailingByteSource.problem)
      }
    }
  }

  @Test func theExpansionLimitIsPassedOn() throws {
    let bomb = try gzip([UInt8](repeating: 0x61, count: 65 << 20), level: 9)
    let options = SourceOptions(format: "csv")
    let limited = try InputOpener.open(MemoryByteSource(bomb), file: "t", options: options, format: "csv")
    #expect(readAll(limited).problem?.code == "gzip.expansion")
    let allowed = try InputOpener.open(
      MemoryByteSource(bomb), file: "t", options: options, format: "csv", maxExpansionRatio: 2000)
    #expect(readAll(allowed).problem == nil)
  }

  private func open(
    _ bytes: [UInt8], options: SourceOptions = SourceOptions(format: "csv"), chunks: ChunkSizes = .whole
  ) throws(Problem) -> any ByteSource {
    try InputOpener.open(
      ChunkedByteSource(bytes, chunks: chunks), file: "test", options: options, format: options.format)
  }

  private func problem(_ bytes: [UInt8], format: String = "csv") -> Problem? {
    do throws(Problem) {
      _ = try open(bytes, options: SourceOptions(format: format))
      return nil
    } catch {
      return error
    }
  }
}
