import Records
import TestSupport

/// Makes XML documents with records on a path, decoys beside it, and values around them.
struct RandomXML {
  private static let paths: [[String]] = [
    ["list", "item"], ["Feed", "Product", "Reviews", "Review"], ["a", "b", "c"], ["r", "r", "r"],
  ]
  private static let names = ["Title", "Title", "b", "b", "text", "item", "é", "s-1", "t.2"]
  private static let context = ["Name", "Code", "Info"]

  private var random: SeededRandom
  private var path: [String] = []
  private var hasItems = false
  private var form = TextForm(encoding: .utf8)
  private var lineBreak = "\n"
  /// For each level of the path, which context stands behind its records.
  private var late: [[String: Bool]] = []

  static func make(_ number: Int) -> JudgedInput {
    var file = RandomXML(random: SeededRandom(seed: UInt64(number) &+ 0x3A1))
    return file.make("\(number).xml")
  }

  private init(random: SeededRandom) { self.random = random }

  private mutating func make(_ name: String) -> JudgedInput {
    path = random.pick(Self.paths)
    hasItems = random.chance(1, in: 3)
    form = random.pick(TextForm.all)
    lineBreak = random.pick(["\n", "\n", "\r\n"])
    late = path.map { _ in
      Dictionary(uniqueKeysWithValues: Self.context.map { ($0, random.chance(1, in: 3)) })
    }
    let text = declaration() + prolog() + level(1) + random.pick(["", "\n", "<!-- the end -->"])
    let isAnyProduct = path.count > 2 && random.chance(1, in: 6)
    var steps = path
    if isAnyProduct { steps[1] = "*" }
    return JudgedInput(
      name: name, bytes: form.encode(text),
      source: SourceOptions(
        format: "xml", values: ["records": .text("/" + steps.joined(separator: "/"))]),
      selectors: selectors(isAnyProduct: isAnyProduct), each: hasItems ? "items/one" : nil)
  }

  // MARK: Document

  private mutating func declaration() -> String {
    switch form.encoding {
    case .utf8:
      random.pick([
        "", "<?xml version=\"1.0\"?>", "<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n",
      ])
    case .utf16LittleEndian, .utf16BigEndian:
      form.hasMark ? random.pick(["<?xml version=\"1.0\" encoding=\"UTF-16\"?>", ""]) : sixteen()
    case .latin1: "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n"
    case .windows1252: "<?xml version=\"1.0\" encoding=\"windows-1252\"?>\n"
    }
  }

  /// UTF-16 without a mark is known by its declaration only.
  private func sixteen() -> String {
    let order = form.encoding == .utf16LittleEndian ? "UTF-16LE" : "UTF-16BE"
    return "<?xml version=\"1.0\" encoding=\"\(order)\"?>"
  }

  private mutating func prolog() -> String {
    random.pick(["", "", "<!-- <list> & co. -->", "<?style a=\"b\"?>\n"])
  }

  /// The element of a level of the path, from 1, with what stands around the records.
  private mutating func level(_ number: Int) -> String {
    let tag = prefixed(path[number - 1])
    let spaces = number == 1 ? " xmlns=\"urn:x\" xmlns:p=\"urn:y\"" : ""
    let isRecord = number == path.count
    var body = ""
    if !isRecord { body += contexts(number, isLate: false) }
    if isRecord {
      body += content(depth: 3)
      if hasItems { body += items() + content(depth: 1) }
    } else {
      for _ in 0..<random.int(in: number == 1 ? 1...3 : 0...3) {
        body += level(number + 1) + gap()
        if random.chance(1, in: 6) { body += decoy() }
      }
      body += contexts(number, isLate: true)
    }
    return "<\(tag)\(spaces)\(attributes())>\(body)</\(tag)>"
  }

  private mutating func contexts(_ number: Int, isLate: Bool) -> String {
    var text = ""
    for name in Self.context where late[number - 1][name] == isLate {
      for _ in 0..<random.int(in: 0...2) { text += element(name, depth: 1) + gap() }
    }
    return text
  }

  private mutating func items() -> String {
    (0..<random.int(in: 1...2)).map { _ in
      let ones = (0..<random.int(in: 0...3)).map { _ in element("one", depth: 2) }
      return "<items\(attributes())>" + ones.joined() + element("Name", depth: 0) + "</items>"
    }.joined()
  }

