/// Reads one answer of HTTP/1.1 from bytes that come in any pieces; does nothing else.
///
/// Strict where a server could be misread (RFC 9112): lines end with CR and LF, a length is one number, a name
/// has no blanks. Interim answers (1xx) are passed over. Of a body the first `ErrorAnswer.maxBytes` are kept, or as
/// many as were asked for. The request must have been a POST, a GET, or a `CONNECT`.
struct AnswerParser {
  /// Bytes of a body that are taken from the network, kept ones included: a new connection costs less.
  static let maxRead = 1 << 20
  /// Of status line and headers, those of interim answers too; of trailers as well.
  static let maxHead = 80 << 10

  /// What came is no HTTP.
  struct Fault: Error, Equatable {}

  enum State: Equatable {
    case statusLine
    case headers
    /// Bytes of the body that are still to come.
    case body(Int)
    case bodyUntilEnd
    case chunkSize
    case chunk(Int)
    case chunkEnd
    case trailers
    case complete
  }

  private(set) var state = State.statusLine
  /// An answer to `CONNECT` ends with its headers: what follows is of the tunnel.
  private let endsWithHead: Bool
  /// Bytes of a body that are kept, and that are taken from the network.
  private let kept, read: Int
  private let isReading: Bool
  /// What has come until now; nil before the headers are complete.
  private(set) var answer: Answer?
  /// More came than is read: the answer has all that matters.
  private(set) var isTooLong = false
  /// Bytes came that belong to no answer.
  private(set) var hasSurplus = false
  private var head = AnswerHead()
  private var line: [UInt8] = []
  /// The connection has no more answers, since its end was that of the body.
  private var isEnded = false
  private var headBytes = 0
  private var bodyBytes = 0

  /// - Parameter maxBody: Of an answer whose body is wanted: how much of it; nil where only errors are looked at.
  init(endsWithHead: Bool = false, maxBody: Int? = nil) {
    self.endsWithHead = endsWithHead
    kept = maxBody ?? ErrorAnswer.maxBytes
    read = maxBody ?? Self.maxRead
    isReading = maxBody != nil
  }

  var isComplete: Bool { state == .complete }

  /// Whether the connection can carry another request, as far as the answer says.
  var keepsConnection: Bool { isComplete && !hasSurplus && !isEnded && head.keepsConnection }

  /// Takes the next bytes; those behind a complete answer are dropped and noted.
  mutating func feed(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
    var rest = bytes[...]
    while !rest.isEmpty && !isTooLong {
      switch state {
      case .body(let left): takeBody(&rest, of: left, then: State.body)
      case .chunk(let left): takeBody(&rest, of: left, then: State.chunk)
      case .bodyUntilEnd: takeBody(&rest, of: .max) { _ in .bodyUntilEnd }
      case .complete:
        hasSurplus = true
        return
      case .statusLine, .headers, .chunkSize, .chunkEnd, .trailers: try takeLine(&rest)
      }
    }
  }

  /// Takes the end of the connection; a body without a length is complete by it.
  mutating func end() {
    isEnded = true
    if state == .bodyUntilEnd { state = .complete }
  }
}

// MARK: - Bodies

extension AnswerParser {
  private mutating func takeBody(
    _ rest: inout Slice<UnsafeRawBufferPointer>, of left: Int, then next: (Int) -> State
  ) {
    let part = rest.prefix(left)
    rest = rest.dropFirst(part.count)
    bodyBytes += part.count
    let room = kept - (answer?.body.count ?? 0)
    if room > 0 { answer?.body.append(contentsOf: part.prefix(room)) }
    isTooLong = bodyBytes > read
    state = next(left - part.count)
    if state == .body(0) { state = .complete }
    if state == .chunk(0) { state = .chunkEnd }
  }

  private mutating func beginBody() throws(Fault) {
    answer = head.answer
    if endsWithHead { return state = .complete }
    switch try head.framing() {
    case .none, .length(0): state = .complete
    case .length(let length): state = .body(length)
    case .chunked: state = .chunkSize
    case .untilEnd: state = .bodyUntilEnd
    }
  }
}

// MARK: - Lines

extension AnswerParser {
  private mutating func takeLine(_ rest: inout Slice<UnsafeRawBufferPointer>) throws(Fault) {
    guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
      line.append(contentsOf: rest)
      rest = rest[rest.endIndex...]
      // A server that speaks first and something else sends no second line.
      if state == .statusLine && !AnswerHead.canBegin(line) { throw Fault() }
      return try count(line.count)
    }
    let part = rest[..<end]
    rest = rest[(end + 1)...]
    if line.isEmpty { return try takeLine(UnsafeRawBufferPointer(rebasing: part)) }
    line.append(contentsOf: part)
    let whole = line
    line.removeAll(keepingCapacity: true)
    let result = whole.withUnsafeBytes { bytes in
      Result { () throws(Fault) in try takeLine(bytes) }
    }
    try result.get()
  }

  /// Without its LF.
  private mutating func takeLine(_ line: UnsafeRawBufferPointer) throws(Fault) {
    guard line.last == UInt8(ascii: "\r") else { throw Fault() }
    let text = UnsafeRawBufferPointer(rebasing: line.dropLast())
    try count(line.count + 1)
    headBytes += line.count + 1
    switch state {
    case .statusLine:
      head = try AnswerHead(text)
      head.wantsDate = isReading
      state = .headers
    case .headers where text.isEmpty: try endHead()
    case .headers: try head.add(text)
    case .chunkSize:
      let size = try ChunkSize.read(text)
      state = size == 0 ? .trailers : .chunk(size)
      headBytes = 0
    case .chunkEnd:
      guard text.isEmpty else { throw Fault() }
      state = .chunkSize
    case .trailers:
      if text.isEmpty { state = .complete } else { try AnswerHead.checkField(text) }
    case .body, .bodyUntilEnd, .chunk, .complete: break
    }
  }

  private func count(_ bytes: Int) throws(Fault) {
    if headBytes + bytes > Self.maxHead { throw Fault() }
  }

  private mutating func endHead() throws(Fault) {
    // Nobody asked for another protocol.
    if head.status == 101 { throw Fault() }
    if head.status < 200 {
      state = .statusLine
    } else {
      try beginBody()
    }
  }
}
