import Foundation
import Mapping
import Readers
import Records
import Requests

/// What happened to one input, told once.
enum InputEvent {
  /// It could not be read at all; the run goes on with the next input.
  case failed(Problem)
  /// Its header lacks columns that the mapping needs: the run ends.
  case refused([Problem])
  /// It was read to its end or to where it is broken.
  case ended(InputDigest)
}

/// Size and checksum of an input as it lies on disk (before inflation); a file of an archive counts unpacked.
public struct InputDigest: Sendable, Equatable {
  public var bytes: Int
  /// As `xxhsum -H2` shows it.
  public var xxh128: String
}

/// Counts and digests the raw bytes of an input while they are read.
///
/// What reads ahead may still read when the reader has ended; it is not heard any more from `readOn` on.
final class DigestObserver: @unchecked Sendable {
  private var digest = StreamingChecksum()
  private var isClosed = false
  private let lock = NSLock()
  private let progress: ProgressCounters?

  init(progress: ProgressCounters? = nil) { self.progress = progress }

  func observe(_ chunk: UnsafeRawBufferPointer) {
    lock.withLock {
      guard !isClosed else { return }
      digest.update(chunk)
      progress?.read(bytes: chunk.count)
    }
  }

  /// Reads on where the reader stopped because the input is broken: the digest is that of the whole file.
  ///
  /// Of a pipe it stays that of what was read, which nobody can read again; of a file of an archive it is that of
  /// all that can be unpacked.
  func readOn(_ path: String, maxExpansionRatio: Int? = nil) {
    close()
    let place = InputPlace(path)
    if case .member = place { return unpackOn(place, maxExpansionRatio) }
    guard case .file = place, let file = FileHandle(forReadingAtPath: path),
      (try? file.seek(toOffset: UInt64(digest.byteCount))) != nil
    else { return }
    while let chunk = try? file.read(upToCount: 1 << 20), !chunk.isEmpty {
      chunk.withUnsafeBytes { digest.update($0) }
      progress?.read(bytes: chunk.count)
    }
  }

  /// Does so in an archive, where the only way to a place leads through all before it.
  private func unpackOn(_ place: InputPlace, _ maxExpansionRatio: Int?) {
    guard digest.byteCount < place.byteCount ?? 0,
      let source = try? place.open(maxExpansionRatio: maxExpansionRatio)
    else { return }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { buffer.deallocate() }
    var known = digest.byteCount
    while let length = try? source.read(into: buffer), length > 0 {
      let new = UnsafeRawBufferPointer(rebasing: buffer[min(known, length)..<length])
      known -= min(known, length)
      if !new.isEmpty { digest.update(new) }
      progress?.read(bytes: new.count)
    }
  }

  /// Hears no more.
  func close() { lock.withLock { isClosed = true } }

  /// The digest of a file as it is now; that of nothing where it cannot be read.
  static func digest(ofFile path: String) -> InputDigest {
    let observer = DigestObserver()
    // What was too large for the run is of other bytes then, and found to be so.
    observer.readOn(path, maxExpansionRatio: .max)
    return observer.finish()
  }

  func finish() -> InputDigest { InputDigest(bytes: digest.byteCount, xxh128: digest.hex()) }
}

/// Opens inputs and binds them to a plan.
struct InputReading {
  let plan: MappingPlan
  let maxExpansionRatio: Int?
  /// Whether programs of the mapping may run; nil for no.
  var commands: CommandRunning?

  /// A reader behind its header, and what the plan misses in that header.
  func open(
    _ path: String, observer: DigestObserver? = nil
  ) throws(Problem) -> (reader: any RecordReader, problems: [Problem]) {
    guard let format = ReaderRegistry.format(named: plan.source.format) else {
      throw Problem("mapping.format", .error, "the format \(quoted: plan.source.format) is not built in")
    }
    let source = try InputOpener.open(
      path, options: plan.source, format: plan.source.format, maxExpansionRatio: maxExpansionRatio,
      commands: commands, observer: observer.map { observer in { observer.observe($0) } })
    return try open(source, format: format, file: Self.displayName(path))
  }

  func open(
    _ source: any ByteSource, format: ReaderFormat, file: String
  ) throws(Problem) -> (reader: any RecordReader, problems: [Problem]) {
    let reader = try format.makeReader(
      ReaderInput(source: source, options: plan.source, selectors: plan.selectors, file: file))
    let binding = try reader.bind()
    guard let binding else { return (reader, []) }
    let problems = plan.problems(binding: binding, file: file)
    return (reader, wrongDelimiter(binding, problems, file).map { [$0] } ?? problems)
  }

  /// One sentence instead of one for each column, where the header is one column because it was not split.
  private func wrongDelimiter(_ binding: Binding, _ problems: [Problem], _ file: String) -> Problem? {
    guard problems.count > 1, binding.names.count == 1, let header = binding.names.first else { return nil }
    let candidates: [(byte: Character, name: String)] = [
      (";", "\";\""), ("\t", "tab"), (",", "\",\""), ("|", "\"|\""),
    ]
    let counted = candidates.map { candidate in (candidate, header.count { $0 == candidate.byte }) }
    guard let best = counted.max(by: { $0.1 < $1.1 }), best.1 > 0 else { return nil }
    // Excel writes this line for itself, before the header.
    let isHint = header.lowercased().hasPrefix("sep=")
    return Problem(
      "mapping.delimiter", at: SourcePosition(file: file, line: binding.line),
      "the header is one column, \(quoted: header), that the mapping's delimiter does not split; nothing was read",
      fix: "set \(isHint ? "'skip_lines: 1' and " : "")'delimiter: \(best.0.name)' in the mapping's source")
  }

  /// How an input is named in problems.
  static func displayName(_ path: String) -> String { InputOpener.displayName(path) }
}
