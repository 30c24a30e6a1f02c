import Records

/// The part of a file that has been read and not yet passed: the tail of the batch's buffer.
///
/// ```
/// batch.bytes  [ records … | position … limit | unescaped copies ]
/// ```
/// The file's bytes are read straight into the batch, so that a record's raw text needs no copy. What
/// is unfinished when a batch is full waits in `carry`; what is unfinished when more must be read moves
/// behind all that the batch keeps.
///
/// Access checks are off for what is used for each record: one thread uses a reader, and nothing here
/// calls back.
final class InputWindow {
  /// Large enough to make system calls cheap, small enough that moving the rest of it is.
  static let chunkBytes = 256 << 10
  /// simdjson and the walk may look a little behind the end.
  static let padding = 64

  private let source: any ByteSource
  private let carry = ByteBuffer()
  /// The buffer of the batch being filled.
  @exclusivity(unchecked) private(set) var bytes = ByteBuffer(capacity: 64)
  /// Offset in `bytes` of the next byte that was not passed.
  @exclusivity(unchecked) private(set) var position = 0
  /// Offset behind the last byte read.
  @exclusivity(unchecked) private(set) var limit = 0
  /// Offset behind what the batch keeps in front of `position`.
  @exclusivity(unchecked) private var kept = 0
  /// Where `position` is in the file.
  @exclusivity(unchecked) var place = TextPlace()
  /// Set when there is nothing more to read.
  @exclusivity(unchecked) private(set) var isEnded = false
  /// The problem that ended the input, if one did.
  @exclusivity(unchecked) private(set) var failure: Problem?

  init(_ source: any ByteSource) { self.source = source }

  var available: Int { limit - position }
  /// The bytes from `position` on; valid until more are read or something is appended to the batch.
  var text: UnsafePointer<UInt8> { UnsafePointer(bytes.base + position) }

  /// Goes on behind what a batch already holds.
  func open(_ batchBytes: ByteBuffer) {
    bytes = batchBytes
    position = bytes.count
    kept = position
    bytes.reserve(carry.count + Self.chunkBytes + Self.padding)
    bytes.append(carry.all)
    limit = bytes.count
    carry.removeAll()
  }

  /// Shows a text that lies in a batch, behind which nothing is read.
  func attach(_ text: ByteBuffer, at place: TextPlace, isEnded: Bool, failure: Problem?) {
    (bytes, position, limit, kept) = (text, 0, text.count, text.count)
    (self.place, self.isEnded, self.failure) = (place, isEnded, failure)
  }

  /// Leaves the rest of the file to another, which begins with what was read and not passed.
  func handOver() -> WindowedInput {
    WindowedInput(source, offset: place.byte, kept: carry, isEnded: isEnded, problem: failure)
  }

  /// Sets the unfinished rest aside until the next batch.
  func close() {
    carry.append(bytes.view(position, available))
    if limit == bytes.count { bytes.count = kept }
  }

  /// Passes bytes, counting lines and columns.
  func pass(_ length: Int) {
    place.advance(over: text, length)
    position += length
  }

  /// Passes bytes up to and with a newline, which is their only one.
  func passLine(_ length: Int) {
    place.advanceLine(length)
    position += length
  }

  /// Passes a byte order mark, which is no column; false where more must be read to know.
  func passByteOrderMark() -> Bool {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    guard place.byte == 0 else { return true }
    let start = UnsafeBufferPointer(start: text, count: min(available, mark.count))
    guard mark.starts(with: start) else { return true }
    guard start.count == mark.count else { return isEnded }
    position += mark.count
    place.byte += mark.count
    return true
  }

  /// Says that the batch keeps the next `length` bytes.
  func keep(_ length: Int) { kept = max(kept, position + length) }

  /// Reads more behind `limit`; sets `isEnded` where there is no more.
  func more() {
    guard !isEnded else { return }
    moveRestToEnd()
    bytes.reserve(Self.chunkBytes + Self.padding)
    let room = UnsafeMutableRawBufferPointer(start: bytes.base + bytes.count, count: Self.chunkBytes)
    do throws(Problem) {
      let length = try source.read(into: room)
      isEnded = length == 0
      bytes.count += length
    } catch {
      isEnded = true
      failure = error
    }
    limit = bytes.count
  }

  /// Moves what is not passed behind what the batch keeps, over bytes that nobody needs.
  private func moveRestToEnd() {
    let rest = available
    let target = limit == bytes.count ? kept : bytes.count
    guard target != position, limit != bytes.count || target < position else { return }
    if limit != bytes.count { bytes.reserve(rest) }
    (bytes.base + target).update(from: bytes.base + position, count: rest)
    position = target
    limit = target + rest
    bytes.count = limit
    kept = target
  }
}
