import Records

/// Reads a manifest line by line, as `ManifestWriter` writes it.
///
/// Members that it does not know are passed over, since a later version may add some; all else must be as the
/// writer does it. It checks the manifest against itself: numbers without gaps, limits, sums.
public struct ManifestReader {
  /// A longer line is no line of ours.
  public static let maxLineBytes = 1 << 20

  /// The line of one request; the views are good as long as the line's bytes are.
  public struct Entry {
    /// From 1, without gaps.
    public internal(set) var number: Int
    /// The path of the request's own file, still escaped; nil where all are in one file.
    public internal(set) var file: UnsafeBufferPointer<UInt8>?
    /// A `Checksum`: 32 hex digits.
    public internal(set) var xxh128: UnsafeBufferPointer<UInt8>
    public internal(set) var bytes: Int
    public internal(set) var reviews: Int
    /// The line itself.
    public internal(set) var place: SourcePosition
  }

  /// What the next line must be.
  enum Part {
    case open
    case format
    case tool
    case mapping
    case inputs
    case input(isFirst: Bool, isLast: Bool)
    case settings
    case requests
    case request(isFirst: Bool, isLast: Bool)
    case counts
    case addition
    case closed
  }

  let file: String
  let outcome: String
  var part = Part.open
  private(set) var lines = 0
  private var byteOffset = 0
  var version = ManifestWriter.formatVersion
  var hasEnd = false

  /// Complete from the first request on.
  public internal(set) var manifest: Manifest
  /// All counts of the manifest's end, those of `requests` and `reviews` too.
  public internal(set) var counts: [Manifest.Count] = []
  public internal(set) var requests = 0
  public internal(set) var reviews = 0
  public internal(set) var requestBytes = 0
  /// Whether requests have files of their own; nil without requests.
  public internal(set) var hasFiles: Bool?

  /// - Parameters:
  ///   - file: For problems.
  ///   - outcome: What happens to the data, for problems.
  public init(file: String, outcome: String) {
    self.file = file
    self.outcome = outcome
    manifest = Manifest(
      tool: .init(name: "", version: ""), mapping: .init(name: "", fileName: "", sha256: ""), inputs: [],
      settings: .init(shape: .flat, maxReviews: 0, maxBytes: 0))
  }

  /// The place of the line read last.
  public var place: SourcePosition { SourcePosition(file: file, line: max(lines, 1), byte: byteOffset) }

  /// Takes the next line, without its line break; gives an entry where it is that of a request.
  ///
  /// Throws `set.manifest`, `set.version` or `set.too-large`.
  public mutating func line(_ line: UnsafeBufferPointer<UInt8>) throws(Problem) -> Entry? {
    lines += 1
    defer { byteOffset += line.count + 1 }
    let entry: Entry?
    do throws(JSONFault) {
      entry = try readWhole(line)
    } catch {
      throw ReadingProblem.manifest(error, line, place, outcome)
    }
    if version != ManifestWriter.formatVersion { throw ReadingProblem.version(version, at: place, outcome) }
    if let entry, entry.bytes > RequestBodyReader.maxBytes { throw ReadingProblem.tooLarge(entry, outcome) }
    return entry
  }

  private mutating func readWhole(_ line: UnsafeBufferPointer<UInt8>) throws(JSONFault) -> Entry? {
    try JSONCursor.checkUTF8(line)
    var cursor = JSONCursor(line)
    let entry = try read(&cursor)
    try cursor.takeEnd("the end of the line")
    if let entry { try check(entry) }
    return entry
  }

  /// Says that there are no more lines, the last of which ended with a line break.
  public mutating func finish() throws(Problem) {
    guard hasEnd else { throw unexpectedEnd() }
    for (name, sum) in [("requests", requests), ("reviews", reviews), ("request_bytes", requestBytes)] {
      guard let count = counts.first(where: { $0.name == name }) else { throw missingCount(name) }
      if count.value != sum { throw wrongSum(name, count.value, sum) }
    }
  }
}

// MARK: - Problems of the whole

extension ManifestReader {
  /// The manifest ends before its end.
  public func unexpectedEnd() -> Problem {
    let place = SourcePosition(file: file, line: lines + 1, byte: byteOffset)
    return ReadingProblem.contradiction(
      "the manifest ends here, before its last line; the set was not written or copied to its end", at: place,
      outcome)
  }

  /// The next line is longer than `maxLineBytes`.
  public func tooLongLine() -> Problem {
    let place = SourcePosition(file: file, line: lines + 1, byte: byteOffset)
    return ReadingProblem.contradiction(
      "the manifest has a line of more than \(Self.maxLineBytes) bytes, which we do not write", at: place,
      outcome)
  }

  private func missingCount(_ name: String) -> Problem {
    ReadingProblem.contradiction("the manifest has no count of '\(name)'", at: place, outcome)
  }

  private func wrongSum(_ name: String, _ count: Int, _ sum: Int) -> Problem {
    ReadingProblem.contradiction(
      "the manifest counts \(count) '\(name)' at its end, but its lines have \(sum)", at: place, outcome)
  }
}
