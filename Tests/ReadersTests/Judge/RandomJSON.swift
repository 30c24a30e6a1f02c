import Records
import TestSupport

/// Makes JSON files in every shape, with values and selectors that often meet.
struct RandomJSON {
  /// A value before it is written; members keep their order and may repeat.
  indirect enum Node {
    case text(String)
    /// A number, `true`, `false` or `null`, as it is written.
    case word(String)
    case array([Node])
    case object([(name: String, value: Node)])
  }

  private static let names = [
    "a", "a", "a", "b", "b", "text", "text", "list", "list", "é", "0", "a.b", "x/y", "", "q\"", "~t",
  ]
  private static let words = [
    "null", "true", "false", "0", "-0", "1", "4.50", "-1.5e3", "1E+2", "9007199254740993",
    "123456789012345678901234567890", "0.1000",
  ]
  private static let pieces =
    Pieces.plain + Pieces.latin + Pieces.wide + [
      "\"", "\\", "/", "\n", "\t", "\u{8}", "\u{1F}", "{", "]", ",", ":",
    ]

  private var random: SeededRandom
  private var options: [String: OptionValue] = [:]
  private var each: String?
  private var isPretty = false

  static func make(_ number: Int) -> JudgedInput {
    var file = RandomJSON(random: SeededRandom(seed: UInt64(number) &+ 0x150))
    return file.make("\(number).json")
  }

  private init(random: SeededRandom) { self.random = random }

  private mutating func make(_ name: String) -> JudgedInput {
    let form =
      random.chance(1, in: 6) ? random.pick(Array(TextForm.all.prefix(8))) : TextForm(encoding: .utf8)
    if let encoding = form.option(&random) { options["encoding"] = .text(encoding) }
    if random.chance(1, in: 3) { each = random.pick(["items", "list", "a", "items.sub", "/items/0"]) }
    var climbs = 0
    var isLines = false
    let text: String
    switch random.int(in: 0...4) {
    case 0:
      isLines = true
      text = lines()
    case 1: text = concatenated()
    case 2: text = write(.array(records()))
    default: (text, climbs) = document()
    }
    let selectors = (0..<8).map { _ in selector(climbs) } + (each == nil || climbs > 0 ? ["."] : ["../id"])
    return JudgedInput(
      name: name, bytes: form.encode(text), source: SourceOptions(format: "json", values: options),
      selectors: selectors, each: each, isLines: isLines)
  }

  // MARK: Shapes

  private mutating func records() -> [Node] { (0..<random.int(in: 0...8)).map { _ in record() } }

  private mutating func lines() -> String {
    let ending = random.pick(["\n", "\r\n"])
    isPretty = false
    var lines = [write(record())]
    for _ in 0..<random.int(in: 0...8) {
      if random.chance(1, in: 10) { lines.append(random.pick(["", "  "])) }
      if random.chance(1, in: 10) {
        lines.append(random.pick(["{\"id\": 1", "nul", "{\"a\":1}}", "[1,,2]"]))
      }
      lines.append(write(record()))
    }
    return lines.joined(separator: ending) + random.pick(["", ending])
  }

  /// Several on one line, or each over several: a file whose first line is a whole value is read as lines.
  private mutating func concatenated() -> String {
    isPretty = random.chance(1, in: 2)
    let gaps = isPretty ? ["", " ", "\n", "\n\n", "\r\n"] : ["", " ", "\t"]
    return (0..<random.int(in: 2...6)).map { _ in write(record()) + random.pick(gaps) }.joined()
  }

  /// Records somewhere inside; members before and behind them, some of which selectors reach.
  private mutating func document() -> (String, climbs: Int) {
    isPretty = random.chance(1, in: 2)
    switch random.int(in: 0...3) {
    case 0:
      options["records"] = .text("/Results")
      return (write(around("Results", .array(records()))), 1)
    case 1:
      options["records"] = .text("/data/x~1y")
      return (write(around("data", around("x/y", .array(records())))), 2)
    case 2:
      options["records"] = .text("/results/*/reviews")
      let groups = (0..<random.int(in: 1...4)).map { _ in around("reviews", .array(records())) }
      return (write(around("results", .array(groups))), 2)
    default:
      options["records"] = .text("/pages/1")
      return (write(around("pages", .array([.array(records()), .array(records()), record()]))), 1)
    }
  }

