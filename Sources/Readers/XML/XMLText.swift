import Records

/// Gives a document's text as the parser wants it: UTF-8 from the first `<`, characters of XML only.
final class XMLText {
  /// Bytes of the longest UTF-8 sequence.
  private static let longestCharacter = 4
  private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

  /// nil where the text is given in blocks.
  private let source: (any ByteSource)?
  let isReplacing: Bool
  private let file: String
  private let chunkBytes: Int
  /// Bytes that wait in front of the next chunk: what followed the skipped junk, or a part of a character.
  private var pending: [UInt8] = []
  private(set) var hasEnded = false
  /// What ended the source early.
  private(set) var problem: Problem?
  /// What was skipped before the first `<`.
  private(set) var skippedBytes = 0
  private(set) var skippedLines = 0

  /// Looks at the first bytes to find the encoding, and skips what precedes the document.
  init(_ input: ReaderInput, chunkBytes: Int) throws(Problem) {
    file = input.file
    isReplacing = input.options.text("invalid_bytes") == "replace"
    self.chunkBytes = chunkBytes
    let peeked = PeekedByteSource(input.source, length: XMLLimits.junk + 1024)
    if let problem = peeked.problem, peeked.bytes.isEmpty { throw problem }
    // With an encoding given, an earlier stage has decoded the text, whatever the declaration says.
    let isDecoded = input.options.text("encoding") != nil
    if !isDecoded, let encoding = XMLEncoding.name(first: peeked.bytes) {
      guard let decoder = IconvByteSource(peeked, encoding: encoding, isReplacing: isReplacing) else {
        throw XMLProblem.unknownEncoding(encoding, file: file)
      }
      source = decoder
    } else {
      source = peeked
    }
    try skipJunk()
  }

  /// A text of which `take` gives one block after the other.
  init(blocksOf file: String, isReplacing: Bool) {
    self.file = file
    self.isReplacing = isReplacing
    chunkBytes = 0
    source = nil
  }

  /// Appends a block to the raw text, cleaned as a chunk is.
  func take(
    _ block: UnsafeBufferPointer<UInt8>, isLast: Bool, problem: Problem?, into raw: inout RawQueue<UInt8>,
    dirt: inout [XMLDirt]
  ) {
    let start = raw.end
    raw.append(pending, count: pending.count)
    pending.removeAll(keepingCapacity: true)
    if let base = block.baseAddress { raw.append(base, count: block.count) }
    hasEnded = isLast
    self.problem = problem
    clean(&raw, from: start, &dirt)
  }

  /// Whether no part of a character waits for the next chunk.
  var isWhole: Bool { pending.isEmpty }

  /// What comes behind the chunks that were read, for another to read.
  func rest(behind read: UnsafeBufferPointer<UInt8>, offset: Int) -> WindowedInput? {
    guard let source else { return nil }
    let kept = ByteBuffer(capacity: read.count + pending.count)
    kept.append(read)
    kept.append(pending)
    return WindowedInput(source, offset: offset, kept: kept, isEnded: hasEnded, problem: problem)
  }

  private func skipJunk() throws(Problem) {
    var head = RawQueue<UInt8>(capacity: XMLLimits.junk + chunkBytes)
    defer { head.elements.deallocate() }
    while true {
      let scanned = head.end
      readBytes(into: &head)
      let bytes = UnsafeBufferPointer(start: head.pointer(at: 0), count: head.end)
      if let start = bytes[scanned...].firstIndex(of: UInt8(ascii: "<")) {
        skippedBytes = start
        skippedLines = bytes[..<start].count { $0 == UInt8(ascii: "\n") }
        pending = Array(bytes[start...])
        return
      }
      if hasEnded || head.end > XMLLimits.junk {
        throw problem ?? XMLProblem.notXML(bytes: head.end, hasEnded: hasEnded, file: file)
      }
    }
  }

  /// Appends the next chunk to the raw text, whose positions are fed bytes, and notes what it overwrote.
  func read(into raw: inout RawQueue<UInt8>, dirt: inout [XMLDirt]) {
    let start = raw.end
    let isShort = pending.count < max(chunkBytes, Self.longestCharacter)
    raw.append(pending, count: pending.count)
    pending.removeAll(keepingCapacity: true)
    if isShort { readBytes(into: &raw) }
    clean(&raw, from: start, &dirt)
  }

  /// Fills a chunk as far as the source gives bytes.
  private func readBytes(into raw: inout RawQueue<UInt8>) {
    raw.reserve(chunkBytes)
    var room = chunkBytes
    while room > 0 && !hasEnded, let source {
      do throws(Problem) {
        let buffer = UnsafeMutableRawBufferPointer(start: raw.pointer(at: raw.end), count: room)
        let length = try source.read(into: buffer)
        raw.extend(by: length)
        room -= length
        hasEnded = length == 0
      } catch {
        problem = error
        hasEnded = true
      }
    }
  }

  private func clean(_ raw: inout RawQueue<UInt8>, from start: Int, _ dirt: inout [XMLDirt]) {
    if isReplacing {
      replace(&raw, from: start)
    } else {
      mark(&raw, from: start, &dirt)
    }
  }

  /// Overwrites what the parser would stumble over.
  private func mark(_ raw: inout RawQueue<UInt8>, from start: Int, _ dirt: inout [XMLDirt]) {
    let base = raw.pointer(at: start)
    let count = raw.end - start
    var index = 0
    while true {
      switch XMLCharacterScan.next(base, from: index, to: count) {
      case .clean: return
      case .incomplete(let position) where !hasEnded:
        pending = Array(UnsafeBufferPointer(start: base + position, count: count - position))
        raw.truncate(to: start + position)
        return
      case .incomplete(let position):
        note(start + position, 1, .encoding(base[position]), in: raw, &dirt)
        index = position + 1
      case .dirty(let position, let length, let kind):
        note(start + position, length, kind, in: raw, &dirt)
        index = position + length
      }
    }
  }

  private func note(
    _ position: Int, _ length: Int, _ kind: XMLDirt.Kind, in raw: RawQueue<UInt8>, _ dirt: inout [XMLDirt]
  ) {
    raw.pointer(at: position).update(repeating: XMLDirt.mark, count: length)
    dirt.append(XMLDirt(offset: position, length: length, kind: kind))
  }

  /// Puts U+FFFD in place of what the parser would stumble over.
  private func replace(_ raw: inout RawQueue<UInt8>, from start: Int) {
    let base = raw.pointer(at: start)
    guard XMLCharacterScan.next(base, from: 0, to: raw.end - start) != .clean else { return }
    let tail = Array(UnsafeBufferPointer(start: base, count: raw.end - start))
    raw.truncate(to: start)
    var index = 0
    while index < tail.count {
      let outcome = tail.withUnsafeBufferPointer { bytes in
        bytes.baseAddress.map { XMLCharacterScan.next($0, from: index, to: tail.count) } ?? .clean
      }
      let (end, length) = extent(of: outcome, end: tail.count)
      tail.withUnsafeBufferPointer { bytes in
        if let base = bytes.baseAddress { raw.append(base + index, count: end - index) }
      }
      if case .incomplete = outcome, !hasEnded {
        pending = Array(tail[end...])
        return
      }
      if end < tail.count { raw.append(Self.replacement, count: Self.replacement.count) }
      index = end + length
    }
  }

  private func extent(of outcome: XMLCharacterScan.Outcome, end: Int) -> (end: Int, length: Int) {
    switch outcome {
    case .clean: (end, 1)
    case .incomplete(let position): (position, 1)
    case .dirty(let position, let length, _): (position, length)
    }
  }
}
