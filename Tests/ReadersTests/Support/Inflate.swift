import Records
import Testing

@testable import Readers

/// What a gzip file gave, and what ended it.
struct Inflated: Equatable {
  var bytes: [UInt8]
  var problem: Problem?

  /// Inflates by one library, with the bytes behind the input out of its reach.
  init(_ data: [UInt8], chunks: ChunkSizes, bufferSize: Int, by library: Inflater) {
    do throws(Problem) {
      let upstream = ChunkedByteSource(data, chunks: chunks)
      let source = try GzipByteSource(upstream: upstream, file: "test.gz", by: library)
      (bytes, problem) = readAll(source, bufferSize: bufferSize)
    } catch {
      (bytes, problem) = ([], error)
    }
  }

  /// Whether the codes themselves are damaged, which libraries may notice at different places.
  var isOfDamagedCodes: Bool { sentence.contains("codes that gzip does not write") }

  private var sentence: String { problem?.sentence.text(showingValues: false) ?? "" }
}

/// Inflates by every library of this build and expects the same of all, bytes and sentences.
///
/// Only where one finds the codes damaged may another read on, until it finds the same, that nothing fits the checksum, or
/// that the file ends.
func inflate(_ data: [UInt8], chunks: ChunkSizes = .whole, bufferSize: Int = 65536) -> Inflated {
  let all = Inflater.available.map {
    Inflated(data, chunks: chunks, bufferSize: bufferSize, by: $0)
  }
  for other in all.dropFirst() where other != all[0] {
    #expect(all[0].isOfDamagedCodes || other.isOfDamagedCodes)
    #expect(other.problem?.code == "gzip.corrupt" || other.problem?.code == "gzip.truncated")
    let common = min(all[0].bytes.count, other.bytes.count)
    #expect(all[0].bytes.prefix(common) == other.bytes.prefix(common))
    #expect(all[0].bytes.count - common <= 258, "more than a match is lost")
  }
  return all[0]
}