  /// Elements of the records' names where no records are.
  private mutating func decoy() -> String {
    let name = random.pick(path)
    return "<decoy><\(name) id=\"no\"><Title>no</Title><\(name)/></\(name)></decoy>"
  }

  private mutating func gap() -> String { random.pick(["", lineBreak + "  ", " ", "<!-- x -->"]) }

  // MARK: Elements

  private mutating func element(_ name: String, depth: Int) -> String {
    let tag = prefixed(name)
    if random.chance(1, in: 8) { return "<\(tag)\(attributes())/>" }
    return "<\(tag)\(attributes())>\(content(depth: depth))</\(tag)>"
  }

  private mutating func prefixed(_ name: String) -> String { random.chance(1, in: 5) ? "p:" + name : name }

  private mutating func attributes() -> String {
    var text = ""
    for name in ["id", "n", "xx"] where random.chance(1, in: 3) {
      let quote = random.pick(["\"", "'"])
      let prefix = random.chance(1, in: 6) ? "p:" : ""
      text += random.pick([" ", lineBreak]) + prefix + name + "=" + quote
      text += characters(longest: 4, isAttribute: true) + quote
    }
    return text
  }

  private mutating func content(depth: Int) -> String {
    var text = ""
    for _ in 0..<random.int(in: 0...6) {
      switch random.int(in: 0...9) {
      case 0: text += "<![CDATA[" + cdata() + "]]>"
      case 1: text += random.pick(["<!-- no <b>text</b> -->", "<?pi no text?>", "<!---->"])
      case 2...5 where depth > 0: text += element(random.pick(Self.names), depth: depth - 1)
      default: text += characters(longest: 5, isAttribute: false)
      }
    }
    return text
  }

  private mutating func cdata() -> String {
    random.text(
      of: Pieces.plain + form.pieces + ["<b>", "&amp;", "]]", "]", ">", "\"", lineBreak], longest: 4
    )
    .replacing("]]>", with: "]] >") + " "
  }

  private mutating func characters(longest: Int, isAttribute: Bool) -> String {
    (0..<random.int(in: 0...longest)).map { _ in
      let piece = random.pick(
        Pieces.plain + form.pieces + ["漢", "😀", "<", "&", ">", "\"", "'", "\t", lineBreak, "\u{D}"])
      return piece.unicodeScalars.map { escape($0, isAttribute: isAttribute) }.joined()
    }.joined()
  }

  private mutating func escape(_ scalar: UnicodeScalar, isAttribute: Bool) -> String {
    let named: [UnicodeScalar: String] = [
      "<": "&lt;", "&": "&amp;", ">": "&gt;", "\"": "&quot;", "'": "&apos;",
    ]
    if let named = named[scalar], random.chance(1, in: 2) { return named }
    let mustEscape = "<&>\"'".unicodeScalars.contains(scalar) || !isWritable(scalar)
    guard mustEscape || random.chance(1, in: 10) else { return String(scalar) }
    return random.chance(1, in: 2) ? "&#\(scalar.value);" : "&#x" + String(scalar.value, radix: 16) + ";"
  }

  private func isWritable(_ scalar: UnicodeScalar) -> Bool {
    switch form.encoding {
    case .utf8, .utf16LittleEndian, .utf16BigEndian: true
    case .latin1, .windows1252:
      scalar.isASCII || form.pieces.contains { $0.unicodeScalars.contains(scalar) } || scalar == "é"
    }
  }

  // MARK: Selectors

  /// With `*` in the path, each child of the root may hold records, so that its text cannot be selected.
  private mutating func selectors(isAnyProduct: Bool) -> [String] {
    var selectors = [".", "@id", "Title", "Title/@n", "b/Title"]
    for _ in 0..<5 { selectors.append(inside()) }
    for height in 1..<path.count {
      let up = String(repeating: "../", count: height + (hasItems ? 2 : 0))
      selectors += [up + "@id", up + random.pick(["Info/Title", "Code/@n", "Name/b"])]
      if !isAnyProduct || height < path.count - 1 { selectors.append(up + random.pick(Self.context)) }
    }
    if hasItems { selectors += ["../../@id", "../../Title", "../../" + inside()] }
    return selectors
  }

  private mutating func inside() -> String {
    var steps = (0..<random.pick([1, 1, 2, 3])).map { _ in random.pick(Self.names) }
    if random.chance(1, in: 3) { steps.append("@" + random.pick(["id", "n", "xx"])) }
    return steps.joined(separator: "/")
  }
}
