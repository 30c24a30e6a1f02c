import Records

/// Evaluates values that are more than one trimmed slot; one for each executor, with buffers that it reuses.
///
/// A text moves through the operations as a view: an operation that changes nothing costs nothing, and one
/// that does writes into whichever of two buffers does not hold the text. Used by one thread, and no access
/// to a variable lasts over a call, so the run-time checks for overlap are off.
final class ValueEvaluator {
  typealias View = UnsafeBufferPointer<UInt8>

  enum Outcome {
    case empty
    /// May be empty text, where `default: ""` asks for it.
    case text(View)
    case fault(RecordFault)
  }

  /// What the last fault found, for its sentence.
  @exclusivity(unchecked) var found = ""

  let regex = RegexScratch()
  /// Holds a text that the origin itself made.
  let made = ByteBuffer(capacity: 1024)
  let joined = ByteBuffer(capacity: 1024)
  let canonical = ByteBuffer(capacity: 1024)
  let folded = ByteBuffer(capacity: 256)
  private let even = ByteBuffer(capacity: 4096)
  private let odd = ByteBuffer(capacity: 4096)
  @exclusivity(unchecked) private var isInEven = false
  /// The values of a list; views into the batch, into `made` or into the plan.
  @exclusivity(unchecked) var parts: [View] = []

  /// The text of a value.
  func evaluate(_ program: ValueProgram, _ slots: UnsafeBufferPointer<Int>, _ row: RowView) -> Outcome {
    switch origin(program, slots, row) {
    case .text(let text): apply(program, to: text)
    case .empty: apply(program, to: View(start: nil, count: 0))
    case .fault(let fault): .fault(fault)
    }
  }

  /// Runs all operations but the choice from a list.
  func apply(_ program: ValueProgram, to text: View) -> Outcome {
    var text = text
    if text.count > 0 {
      switch change(text, program) {
      case .text(let changed): text = changed
      case .empty: text = View(start: nil, count: 0)
      case .fault(let fault): return .fault(fault)
      }
    }
    if text.count == 0 {
      guard let defaultText = program.operations.defaultText else { return .empty }
      text = defaultText.view
    }
    guard let matches = program.operations.matches, text.count > 0 else { return .text(text) }
    do throws(RegexGaveUp) {
      if try matches.matches(text, regex) { return .text(text) }
    } catch {
      return fault(.patternLimit, text)
    }
    return program.operations.flags.contains(.omitMismatch) ? .empty : fault(.mismatch, text)
  }

  /// Remembers what was found.
  func fault(_ fault: RecordFault, _ text: View) -> Outcome {
    found = String(decoding: text, as: UTF8.self)
    return .fault(fault)
  }

  // MARK: Operations, in their order

  /// The operations are read in place: a copy of them would retain every object they hold.
  private func change(_ original: View, _ program: ValueProgram) -> Outcome {
    var text = original
    let flags = program.operations.flags
    if flags.contains(.urlDecode) {
      switch write({ TextConversion.urlDecode(text, into: $0) }) {
      case .unchanged: break
      case .written: text = written()
      case .invalidUTF8: return fault(.urlEncoding, text)
      }
    }
    if flags.contains(.decodeEntities) { text = rewrite(text, TextConversion.decodeEntities) }
    if flags.contains(.decodeEntitiesTwice) { text = rewrite(text, TextConversion.decodeEntities) }
    if flags.contains(.stripHTML) { text = rewrite(text, TextConversion.stripHTML) }
    if program.operations.hasExpressions {
      switch rewriteByExpressions(text, program) {
      case .text(let rewritten): text = rewritten
      case let outcome: return outcome
      }
    }
    if flags.contains(.trim) { text = TextConversion.trim(text) }
    if flags.contains(.uppercase) { text = rewrite(text, TextConversion.uppercase) }
    if flags.contains(.lowercase) { text = rewrite(text, TextConversion.lowercase) }
    if let lookup = program.operations.lookup, text.count > 0 {
      switch self.lookup(text, lookup) {
      case .text(let value): text = value
      case let outcome: return outcome
      }
    }
    if let count = program.operations.truncate { text = TextConversion.truncate(text, characters: count) }
    return .text(text)
  }

  private func rewriteByExpressions(_ original: View, _ program: ValueProgram) -> Outcome {
    var text = original
    do throws(RegexGaveUp) {
      for step in program.operations.replacements {
        if try step.expression.replace(text, with: step.replacement, regex, into: next) { text = written() }
      }
      guard let extract = program.operations.extract else { return .text(text) }
      guard let range = try extract.extract(text, regex) else { return .empty }
      return .text(View(rebasing: text[range]))
    } catch {
      return fault(.patternLimit, text)
    }
  }

  private func lookup(_ text: View, _ lookup: LookupProgram) -> Outcome {
    let key = lookup.table.ignoresCase ? fold(text) : text
    if let value = lookup.table.value(of: key) { return .text(value) }
    switch lookup.missing {
    case .keep: return .text(text)
    case .empty: return .empty
    case .reject: return fault(.lookup, text)
    }
  }

  /// The text in lower case; valid until the next fold.
  func fold(_ text: View) -> View {
    folded.removeAll()
    return TextConversion.lowercase(text, into: folded) ? folded.all : text
  }

  // MARK: Buffers

  /// The buffer that does not hold the current text, emptied.
  private var next: ByteBuffer {
    let buffer = isInEven ? odd : even
    buffer.removeAll()
    return buffer
  }

  /// The text that was just written to `next`.
  private func written() -> View {
    isInEven.toggle()
    return (isInEven ? even : odd).all
  }

  private func write(_ operation: (ByteBuffer) -> URLDecoding) -> URLDecoding { operation(next) }

  private func rewrite(_ text: View, _ operation: (View, ByteBuffer) -> Bool) -> View {
    operation(text, next) ? written() : text
  }
}
