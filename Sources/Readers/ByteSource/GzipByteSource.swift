import CInflate
import Records

/// Inflates gzip data: one member or several behind one another (RFC 1952 §2.2).
///
/// All bytes that can be inflated before an error are given before it is thrown. Positions in the
/// sentences are bytes of the compressed file, since that is what a user can compare with its size.
public final class GzipByteSource: ByteSource {
  /// Reviews compress 3:1 to 20:1, repetitive XML perhaps 60:1; the format's own limit is 1032:1.
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
  /// Whether anything behind the first member is too much.
  private let isOneMember: Bool
  private let inflater: OpaquePointer
  private let input: UnsafeMutablePointer<UInt8>
  private var stream = cinflate_buffers()
  private var state = State.inMember
  private var upstreamHasEnded = false
  /// What ended the upstream; it counts only if the data is not complete before it.
  private var upstreamProblem: Problem?
  /// Found while bytes were still to be given; thrown by the next read.
  private var pendingProblem: Problem?
  private var bytesIn = 0
  private var bytesOut = 0

  /// Memory is about 400 KiB, most of it the input buffer.
  public convenience init(
    upstream: any ByteSource, file: String, maxRatio: Int = defaultMaxRatio, by library: Inflater = .preferred
  ) throws(Problem) {
    try self.init(
      upstream: upstream, file: file, maxRatio: maxRatio, ratioFloor: Self.ratioFloor, by: library)
  }

  init(
    upstream: any ByteSource, file: String, maxRatio: Int, ratioFloor: Int = ratioFloor,
    isOneMember: Bool = false, by library: Inflater
  ) throws(Problem) {
    guard let inflater = cinflate_create(library.library) else { throw GzipProblem.noMemory(file) }
    self.inflater = inflater
    self.upstream = upstream
    self.file = file
    self.maxRatio = maxRatio
    self.ratioFloor = ratioFloor
    self.isOneMember = isOneMember
    input = .allocate(capacity: Self.inputCapacity)
  }

  deinit {
    cinflate_destroy(inflater)
    input.deallocate()
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    if let pendingProblem { throw pendingProblem }
    // The libraries count in 32 bits.
    let room = min(buffer.count, 1 << 30)
    stream.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = UInt32(room)
    do throws(Problem) {
      try inflate(room: room)
    } catch {
      if produced(of: room) == 0 { throw error }
      pendingProblem = error
    }
    bytesOut += produced(of: room)
    return produced(of: room)
  }

  private func produced(of room: Int) -> Int { room - Int(stream.avail_out) }

  /// Compressed bytes used up so far.
  private var consumed: Int { bytesIn - Int(stream.avail_in) }

  /// Inflates until the buffer is full, or something was produced and more needs a read.
  private func inflate(room: Int) throws(Problem) {
    while state != .ended && stream.avail_out > 0 {
      if stream.avail_in == 0 && !upstreamHasEnded {
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
    let room = stream.avail_out
    switch cinflate_run(inflater, &stream) {
    case CINFLATE_MORE:
      // The library may hold bytes back, for which there was no room: it is dry when it gives none.
      let isDry = stream.avail_in == 0 && stream.avail_out == room
      if isDry && upstreamHasEnded { throw upstreamProblem ?? GzipProblem.truncated(file, byte: consumed) }
    case CINFLATE_END_OF_MEMBER: state = .betweenMembers
    case CINFLATE_NO_MEMORY: throw GzipProblem.noMemory(file)
    case let damage: throw GzipProblem.corrupt(file, byte: consumed - Int(stream.used_behind), damage)
    }
  }

  /// Skips zero padding (tapes and disk blocks leave it) and begins the next member.
  private func findMember() throws(Problem) {
    while stream.avail_in > 0, stream.next_in.pointee == 0 { skipByte() }
    if stream.avail_in == 1 && !upstreamHasEnded { refill() }
    let available = stream.avail_in
    guard available > 0 else {
      if !upstreamHasEnded { return }
      if let upstreamProblem { throw upstreamProblem }
      state = .ended
      return
    }
    // A member begins 1f 8b. A lone 1f at the end of the file may be a member that was cut off.
    let isMember = stream.next_in[0] == 0x1F && (available == 1 || stream.next_in[1] == 0x8B)
    guard isMember, !isOneMember else { throw GzipProblem.trailingGarbage(file, byte: consumed) }
    cinflate_next_member(inflater)
    state = .inMember
  }

  private func skipByte() {
    stream.next_in += 1
    stream.avail_in -= 1
  }

  /// Reads more input behind what is left of it (at most one byte).
  private func refill() {
    let rest = Int(stream.avail_in)
    if rest > 0 { input.update(from: stream.next_in, count: rest) }
    stream.next_in = UnsafePointer(input)
    let room = UnsafeMutableRawBufferPointer(start: input + rest, count: Self.inputCapacity - rest)
    do throws(Problem) {
      let length = try upstream.read(into: room)
      upstreamHasEnded = length == 0
      bytesIn += length
      stream.avail_in = UInt32(rest + length)
    } catch {
      upstreamHasEnded = true
      upstreamProblem = error
    }
  }

  private func checkRatio(_ output: Int) throws(Problem) {
    guard output > ratioFloor, output / maxRatio > consumed else { return }
    throw GzipProblem.expansion(file, byte: consumed, output: output, maxRatio: maxRatio)
  }
}
