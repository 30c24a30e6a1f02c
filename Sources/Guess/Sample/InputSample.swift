import Readers
import Records

/// The beginning of an input, inflated: all that a guess looks at.
///
/// Where it ends is an accident of the sample, so nothing that only its end lacks is an error: a gzip member, a
/// character or a record that is cut off there is left out.
public struct InputSample: Sendable {
  /// Bytes that are read, and bytes that they may be inflated to.
  public static let defaultLimit = 4 << 20
  /// Where not one record ends within that.
  public static let longLimit = 64 << 20

  /// The input's name, for problems and comments.
  public let file: String
  /// In the encoding of the file.
  public let bytes: [UInt8]
  public let isGzip: Bool
  /// Which file of an archive it is, in words; nil where it is none.
  public var archive: String?
  /// Whether the input ended within the sample.
  public let isWhole: Bool

  /// Reads the beginning of a source; throws what keeps even its first bytes from being read.
  public init(_ source: any ByteSource, file: String, limit: Int = defaultLimit) throws(Problem) {
    self.file = file
    let raw = Self.read(source, atMost: limit)
    if let problem = raw.problem, raw.bytes.isEmpty { throw problem }
    isGzip = raw.bytes.starts(with: [0x1F, 0x8B])
    guard isGzip else {
      bytes = raw.bytes
      isWhole = raw.isWhole
      return
    }
    let inflater = try GzipByteSource(upstream: MemoryByteSource(raw.bytes), file: file)
    let inflated = Self.read(inflater, atMost: limit)
    // What is damaged from its first byte on is no sample; what is cut off there is a short one.
    if let problem = inflated.problem, inflated.bytes.isEmpty, problem.code != "gzip.truncated" {
      throw problem
    }
    bytes = inflated.bytes
    isWhole = raw.isWhole && inflated.isWhole
  }

  private static func read(
    _ source: any ByteSource, atMost limit: Int
  ) -> (bytes: [UInt8], isWhole: Bool, problem: Problem?) {
    var bytes: [UInt8] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 1)
    defer { buffer.deallocate() }
    while bytes.count < limit {
      do throws(Problem) {
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, limit - bytes.count)])
        let count = try source.read(into: room)
        if count == 0 { return (bytes, true, nil) }
        bytes.append(contentsOf: room[..<count])
      } catch {
        return (bytes, false, error)
      }
    }
    return (bytes, false, nil)
  }
}
