import CZlib
import Records

/// Inflates gzip data: one member or several behind one another (RFC 1952 §2.2).
///
/// All bytes that can be inflated before an error are given before it is thrown. Positions in the
/// sentences are bytes of the compressed file, since that is what a user can compare with its size.
public final class GzipByteSource: ByteSource {
  /// Reviews compress 3:1 to 20:1, repetitive XML perhaps 60:1; zlib's own limit is 1032:1.
  public static let defaultMaxRatio = 200
  /// Output from which the ratio is checked; a small file may be as repetitive as it likes.
  static let ratioFloor = 64 << 20
  private static let inputCapacity = 256 << 10

  private enum State {
    case inMember
    /// Behind a member: padding, another member, or the end.
    case betweenMembers
    case ended
  }

  private let upstream: any ByteSource
  private let file: String
  private let maxRatio: Int
  private let ratioFloor: Int
  /// zlib keeps the address of the stream, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutablePointer<UInt8>
  private var state = State.inMember
  private var upstreamHasEnded = false
  /// What ended the upstream; it counts only if the data is not complete before it.
  private var upstreamProblem: Problem?
  /// Found while bytes were still to be given; thrown by the next read.
  private var pendingProblem: Problem?
  private var bytesIn = 0
  private var bytesOut = 0

  /// Memory is about 300 KiB, most of it the input buffer.
  public convenience init(
    upstream: any ByteSource, file: String, maxRatio: Int = defaultMaxRatio
  ) throws(Problem) {
    try self.init(upstream: upstream, file: file, maxRatio: maxRatio, ratioFloor: Self.ratioFloor)
  }

  init(upstream: any ByteSource, file: String, maxRatio: Int, ratioFloor: Int) throws(Problem) {
    self.upstream = upstream
    self.file = file
    self.maxRatio = maxRatio
    self.ratioFloor = ratioFloor
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    input = .allocate(capacity: Self.inputCapacity)
    // 15: the largest window; 16 more: a gzip header and its checksum are expected.
    guard czlib_inflateInit2(stream, 15 + 16) == Z_OK else { throw GzipProblem.noMemory(file) }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    if let pendingProblem { throw pendingProblem }
    // zlib counts in 32 bits.
    let room = min(buffer.count, 1 << 30)
    stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(room)
    do throws(Problem) {
      try inflate(room: room)
    } catch {
      if produced(of: room) == 0 { throw error }
      pendingProblem = error
    }
    bytesOut += produced(of: room)
    return produced(of: room)
  }

  private func produced(of room: Int) -> Int { room - Int(stream.pointee.avail_out) }

  /// Compressed bytes used up so far.
  private var consumed: Int { bytesIn - Int(stream.pointee.avail_in) }

  /// Inflates until the buffer is full, or something was produced and more needs a read.
  private func inflate(room: Int) throws(Problem) {
    while state != .ended && stream.pointee.avail_out > 0 {
      if stream.pointee.avail_in == 0 && !upstreamHasEnded {
        if produced(of: room) > 0 { break }
        refill()
      }
      switch state {
      case .inMember: try inflateMember()
      case .betweenMembers: try findMember()
      case .ended: break
      }
    }
    try checkRatio(bytesOut + produced(of: room))
  }

  private func inflateMember() throws(Problem) {
    switch CZlib.inflate(stream, Z_NO_FLUSH) {
    case Z_OK: break
    case Z_STREAM_END: state = .betweenMembers
    case Z_BUF_ERROR where stream.pointee.avail_in == 0:
      if upstreamHasEnded { throw upstreamProblem ?? GzipProblem.truncated(file, byte: consumed) }
    case Z_MEM_ERROR: throw GzipProblem.noMemory(file)
    default: throw GzipProblem.corrupt(file, byte: consumed, words: zlibWords)
    }
  }

  /// Skips zero padding (tapes and disk blocks leave it) and begins the next member.
  private func findMember() throws(Problem) {
    while stream.pointee.avail_in > 0, stream.pointee.next_in.pointee == 0 { skipByte() }
    if stream.pointee.avail_in == 1 && !upstreamHasEnded { refill() }
    let available = stream.pointee.avail_in
    guard available > 0 else {
      if !upstreamHasEnded { return }
      if let upstreamProblem { throw upstreamProblem }
      state = .ended
      return
    }
    // A member begins 1f 8b. A lone 1f at the end of the file may be a member that was cut off.
    let isMember = stream.pointee.next_in[0] == 0x1F && (available == 1 || stream.pointee.next_in[1] == 0x8B)
    guard isMember else { throw GzipProblem.trailingGarbage(file, byte: consumed) }
    inflateReset(stream)
    state = .inMember
  }

  private func skipByte() {
    stream.pointee.next_in += 1
    stream.pointee.avail_in -= 1
  }

  /// Reads more input behind what is left of it (at most one byte).
  private func refill() {
    let rest = Int(stream.pointee.avail_in)
    if rest > 0 { input.update(from: stream.pointee.next_in, count: rest) }
    stream.pointee.next_in = input
    let room = UnsafeMutableRawBufferPointer(start: input + rest, count: Self.inputCapacity - rest)
    do throws(Problem) {
      let length = try upstream.read(into: room)
      upstreamHasEnded = length == 0
      bytesIn += length
      stream.pointee.avail_in = UInt32(rest + length)
    } catch {
      upstreamHasEnded = true
      upstreamProblem = error
    }
  }

  private func checkRatio(_ output: Int) throws(Problem) {
    guard output > ratioFloor, output / maxRatio > consumed else { return }
    throw GzipProblem.expansion(file, byte: consumed, output: output, maxRatio: maxRatio)
  }

  private var zlibWords: String? { stream.pointee.msg.map { String(cString: $0) } }
}
