import Records

/// Finds the records of documents: values one after the other, arrays, and what lies under a JSON Pointer.
///
/// It goes down to the records and passes everything else without looking inside, so that memory is bounded by one
/// record however long an array is and however large its neighbours are. What it passes is checked only for
/// its brackets and quotes.
final class DocumentLocator: RecordLocator {
  /// What may come next.
  enum Expectation {
    case document, nameOrEnd, name, colon, value, elementOrEnd, element, commaOrEnd
  }

  /// What is done with the value that is being scanned.
  enum Role {
    case name
    case record
    /// A member of an object around the records that a selector wants.
    case capture(node: Int)
    case skip
    /// Leads to the records: the step of the path that is taken in it.
    case descend(step: Int)
  }

  /// A container that the path leads through.
  struct Frame {
    var isObject: Bool
    /// The step of the path that is taken here; behind the last where the elements are records.
    var step: Int
    var place: TextPlace
    /// Number of the next element.
    var index = 0
    /// Whether the step found its member or element.
    var isHit = false
    /// Names of the members passed, for the case that the step finds none.
    var members: [String] = []
    /// What is selected from this object or those further out.
    var context: AncestorContext?
    var ownsContext = false
  }

  let path: JSONRecordPath
  let plan: SelectorPlan
  let problem: JSONProblem
  let maxRecordBytes: Int
  let extractor: ValueExtractor

  @exclusivity(unchecked) var frames: [Frame] = []
  @exclusivity(unchecked) var expectation = Expectation.document
  /// What the member whose name was read last is for.
  @exclusivity(unchecked) var memberRole = Role.skip
  @exclusivity(unchecked) private var scanner = ValueScanner()
  /// Set while a value is scanned.
  @exclusivity(unchecked) private var scanned: Role?
  /// Bytes to pass when the record has been taken.
  @exclusivity(unchecked) private var taken = 0
  @exclusivity(unchecked) var missing = RecordsMissing()

  init(_ options: JSONOptions, _ plan: SelectorPlan, _ problem: JSONProblem, _ extractor: ValueExtractor) {
    path = options.path
    maxRecordBytes = options.maxRecordBytes
    self.plan = plan
    self.problem = problem
    self.extractor = extractor
  }

  func next(_ window: InputWindow) -> LocatorEvent {
    while true {
      let event: LocatorEvent?
      if let role = scanned {
        event = scan(role, window)
      } else if passSpace(window) {
        event = step(window)
      } else {
        event = window.isEnded ? atEnd(window) : .wait
      }
      if let event { return event }
    }
  }

  func finish(_ window: InputWindow) {
    window.pass(taken)
    taken = 0
    if scanned == nil { endValue() }
  }

  // MARK: Scanning a value

  func begin(_ role: Role) {
    scanner = ValueScanner()
    scanned = role
  }

  private func scan(_ role: Role, _ window: InputWindow) -> LocatorEvent? {
    guard let length = scanner.scan(window.text, window.available, isEnd: window.isEnded) else {
      return scanMore(role, window)
    }
    scanned = nil
    if case .record = role { return give(length) }
    if case .name = role {
      readName(window, length)
      window.pass(length)
      return nil
    }
    if case .capture(let node) = role, let event = capture(node, window, length) { return event }
    window.pass(length)
    endValue()
    return nil
  }

  private func give(_ length: Int) -> LocatorEvent {
    taken = length
    return length > maxRecordBytes ? .oversized : .record(length: length, frames.last?.context)
  }

  /// The value does not end in the window.
  private func scanMore(_ role: Role, _ window: InputWindow) -> LocatorEvent? {
    if case .skip = role {
      window.pass(scanner.offset)
      scanner.dropScanned()
    } else if scanner.offset > maxRecordBytes {
      guard case .record = role else {
        return .end(problem.contextTooLong(limit: maxRecordBytes, at: window.place))
      }
      scanned = .skip
      return .oversized
    }
    return window.isEnded ? atEnd(window) : .wait
  }

  private func capture(_ node: Int, _ window: InputWindow, _ length: Int) -> LocatorEvent? {
    let text = UnsafeBufferPointer(start: window.text, count: length)
    guard length <= maxRecordBytes else {
      return .end(problem.contextTooLong(limit: maxRecordBytes, at: window.place))
    }
    guard frames.last?.context?.capture(node, text, with: extractor) != nil else { return nil }
    let finding = JSONDiagnosis.run(window.text, length, maxDepth: JSONOptions.depthRange.upperBound)
    let place = window.place.advanced(over: window.text, finding?.offset ?? 0)
    return .end(problem.brokenContext(finding, at: place))
  }

  func endValue() { expectation = frames.isEmpty ? .document : .commaOrEnd }

  // MARK: The end of the file

  private func atEnd(_ window: InputWindow) -> LocatorEvent {
    // What the input broke off is not the document's fault.
    if window.failure != nil { return .end(nil) }
    if frames.isEmpty, scanned == nil { return .end(missing.problem(file: problem.file)) }
    let end = window.place.advanced(over: window.text, window.available)
    let place = frames.last.map { $0.isObject ? "an object" : "an array" } ?? "a value"
    return .end(problem.truncated(within: place, at: end))
  }

  /// Passes white space; false where nothing else is left in the window.
  private func passSpace(_ window: InputWindow) -> Bool {
    var length = 0
    let text = window.text
    while length < window.available, JSONByte.isSpace(text[length]) { length += 1 }
    if length > 0 { window.pass(length) }
    return window.available > 0
  }
}
