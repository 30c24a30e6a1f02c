import Records
import TestSupport

/// Makes CSV files in dialects that Python's csv can express, too.
struct RandomCSV {
  private var random: SeededRandom
  private var options: [String: OptionValue] = [:]
  private var delimiter = ","
  private var quote: String?
  private var escape = "doubled"
  private var comment: String?
  private var trims = false
  private var lineBreaks: [String] = []
  private var pieces: [String] = []
  private var columnCount = 1
  private var hasHeader = true

  static func make(_ number: Int) -> JudgedInput {
    var file = RandomCSV(random: SeededRandom(seed: UInt64(number) &+ 0xC5B))
    return file.make("\(number).csv")
  }

  private init(random: SeededRandom) { self.random = random }

  private mutating func make(_ name: String) -> JudgedInput {
    chooseDialect()
    let encoding = chooseEncoding()
    choosePieces(encoding)
    chooseShape()
    let names = (0..<columnCount).map { "\(random.pick(["id", "Text", "score", "Créé"]))\($0)" }
    var text = preamble()
    if hasHeader { text += record(names) }
    for row in 0..<random.int(in: 0...12) { text += record(cells(row)) + noise() }
    // A file of nothing but white space is refused before any reader sees it.
    if !hasHeader { text += record(["end"] + Array(repeating: "", count: columnCount - 1)) }
    if random.chance(1, in: 3) { dropLastBreak(&text) }
    let selectors = hasHeader && random.chance(1, in: 2) ? names : (1...columnCount + 1).map { "#\($0)" }
    return JudgedInput(
      name: name, bytes: encoding.encode(text), source: SourceOptions(format: "csv", values: options),
      selectors: selectors.shuffled(using: &random))
  }

  // MARK: Dialect

  private mutating func chooseDialect() {
    delimiter = random.pick([",", ",", ";", "\t", "|", ":", "~", "\u{1}", "^"])
    options["delimiter"] = .byte(Array(delimiter.utf8)[0])
    quote = random.pick(["\"", "\"", "\"", "'", "`", "%", nil])
    options["quote"] = .byte(quote.map { Array($0.utf8)[0] })
    escape = random.pick(["doubled", "doubled", "backslash", "none"])
    options["escape"] = .text(escape)
    if random.chance(1, in: 6) {
      comment = "#"
      options["comment"] = .byte(UInt8(ascii: "#"))
    }
    // Python cannot say which cells were quoted; without quotes, trimming is the same for both.
    trims = quote == nil && escape != "backslash" && delimiter != "\t" && random.chance(1, in: 3)
    if trims { options["trim_cells"] = .flag(true) }
    if random.chance(1, in: 6) { options["null_values"] = .textList(["NULL", "a"]) }
  }

  private mutating func chooseEncoding() -> TextForm {
    let form = random.pick(TextForm.all)
    if let name = form.option(&random) { options["encoding"] = .text(name) }
    return form
  }

  private mutating func choosePieces(_ form: TextForm) {
    lineBreaks = random.pick([["\n"], ["\r\n"], ["\r"], ["\n", "\r\n"], ["\n", "\r\n", "\r"]])
    pieces =
      Pieces.plain + form.pieces + [
        "NULL", "\\", "#", ",", ";", "\t", "\"", "'", "\n", "\r\n", "\r", delimiter,
      ]
    if let quote { pieces += [quote, quote + quote] }
    if random.chance(1, in: 10) { pieces.append("\0") }
  }

  private mutating func chooseShape() {
    columnCount = random.int(in: 1...6)
    hasHeader = random.chance(2, in: 3)
    options["header"] = .flag(hasHeader)
    if random.chance(1, in: 3) { options["ragged"] = .text(random.pick(["reject", "pad", "allow"])) }
  }

  // MARK: Text

  private mutating func preamble() -> String {
    guard random.chance(1, in: 10) else { return "" }
    let lines = random.int(in: 1...3)
    options["skip_lines"] = .integer(lines)
    return (0..<lines).map { _ in "no data, \"at all" + random.pick(lineBreaks) }.joined()
  }

  private mutating func cells(_ row: Int) -> [String] {
    var count = columnCount
    if options["ragged"] != nil, random.chance(1, in: 4) { count = random.int(in: 1...columnCount + 2) }
    var cells = (0..<count).map { _ in random.chance(1, in: 12) ? "NULL" : random.text(of: pieces, longest: 6)
    }
    // Extra cells that are empty may be cut.
    if count > columnCount, random.chance(1, in: 2) { cells = cells.prefix(columnCount) + [""] }
    return cells
  }

  /// Blank lines and comments between records.
  private mutating func noise() -> String {
    if random.chance(1, in: 12) { return random.pick(lineBreaks) }
    if let comment, random.chance(1, in: 6) { return comment + " \"no, data" + random.pick(lineBreaks) }
    return ""
  }

  private mutating func record(_ cells: [String]) -> String {
    let written = cells.enumerated().map { write($1, isFirst: $0 == 0) }
    return written.joined(separator: delimiter) + random.pick(lineBreaks)
  }

  private mutating func write(_ cell: String, isFirst: Bool) -> String {
    guard let quote else { return writeBare(cell, isFirst: isFirst) }
    let bare = writeBare(cell, isFirst: isFirst)
    if bare == cell || escape == "backslash", random.chance(2, in: 3) { return bare }
    return quote + cell.unicodeScalars.map { escapeInQuotes($0, quote) }.joined() + quote
  }

  /// The cell as it can be told in quotes.
  private mutating func escapeInQuotes(_ scalar: UnicodeScalar, _ quote: String) -> String {
    let text = String(scalar)
    switch escape {
    case "backslash" where text == "\\": return "\\\\"
    case "backslash" where text == quote: return random.pick(["\\" + quote, quote + quote])
    case "backslash" where random.chance(1, in: 8): return escaped(scalar)
    case "none" where text == quote: return ""
    case "doubled" where text == quote: return quote + quote
    default: return text
    }
  }

  /// The cell without quotes; what cannot be told is escaped, or left out.
  private mutating func writeBare(_ cell: String, isFirst: Bool) -> String {
    var result = ""
    for scalar in cell.unicodeScalars {
      let text = String(scalar)
      let isStructure = text == delimiter || text == "\n" || text == "\r"
      let isHidden = result.isEmpty && (text == quote || (isFirst && text == comment))
      if escape == "backslash" {
        if text == "\r" || text == "\n" {
          result += escaped(scalar)
          continue
        }
        result += isStructure || isHidden || text == "\\" ? "\\" + text : text
      } else if !isStructure && !isHidden {
        result += text
      }
    }
    return result
  }

  /// The character behind a backslash, where Python's csv agrees: it takes a CRLF apart there.
  private mutating func escaped(_ scalar: UnicodeScalar) -> String {
    switch scalar {
    case "\n": random.pick(["\\n", "\\\n"])
    case "\r": "\\r"
    case "\t": "\\t"
    default: "nrt".unicodeScalars.contains(scalar) ? String(scalar) : "\\" + String(scalar)
    }
  }

  private func dropLastBreak(_ text: inout String) {
    while let last = text.unicodeScalars.last, last == "\n" || last == "\r" {
      text.unicodeScalars.removeLast()
    }
  }
}
