import Records

/// Reads a sample of XML into a tree; what is open at its end is closed there.
///
/// It knows just enough of XML for that: elements and attributes by their local names, text, CDATA, the
/// entities that XML itself has. The real reader is the judge of what it drafts.
struct XMLSampleParser {
  private struct Element {
    var name: String
    var attributes: [(String, String)]
    var text = ""
    var children: [(name: String, node: DataNode)] = []
    var isWhole = true
  }

  private static let maxDepth = 64

  private let bytes: [UInt8]
  private var index = 0
  private var open: [Element] = [Element(name: "", attributes: [])]

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// An object whose only member is the root element.
  static func tree(_ bytes: [UInt8]) -> DataObject {
    var parser = XMLSampleParser(bytes)
    while parser.index < bytes.count { parser.step() }
    while parser.open.count > 1 {
      parser.open[parser.open.count - 1].isWhole = false
      parser.close()
    }
    return DataObject(members: parser.open[0].children)
  }

  private mutating func step() {
    guard bytes[index] == UInt8(ascii: "<") else { return text() }
    if begins("<!--") { return skip(behind: "-->") }
    if begins("<![CDATA[") { return cdata() }
    if begins("<?") { return skip(behind: "?>") }
    if begins("<!") { return doctype() }
    if begins("</") {
      skip(behind: ">")
      if open.count > 1 { close() }
      return
    }
    tag()
  }

  private func begins(_ word: StaticString) -> Bool { begins(word, at: index) }

  private func begins(_ word: StaticString, at place: Int) -> Bool {
    let word = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    return place + word.count <= bytes.count && bytes[place..<place + word.count].elementsEqual(word)
  }

  private func find(_ word: StaticString, from place: Int) -> Int? {
    (place..<bytes.count).first { begins(word, at: $0) }
  }

  private mutating func skip(behind word: StaticString) {
    index = find(word, from: index).map { $0 + word.utf8CodeUnitCount } ?? bytes.count
  }

  /// Its internal subset may have markup of its own in brackets.
  private mutating func doctype() {
    var isInside = false
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "[") { isInside = true }
      if byte == UInt8(ascii: "]") { isInside = false }
      if byte == UInt8(ascii: ">") && !isInside { return }
    }
  }

  private mutating func text() {
    let end = bytes[index...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
    add(text: Self.decoded(bytes[index..<end]))
    index = end
  }

  private mutating func cdata() {
    let start = index + 9
    let end = find("]]>", from: min(start, bytes.count)) ?? bytes.count
    if start < end { add(text: String(decoding: bytes[start..<end], as: UTF8.self)) }
    index = min(end + 3, bytes.count)
  }

  private mutating func add(text: String) { open[open.count - 1].text += text }

  private mutating func tag() {
    guard let end = endOfTag() else {
      index = bytes.count
      return
    }
    let isEmpty = bytes[end - 1] == UInt8(ascii: "/")
    let inner = bytes[(index + 1)..<(isEmpty ? end - 1 : end)]
    index = end + 1
    var scanner = AttributeScanner(inner)
    let name = Self.localName(scanner.name())
    open.append(Element(name: name, attributes: scanner.attributes()))
    if isEmpty || open.count > Self.maxDepth { close() }
  }

  /// The `>` of a tag; one inside an attribute's quotes is none.
  private func endOfTag() -> Int? {
    var quote: UInt8?
    for place in index..<bytes.count {
      let byte = bytes[place]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        return place
      }
    }
    return nil
  }

  private mutating func close() {
    let element = open.removeLast()
    let node = Self.node(element)
    open[open.count - 1].children.append((element.name, node))
  }

  private static func node(_ element: Element) -> DataNode {
    let isBlank = element.text.allSatisfy(\.isWhitespace)
    if element.children.isEmpty && element.attributes.isEmpty { return .scalar(element.text, .string) }
    var object = DataObject(isWhole: element.isWhole)
    object.members = element.attributes.map { ("@\($0.0)", .scalar($0.1, .string)) }
    if !isBlank { object.members.append((".", .scalar(element.text, .string))) }
    object.members += grouped(element.children)
    return .object(object)
  }

  /// Children of one name become a list.
  private static func grouped(_ children: [(name: String, node: DataNode)]) -> [(
    name: String, node: DataNode
  )] {
    var names: [String] = []
    var nodes: [String: [DataNode]] = [:]
    for (name, child) in children {
      if nodes[name] == nil { names.append(name) }
      nodes[name, default: []].append(child)
    }
    return names.map { name in
      let all = nodes[name, default: []]
      return (name, all.count == 1 ? all[0] : .list(all))
    }
  }

  static func localName(_ name: String) -> String {
    name.lastIndex(of: ":").map { String(name[name.index(after: $0)...]) } ?? name
  }

  /// Replaces the references that every XML document may use.
  static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.contains("&") else { return text }
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "&") {
      result += rest[..<start]
      rest = rest[start...]
      guard let end = rest.firstIndex(of: ";"), let character = reference(rest[..<end].dropFirst()) else {
        result += "&"
        rest = rest.dropFirst()
        continue
      }
      result.append(character)
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private static func reference(_ name: Substring) -> Character? {
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard name.hasPrefix("#") else { return nil }
      let number = name.dropFirst()
      let isHex = number.hasPrefix("x") || number.hasPrefix("X")
      let value = isHex ? UInt32(number.dropFirst(), radix: 16) : UInt32(number)
      return value.flatMap { Unicode.Scalar($0) }.map { Character($0) }
    }
  }
}
