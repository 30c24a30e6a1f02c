import Records

// The grammar of the containers that lead to the records.
extension DocumentLocator {
  /// Takes the next byte that is no white space, or begins the value there.
  func step(_ window: InputWindow) -> LocatorEvent? {
    let byte = window.text[0]
    switch expectation {
    case .document: return beginValue(.descend(step: 0), byte, window)
    case .nameOrEnd where byte == JSONByte.closeBrace: return close(window)
    case .nameOrEnd, .name: return beginName(byte, window)
    case .colon: return pass(JSONByte.colon, byte, then: .value, window)
    case .value: return beginValue(memberRole, byte, window)
    case .elementOrEnd where byte == JSONByte.closeBracket: return close(window)
    case .elementOrEnd, .element: return beginValue(elementRole(byte), byte, window)
    case .commaOrEnd: return commaOrEnd(byte, window)
    }
  }

  private func unexpected(_ byte: UInt8, _ expected: String, _ window: InputWindow) -> LocatorEvent {
    .end(problem.unexpected(byte, expected: expected, at: window.place))
  }

  private func pass(
    _ wanted: UInt8, _ byte: UInt8, then expectation: Expectation, _ window: InputWindow
  ) -> LocatorEvent? {
    guard byte == wanted else { return unexpected(byte, JSONProblem.name(wanted), window) }
    window.pass(1)
    self.expectation = expectation
    return nil
  }

  private func beginName(_ byte: UInt8, _ window: InputWindow) -> LocatorEvent? {
    guard byte == JSONByte.quote else { return unexpected(byte, "a name in double quotes", window) }
    begin(.name)
    return nil
  }

  private func commaOrEnd(_ byte: UInt8, _ window: InputWindow) -> LocatorEvent? {
    let isObject = frames.last?.isObject ?? false
    if byte == (isObject ? JSONByte.closeBrace : JSONByte.closeBracket) { return close(window) }
    guard byte == JSONByte.comma else {
      return unexpected(byte, isObject ? "',' or '}'" : "',' or ']'", window)
    }
    window.pass(1)
    expectation = isObject ? .name : .element
    return nil
  }

  // MARK: Values

  private func beginValue(_ role: Role, _ byte: UInt8, _ window: InputWindow) -> LocatorEvent? {
    guard JSONByte.beginsValue(byte) else { return unexpected(byte, "a JSON value", window) }
    if case .descend(let step) = role {
      descend(to: step, byte, window)
    } else {
      begin(role)
    }
    return nil
  }

  /// Goes on along the path with the value that begins with `byte`.
  private func descend(to step: Int, _ byte: UInt8, _ window: InputWindow) {
    guard step < path.steps.count else { return beginTarget(step, byte, window) }
    if byte == JSONByte.openBrace || byte == JSONByte.openBracket && path.isElementStep(step) {
      return open(step, byte, window)
    }
    missing.note(miss(step, members: nil, at: window.place))
    begin(.skip)
  }

  /// The value at the end of the path: an array of records, a record, or nothing (`null`).
  private func beginTarget(_ step: Int, _ byte: UInt8, _ window: InputWindow) {
    missing.isFound = true
    let isElement = path.steps.last == .each
    if byte == JSONByte.openBracket, !isElement {
      open(step, byte, window)
    } else if byte == UInt8(ascii: "n"), !isElement, !path.steps.isEmpty {
      begin(.skip)
    } else {
      begin(.record)
    }
  }

  private func elementRole(_ byte: UInt8) -> Role {
    guard let frame = frames.last else { return .skip }
    frames[frames.count - 1].index += 1
    guard frame.step < path.steps.count else { return .record }
    switch path.steps[frame.step] {
    case .each: break
    case .name(let name):
      guard Int(name) == frame.index else { return .skip }
    }
    frames[frames.count - 1].isHit = true
    return .descend(step: frame.step + 1)
  }

  // MARK: Containers

  private func open(_ step: Int, _ byte: UInt8, _ window: InputWindow) {
    let isObject = byte == JSONByte.openBrace
    var frame = Frame(isObject: isObject, step: step, place: window.place)
    frame.context = frames.last?.context
    if isObject, let level = path.level(ofStep: step), level <= plan.levels.count,
      let wanted = plan.levels[level - 1]
    {
      frame.context = AncestorContext(wanted, parent: frame.context)
      frame.ownsContext = true
    }
    frames.append(frame)
    window.pass(1)
    expectation = isObject ? .nameOrEnd : .elementOrEnd
  }

  private func close(_ window: InputWindow) -> LocatorEvent? {
    window.pass(1)
    guard let frame = frames.popLast() else { return nil }
    if frame.ownsContext { frame.context?.close() }
    if frame.step < path.steps.count, !frame.isHit, path.steps[frame.step] != .each {
      missing.note(miss(frame.step, members: frame.isObject ? frame.members : nil, at: frame.place))
    }
    endValue()
    return nil
  }

  private func miss(_ step: Int, members: [String]?, at place: TextPlace) -> RecordsMissing.Miss {
    let wanted: String
    if case .name(let name) = path.steps[step] { wanted = name } else { wanted = "*" }
    return RecordsMissing.Miss(
      path: path.prefix(through: step), wanted: wanted, members: members, place: place)
  }

  // MARK: Names

  /// Decides from a member's name what its value is for.
  func readName(_ window: InputWindow, _ length: Int) {
    expectation = .colon
    let content = UnsafeBufferPointer(start: window.text + 1, count: length - 2)
    guard let base = content.baseAddress, JSONEscape.hasBackslash(base, content.count) else {
      memberRole = role(ofMember: content)
      return
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: content.count + 8) { buffer in
      guard let target = buffer.baseAddress, JSONEscape.firstFault(base, content.count) == nil,
        case .written(let count) = JSONEscape.resolve(
          base, content.count, into: target, replacingSurrogates: true)
      else {
        memberRole = .skip
        return
      }
      memberRole = role(ofMember: UnsafeBufferPointer(start: target, count: count))
    }
  }

  private func role(ofMember name: UnsafeBufferPointer<UInt8>) -> Role {
    guard let frame = frames.last, let base = name.baseAddress else { return .skip }
    if path.takes(name, atStep: frame.step) {
      frames[frames.count - 1].isHit = true
      return .descend(step: frame.step + 1)
    }
    if !missing.isFound, frame.members.count <= RecordsMissing.shownMembers {
      frames[frames.count - 1].members.append(String(decoding: name, as: UTF8.self))
    }
    if frame.ownsContext, let node = frame.context?.node(named: base, name.count) {
      return .capture(node: node)
    }
    return .skip
  }
}
