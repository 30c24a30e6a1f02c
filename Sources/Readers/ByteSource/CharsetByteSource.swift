import Records

/// Decodes text of an encoding to UTF-8.
///
/// What is not of the encoding becomes U+FFFD or, where it is to be rejected, the byte FF, which occurs in
/// no UTF-8: the reader then finds it in the value concerned and rejects that record only.
final class CharsetByteSource: ByteSource {
  private static let inputCapacity = 256 << 10
  /// Room that any decoder needs to be sure of a step; smaller reads go through `spill`.
  private static let minimumRoom = 16

  private let upstream: any ByteSource
  private let decoder: CharsetDecoder
  private let input: UnsafeMutablePointer<UInt8>
  private var inputStart = 0
  private var inputEnd = 0
  private var upstreamHasEnded = false
  private var upstreamProblem: Problem?
  /// Decoded bytes for which the caller's buffer was too small.
  private var spill: [UInt8] = []

  init(upstream: any ByteSource, encoding: TextEncoding, isReplacing: Bool) {
    self.upstream = upstream
    decoder = CharsetDecoder(encoding, Replacement(isReplacing: isReplacing))
    input = .allocate(capacity: Self.inputCapacity)
  }

  deinit { input.deallocate() }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    guard let base = buffer.baseAddress, buffer.count > 0 else { return 0 }
    if spill.isEmpty && buffer.count >= Self.minimumRoom {
      return try decode(into: base.assumingMemoryBound(to: UInt8.self), room: buffer.count)
    }
    if spill.isEmpty { try fillSpill() }
    let length = min(buffer.count, spill.count)
    buffer.copyBytes(from: spill.prefix(length))
    spill.removeFirst(length)
    return length
  }

  private func fillSpill() throws(Problem) {
    let room = Self.minimumRoom
    let output = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
    defer { output.deallocate() }
    let length = try decode(into: output, room: room)
    spill = Array(UnsafeBufferPointer(start: output, count: length))
  }

  /// Decodes until something is produced; 0 at the end.
  private func decode(into output: UnsafeMutablePointer<UInt8>, room: Int) throws(Problem) -> Int {
    while true {
      let (used, made) = decoder.decode(
        UnsafeBufferPointer(start: input + inputStart, count: inputEnd - inputStart), into: output,
        room: room,
        isAtEnd: upstreamHasEnded && upstreamProblem == nil)
      inputStart += used
      if made > 0 { return made }
      if upstreamHasEnded {
        if let upstreamProblem { throw upstreamProblem }
        return 0
      }
      refill()
    }
  }

  /// Moves the rest (a part of a character) to the front and reads behind it.
  private func refill() {
    let rest = inputEnd - inputStart
    input.update(from: input + inputStart, count: rest)
    inputStart = 0
    inputEnd = rest
    let room = UnsafeMutableRawBufferPointer(start: input + rest, count: Self.inputCapacity - rest)
    do throws(Problem) {
      let length = try upstream.read(into: room)
      upstreamHasEnded = length == 0
      inputEnd += length
    } catch {
      upstreamHasEnded = true
      upstreamProblem = error
    }
  }
}
