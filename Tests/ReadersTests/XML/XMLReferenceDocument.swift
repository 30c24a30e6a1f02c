import TestSupport

@testable import Readers

/// An element of a random document, with its place in the text.
final class ReferenceElement {
  enum Content {
    case text(String)
    case element(ReferenceElement)
  }

  var name: String
  var attributes: [(name: String, value: String)] = []
  var content: [Content] = []
  private(set) weak var parent: ReferenceElement?
  var level: Int
  /// Offsets of the tag's `<` and of the byte behind the element.
  var start = 0
  var end = 0
  var line = 1

  init(_ name: String, in parent: ReferenceElement?) {
    self.name = name
    self.parent = parent
    level = (parent?.level ?? 0) + 1
  }

  var children: [ReferenceElement] {
    content.compactMap { if case .element(let child) = $0 { child } else { nil } }
  }

  var ownText: String {
    content.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined()
  }

  var selfAndDescendants: [ReferenceElement] { [self] + children.flatMap(\.selfAndDescendants) }
}

/// Makes random trees and writes them in random ways: the tree is the truth, no parser is needed.
struct ReferenceDocument {
  static let names = ["a", "b", "c"]
  static let attributeNames = ["k", "id"]

  private(set) var root: ReferenceElement
  private(set) var bytes: [UInt8] = []
  private var random: SeededRandom
  private var line = 1

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
    root = ReferenceElement("r", in: nil)
    grow(root)
    write("<?xml version='1.0'?>\n<!-- <r> ' -->")
    write(root)
    write("<!-- end -->\n")
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[random.int(in: 0...elements.count - 1)]
  }

  // MARK: The tree

  private mutating func grow(_ element: ReferenceElement) {
    for name in Self.attributeNames where random.int(in: 0...2) == 0 {
      element.attributes.append((name, text(newlines: false)))
    }
    let most = element.level > 5 ? 0 : 7 - element.level
    for _ in 0..<random.int(in: 0...most) {
      if random.int(in: 0...2) == 0 { element.content.append(.text(text(newlines: true))) }
      let child = ReferenceElement(pick(Self.names), in: element)
      element.content.append(.element(child))
      grow(child)
    }
    if random.int(in: 0...1) == 0 { element.content.append(.text(text(newlines: true))) }
  }

  private mutating func text(newlines: Bool) -> String {
    let pieces = ["x", "yz", " ", "é", "値", "😀", "&", "<", ">", "]]", "'", "\"", "long " + "text "]
    var text = ""
    for _ in 0..<random.int(in: 0...4) { text += pick(pieces + (newlines ? ["\n"] : [])) }
    return random.int(in: 0...60) == 0 ? text + String(repeating: "w", count: 700) : text
  }

  // MARK: The text

  private mutating func write(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    line += text.utf8.count { $0 == UInt8(ascii: "\n") }
  }

  private mutating func write(_ element: ReferenceElement) {
    element.start = bytes.count
    element.line = line
    let name = pick(["", "", "n:"]) + element.name
    write("<" + name)
    if element.parent == nil { write(" xmlns:n=\"urn:n\"") }
    for attribute in element.attributes {
      let quote = pick(["\"", "'"])
      let space = pick([" ", "\n  "])
      write(space + attribute.name + "=" + quote)
      for character in attribute.value { write(escaped(character, isAttribute: true)) }
      write(quote)
    }
    if element.content.isEmpty && random.int(in: 0...1) == 0 {
      write(pick(["/>", " />"]))
    } else {
      write(">")
      for content in element.content {
        write(content)
        if random.int(in: 0...9) == 0 { write(pick(["<!-- <a> \" -->", "<?p <b k='?>"])) }
      }
      write("</" + name + pick([">", " >"]))
    }
    element.end = bytes.count
  }

  private mutating func write(_ content: ReferenceElement.Content) {
    switch content {
    case .element(let element): write(element)
    case .text(let text):
      if !text.isEmpty && !text.contains("]]") && random.int(in: 0...3) == 0 {
        write("<![CDATA[" + text + "]]>")
      } else {
        for character in text { write(escaped(character, isAttribute: false)) }
      }
    }
  }

  private mutating func escaped(_ character: Character, isAttribute: Bool) -> String {
    switch character {
    case "&": pick(["&amp;", "&#38;", "&#x26;"])
    case "<": pick(["&lt;", "&#60;"])
    case ">": isAttribute ? pick([">", "&gt;"]) : "&gt;"
    case "'", "\"": isAttribute ? "&#\(character == "'" ? 39 : 34);" : String(character)
    case "\n": pick(["\n", "\r\n", "\r", "&#10;"])
    case "é": pick(["é", "&#233;", "&eacute;"])
    default: String(character)
    }
  }
}

/// Evaluates selectors on a tree, slowly and in the words of the specification.
struct ReferenceReading {
  var path: [String]
  var each: [String]?
  var selectors: [XMLSelector]

  func rows(_ document: ReferenceDocument) -> [XMLTestRow] {
    let records = matches(document.root)
    return records.enumerated().flatMap { index, record in
      let items = each.map { descend([record], $0) } ?? [record]
      let bases: [ReferenceElement?] = items.isEmpty ? [nil] : items
      return bases.enumerated().map { number, item in
        XMLTestRow(
          values: selectors.map { value($0, record, item) }, record: index + 1, item: number,
          line: record.line, byte: record.start,
          raw: String(decoding: document.bytes[record.start..<record.end], as: UTF8.self))
      }
    }
  }

  private func matches(_ root: ReferenceElement) -> [ReferenceElement] {
    guard path[0] == "*" || path[0] == root.name else { return [] }
    return descend([root], Array(path.dropFirst()))
  }

  private func descend(_ from: [ReferenceElement], _ steps: [String]) -> [ReferenceElement] {
    steps.reduce(from) { elements, step in
      elements.flatMap { $0.children.filter { step == "*" || $0.name == step } }
    }
  }

  private func value(
    _ selector: XMLSelector, _ record: ReferenceElement, _ item: ReferenceElement?
  ) -> XMLValue {
    var climbs = selector.climbs
    var base = item
    if item == nil {
      // No item: what lies between the record and the items does not exist.
      let between = each?.count ?? 0
      if climbs < between { return .missing }
      climbs -= between
      base = record
    }
    for _ in 0..<climbs { base = base?.parent }
    guard let base else { return .missing }
    let found = descend([base], selector.steps)
    if base.level >= record.level || selector.steps.isEmpty { return value(found, selector) }
    let early = found.filter { selector.attribute == nil ? $0.end <= record.start : $0.start < record.start }
    let isKnown = value(early, selector) != .missing
    return value(isKnown ? early : found, selector)
  }

  private func value(_ elements: [ReferenceElement], _ selector: XMLSelector) -> XMLValue {
    let texts = elements.compactMap { element -> String? in
      guard let name = selector.attribute else { return element.ownText }
      return element.attributes.first { $0.name == name }?.value
    }
    return texts.isEmpty ? .missing : texts.count == 1 ? .text(texts[0]) : .list(texts)
  }
}
