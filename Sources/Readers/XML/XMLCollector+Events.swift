import CLibXML2

// The parser's events. These run for each element and text of a document: no String, no allocation.
extension XMLCollector {
  typealias Attributes = UnsafeMutablePointer<UnsafePointer<UInt8>?>

  @inline(__always)
  mutating func startElement(
    _ name: UnsafePointer<UInt8>, _ attributes: Attributes?, count: Int, defaulted: Int
  ) {
    if dead != 0 {
      dead &+= 1
      if live &+ dead > maxDepth { exceedDepth() }
      return
    }
    guard let node = child(named: name) else {
      dead = 1
      captureCount = 0
      if live >= maxDepth { exceedDepth() }
      return
    }
    live &+= 1
    stack[live] = node
    if node.pointee.level != 0 { openScope(Int(node.pointee.level)) }
    if node.pointee.attributes.count != 0, count != 0, let attributes {
      takeAttributes(node.pointee.attributes, attributes, count: count, defaulted: defaulted)
    }
    // An attribute may have been the fault that ends the record's reading.
    if dead == 0 { settle(on: stack[live], opensTexts: true) }
  }

  @inline(__always) mutating func endElement() {
    if dead != 0 {
      dead &-= 1
      if dead == 0 { settle(on: current, opensTexts: false) }
      return
    }
    if current.pointee.closes { close(current) }
    live &-= 1
    settle(on: stack[live], opensTexts: false)
  }

  @inline(__always) mutating func characters(_ text: UnsafePointer<UInt8>, _ length: Int) {
    var index = 0
    while index < captureCount {
      append(text, length, to: cells + Int(capture[index]))
      index &+= 1
    }
  }

  /// Takes a part of a CDATA section, in which libxml2's push parser leaves CRLF and CR as they are (XML 1.0 §2.11).
  ///
  /// The byte behind the part is readable: at least the section's end is still to come.
  mutating func cdata(_ text: UnsafePointer<UInt8>, _ length: Int) {
    let (carriageReturn, lineFeed) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))
    var start = 0
    while start < length {
      var end = start
      while end < length && text[end] != carriageReturn { end &+= 1 }
      if end > start { characters(text + start, end - start) }
      if end < length && text[end + 1] != lineFeed {
        withUnsafePointer(to: lineFeed) { characters($0, 1) }
      }
      start = end + 1
    }
  }

  @inline(__always)
  private func child(named name: UnsafePointer<UInt8>) -> UnsafeMutablePointer<XMLAutomaton.Node>? {
    var edge = automaton.edges.base + Int(current.pointee.edges.start)
    let end = edge + Int(current.pointee.edges.count)
    while edge != end {
      if edge.pointee.name == name { return automaton.nodes.base + Int(edge.pointee.target) }
      edge += 1
    }
    let wildcard = current.pointee.wildcard
    return wildcard < 0 ? nil : automaton.nodes.base + Int(wildcard)
  }

  /// Makes a node the current one; its cells take the text that follows.
  @inline(__always)
  private mutating func settle(on node: UnsafeMutablePointer<XMLAutomaton.Node>, opensTexts: Bool) {
    current = node
    let run = node.pointee.text
    capture = automaton.textCells.base + Int(run.start)
    captureCount = Int(run.count)
    guard opensTexts else { return }
    var index = 0
    while index < captureCount {
      openValue(of: cells + Int(capture[index]))
      index &+= 1
    }
  }

  // MARK: Values

  @inline(__always) func store(of cell: UnsafeMutablePointer<Cell>) -> UnsafeMutablePointer<Store> {
    stores + min(Int(cell.pointee.level), recordLevel)
  }

  @inline(__always) mutating func openValue(of cell: UnsafeMutablePointer<Cell>) {
    let store = store(of: cell)
    let value = store.pointee.values.end
    store.pointee.values.append(Value(start: store.pointee.bytes.end))
    if cell.pointee.count == 0 {
      cell.pointee.first = value
    } else {
      store.pointee.values[cell.pointee.last].next = value
    }
    cell.pointee.last = value
    cell.pointee.count &+= 1
    cell.pointee.copyGeneration = -1
  }

  @inline(__always)
  mutating func append(_ text: UnsafePointer<UInt8>, _ length: Int, to cell: UnsafeMutablePointer<Cell>) {
    let store = store(of: cell)
    let value = store.pointee.values.pointer(at: cell.pointee.last)
    if value.pointee.start &+ value.pointee.length != store.pointee.bytes.end { moveToEnd(value, store) }
    if store.pointee.bytes.end &+ length > store.pointee.limit {
      exceedText(cell)
      return
    }
    store.pointee.bytes.append(text, count: length)
    value.pointee.length &+= length
  }

  /// Copies a text behind the texts of its children, so that it can go on.
  @inline(never)
  private mutating func moveToEnd(_ value: UnsafeMutablePointer<Value>, _ store: UnsafeMutablePointer<Store>)
  {
    let length = value.pointee.length
    let start = store.pointee.bytes.end
    store.pointee.bytes.reserve(length)
    store.pointee.bytes.pointer(at: start)
      .update(from: store.pointee.bytes.pointer(at: value.pointee.start), count: length)
    store.pointee.bytes.extend(by: length)
    value.pointee.start = start
  }

  // MARK: Limits

  @inline(never) private mutating func exceedText(_ cell: UnsafeMutablePointer<Cell>) {
    let level = Int(cell.pointee.level)
    if level < recordLevel {
      failScope(level, .limit(.recordBytes(maxRecordBytes)))
      captureCount = 0
    } else {
      skipRecord(.limit(.recordBytes(maxRecordBytes)))
    }
  }

  /// Rejects the record; nesting that goes on, or lies outside records, ends the document.
  @inline(never) private mutating func exceedDepth() {
    let depth = live + dead
    if record.isOpen && depth <= maxDepth + XMLLimits.depthReserve {
      skipRecord(.limit(.depth(maxDepth)))
    } else {
      stop(.depth(limit: maxDepth, position: place))
    }
  }

  /// Gives up the open record and skips what is left of it.
  mutating func skipRecord(_ fault: XMLFault) {
    guard record.isOpen else { return }
    if record.fault == nil { record.fault = fault }
    let level = recordLevel
    dead += live - level
    live = level
    let node = automaton.nodes.base + Int(automaton.skippingNode)
    stack[level] = node
    current = node
    captureCount = 0
  }

  /// Ends the reading of the document.
  mutating func stop(_ failure: XMLFailure) {
    if self.failure == nil { self.failure = failure }
    xmlStopParser(context)
  }
}
