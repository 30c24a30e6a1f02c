import Records

/// Opens an input and gives its text: file, file of an archive, or pipe, inflated, of the expected kind, in UTF-8.
public enum InputOpener {
  /// How an input is named in problems.
  public static func displayName(_ path: String) -> String {
    switch path {
    case "-": "standard input"
    case CommandFormat.itself: "command"
    default: path
    }
  }

  /// Opens a path, or standard input where it is `-`.
  ///
  /// - Parameters:
  ///   - format: the name of the source format, by which the file's kind is judged.
  ///   - maxExpansionRatio: how much compressed data may grow; nil for `GzipByteSource.defaultMaxRatio`.
  ///   - commands: Whether a program of the mapping may run; nil for no.
  ///   - observer: sees the bytes as they lie on disk, before inflation; those of a file of an archive, unpacked; of a
  ///     program, what it wrote.
  public static func open(
    _ path: String, options: SourceOptions, format: String, maxExpansionRatio: Int? = nil,
    commands: CommandRunning? = nil, observer: ((UnsafeRawBufferPointer) -> Void)? = nil
  ) throws(Problem) -> any ByteSource {
    let isProgram = options.format == CommandFormat.name
    let place = InputPlace(path)
    var source =
      isProgram
      ? try program(path, options, commands) : try place.open(maxExpansionRatio: maxExpansionRatio)
    if let observer { source = ObservingByteSource(upstream: source, observe: observer) }
    // Of a pipe, how much was read where a reader stops early is part of the manifest: it must not depend on threads.
    return try open(
      source, file: displayName(path), options: options, format: format, maxExpansionRatio: maxExpansionRatio,
      readsAhead: !isProgram && place.isRereadable,
      isUnpacked: !isProgram && place.fileOnDisk != path && path != "-")
  }

  private static func program(
    _ path: String, _ options: SourceOptions, _ commands: CommandRunning?
  ) throws(Problem) -> any ByteSource {
    guard let commands else { throw CommandRunning.refusal(options) }
    return try CommandByteSource(options, input: path, file: displayName(path), commands)
  }

  /// Does the same with bytes that are open already.
  ///
  /// gzip is told by its magic number, whatever the file is called; gzip inside gzip is refused. Where `readsAhead`, what is
  /// inflated, or comes unpacked from an archive, is read by a thread of its own, which may still show bytes to an
  /// observer when the source is gone.
  public static func open(
    _ source: any ByteSource, file: String, options: SourceOptions, format: String,
    maxExpansionRatio: Int? = nil, readsAhead: Bool = true, isUnpacked: Bool = false
  ) throws(Problem) -> any ByteSource {
    var peeked = PeekedByteSource(source)
    let isCompressed = peeked.bytes.starts(with: [0x1F, 0x8B])
    if isCompressed {
      let ratio = maxExpansionRatio ?? GzipByteSource.defaultMaxRatio
      peeked = PeekedByteSource(try GzipByteSource(upstream: peeked, file: file, maxRatio: ratio))
    }
    if let problem = peeked.problem, peeked.bytes.isEmpty { throw problem }
    try checkBytes(peeked, file: file, isCompressed: isCompressed, expected: format)
    let choice = try CharsetChoice(
      first: peeked.bytes, options: options, formatDecodesItself: format == "xml", file: file)
    try checkText(peeked, choice, file: file, options: options, expected: format)
    let text = choice.apply(to: peeked)
    // Plain bytes cost too little to be worth a thread (docs/decisions/0014-inflate.md).
    return (isCompressed || isUnpacked) && readsAhead ? ReadAheadByteSource(text) : text
  }

  private static func checkBytes(
    _ peeked: PeekedByteSource, file: String, isCompressed: Bool, expected: String
  ) throws(Problem) {
    // A program that has nothing to tell and ends well has told it.
    if peeked.bytes.isEmpty, expected == CommandFormat.name { return }
    if peeked.bytes.isEmpty {
      throw InputProblem.empty(file, isCompressed ? "is empty behind its compression" : "is empty")
    }
    guard let kind = FileKindSniffer.binaryKind(peeked.bytes) else { return }
    throw InputProblem.wrongKind(file, kind, expected: expectation(expected))
  }

  private static func checkText(
    _ peeked: PeekedByteSource, _ choice: CharsetChoice, file: String, options: SourceOptions,
    expected: String
  ) throws(Problem) {
    let text = decoded(peeked.bytes, choice)
    if peeked.isWhole && TextSniffer(text).isBlank && expected != CommandFormat.name {
      throw InputProblem.empty(file, "holds nothing but white space")
    }
    if let kind = FileKindSniffer.textKind(text), !FileKindSniffer.fits(kind, format: expected) {
      throw InputProblem.wrongKind(file, kind, expected: expectation(expected))
    }
    let isUnmarked = options.text("encoding") == nil && choice.markLength == 0 && expected != "xml"
    if isUnmarked && TextEncoding.unmarkedUTF16(peeked.bytes) != nil {
      throw InputProblem.wrongKind(file, .unmarkedUTF16, expected: "UTF-8")
    }
  }

  /// The first bytes as UTF-8; nothing of them can throw.
  private static func decoded(_ bytes: [UInt8], _ choice: CharsetChoice) -> [UInt8] {
    let text = Array(bytes.dropFirst(choice.markLength))
    guard choice.encoding != .utf8 else { return text }
    let decoder = CharsetDecoder(choice.encoding, Replacement(isReplacing: true))
    // One byte becomes at most three; a step needs room for a few more.
    let room = text.count * 3 + 16
    return text.withUnsafeBufferPointer { input in
      [UInt8](unsafeUninitializedCapacity: room) { output, count in
        guard let base = output.baseAddress else { return }
        count = decoder.decode(input, into: base, room: room, isAtEnd: true).made
      }
    }
  }

  static func expectation(_ format: String) -> String {
    switch format {
    case "csv": "delimited text (CSV)"
    case "catalog": "CSV or JSON"
    case "guess": "CSV, JSON or XML"
    case SingerFormat.name: "the output of a Singer tap"
    case CommandFormat.name: "JSON Lines"
    default: format.uppercased()
    }
  }
}