  private mutating func around(_ name: String, _ value: Node) -> Node {
    var members = [(name, value)]
    for other in ["page", "total", "info", "tags"] where random.chance(2, in: 3) {
      members.insert((other, node(depth: 2)), at: random.int(in: 0...members.count))
    }
    return .object(members)
  }

  // MARK: Values

  private mutating func record() -> Node {
    if random.chance(1, in: 12), options["records"] != nil { return node(depth: 1) }
    var members = [(name: "id", value: Node.word("\(random.int(in: 0...999))"))]
    if each != nil, random.chance(4, in: 5) { members.append(("items", items())) }
    for _ in 0..<random.int(in: 0...9) { members.append((random.pick(Self.names), node(depth: 3))) }
    return .object(members.shuffled(using: &random))
  }

  private mutating func items() -> Node {
    if random.chance(1, in: 8) { return node(depth: 2) }
    return .array((0..<random.int(in: 0...4)).map { _ in node(depth: 3) })
  }

  private mutating func node(depth: Int) -> Node {
    switch random.int(in: 0...(depth > 0 ? 7 : 3)) {
    case 0, 1: .text(random.text(of: Self.pieces, longest: 6))
    case 2, 3: .word(random.pick(Self.words))
    case 4, 5: .array((0..<random.int(in: 0...3)).map { _ in node(depth: depth - 1) })
    default:
      .object(
        (0..<random.int(in: 0...4)).map { _ in
          (random.pick(Self.names + ["sub", "items"]), node(depth: depth - 1))
        })
    }
  }

  // MARK: Selectors

  private mutating func selector(_ climbs: Int) -> String {
    let inside = each == nil ? 0 : 1
    let height = random.chance(1, in: 3) ? random.int(in: 0...(climbs + inside)) : 0
    let up = String(repeating: "../", count: height)
    if height > inside {
      return up
        + random.pick(["page", "total", "page.a", "info.a", "tags", "tags.0", "tags.id", "/info/a.b"])
    }
    let steps = (0..<random.pick([1, 1, 1, 2, 2, 3])).map { _ in
      random.pick(Self.names + ["id", "0", "1", "sub"])
    }
    let isDotted = steps.allSatisfy { !$0.isEmpty && !$0.contains(".") && !$0.hasPrefix("/") }
    if isDotted, random.chance(1, in: 2) { return up + steps.joined(separator: ".") }
    return up + steps.map { "/" + Self.pointerStep($0) }.joined()
  }

  private static func pointerStep(_ step: String) -> String {
    step.unicodeScalars.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
  }

  // MARK: Text

  private mutating func write(_ node: Node) -> String {
    switch node {
    case .word(let word): return word
    case .text(let text): return quote(text)
    case .array(let nodes):
      return "[" + space() + nodes.map { write($0) + space() }.joined(separator: "," + space()) + "]"
    case .object(let members):
      let written = members.map { quote($0.name) + space() + ":" + space() + write($0.value) + space() }
      return "{" + space() + written.joined(separator: "," + space()) + "}"
    }
  }

  private mutating func space() -> String {
    isPretty ? random.pick(["\n", "\n  ", "\r\n\t"]) : random.pick(["", "", " "])
  }

  /// A string in which characters are escaped at random, in all the ways that there are.
  private mutating func quote(_ text: String) -> String {
    "\"" + text.unicodeScalars.map { escape($0) }.joined() + "\""
  }

  private mutating func escape(_ scalar: UnicodeScalar) -> String {
    let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
    if !mustEscape, !random.chance(1, in: 8) { return String(scalar) }
    let short: [UnicodeScalar: String] = [
      "\"": "\\\"", "\\": "\\\\", "/": "\\/", "\n": "\\n", "\t": "\\t", "\u{8}": "\\b", "\u{C}": "\\f",
    ]
    if let short = short[scalar], random.chance(1, in: 2) { return short }
    return String(scalar).utf16.map { JSONText.escape(UInt32($0)) }.joined()
  }
}
