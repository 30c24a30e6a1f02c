// Attributes of elements that the plan knows.
extension XMLCollector {
  /// Takes the attributes that cells want; libxml2 gives five pointers for each: name, prefix, URI, value, end.
  mutating func takeAttributes(
    _ run: XMLAutomaton.Run, _ attributes: Attributes, count: Int, defaulted: Int
  ) {
    for index in Int(run.start)..<Int(run.start + run.count) {
      let edge = automaton.attributes[index]
      guard let position = find(edge.name, in: attributes, count: count) else { continue }
      let cell = cells + Int(edge.target)
      openValue(of: cell)
      let isDefault = position >= count - defaulted
      appendValue(attributes + position * 5, isDefault: isDefault, to: cell)
      settle(cell)
      if dead != 0 || record.fault != nil { return }
    }
  }

  /// The attribute of a local name; one without a prefix goes first.
  private func find(_ name: UnsafePointer<UInt8>, in attributes: Attributes, count: Int) -> Int? {
    var found: Int?
    for index in 0..<count where attributes[index * 5] == name {
      if attributes[index * 5 + 1] == nil { return index }
      found = found ?? index
    }
    return found
  }

  private mutating func appendValue(
    _ attribute: Attributes, isDefault: Bool, to cell: UnsafeMutablePointer<Cell>
  ) {
    guard let start = attribute[3], let end = attribute[4] else { return }
    let length = end - start
    if isDefault && length > XMLLimits.defaultValue {
      fail(Int(cell.pointee.level), .limit(.defaultLength(length)))
      return
    }
    var position = 0
    while position < length {
      let run = plainLength(start + position, length - position)
      append(start + position, run, to: cell)
      position += run
      if position < length { position += appendReference(start + position, length - position, to: cell) }
      if dead != 0 { return }
    }
  }

  private func plainLength(_ text: UnsafePointer<UInt8>, _ length: Int) -> Int {
    var index = 0
    while index < length && text[index] != UInt8(ascii: "&") { index &+= 1 }
    return index
  }

  /// Resolves what libxml2 leaves in attributes: `&#38;` for an ampersand, and references to entities.
  private mutating func appendReference(
    _ text: UnsafePointer<UInt8>, _ length: Int, to cell: UnsafeMutablePointer<Cell>
  ) -> Int {
    var end = 1
    while end < length && text[end] != UInt8(ascii: ";") { end += 1 }
    let name = UnsafeBufferPointer(start: text + 1, count: end - 1)
    if name.elementsEqual("#38".utf8) {
      append("&", to: cell)
    } else if entities.isRefused(name) {
      let shown = String(decoding: name, as: UTF8.self)
      fail(Int(cell.pointee.level), .entity(shown, isOwn: entities.isDeclared(name)))
    } else if let character = HTMLEntityTable.scalar(name) {
      append(String(character), to: cell)
    }
    return end + 1
  }

  private mutating func append(_ text: String, to cell: UnsafeMutablePointer<Cell>) {
    var text = text
    text.withUTF8 { bytes in
      guard let base = bytes.baseAddress else { return }
      append(base, bytes.count, to: cell)
    }
  }

  /// Makes the values of an ancestor's cell usable for the records that end from now on.
  mutating func settle(_ cell: UnsafeMutablePointer<Cell>) {
    let level = Int(cell.pointee.level)
    guard level < recordLevel else { return }
    if lastDirt != nil || !dirt.isEmpty, let found = ancestorDirt(level) {
      let value = stores[level].values[cell.pointee.last]
      if XMLDirt.marks(stores[level].bytes.pointer(at: value.start), value.length) {
        failScope(level, .dirt(found))
      }
    }
    if cell.pointee.isSettled { return }
    cell.pointee.isSettled = true
    scopes[level].unsettled -= 1
  }

  /// Rejects the open record, or all records of an ancestor.
  mutating func fail(_ level: Int, _ fault: XMLFault) {
    if level < recordLevel { failScope(level, fault) } else { skipRecord(fault) }
  }

  mutating func failScope(_ level: Int, _ fault: XMLFault) {
    if scopeFaults[level] == nil { scopeFaults[level] = fault }
    hasScopeFaults = true
  }
}
