import Foundation

/// Reads a catalogue: JSON Lines, or the CSV that a PIM exports.
///
/// `uuid`, `type`, `code` and `updated` are what their names say; every other key or column is metadata. Without a type, an
/// entry with a UUID is a product and one with a code a product model.
extension EmulatorCatalog {
  public init(path: String) throws(EmulatorProblems) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw EmulatorProblems([
        EmulatorProblem("emulator.catalog-missing", file: path, "the catalogue cannot be read")
      ])
    }
    try self.init(data: data, file: path)
  }

  /// `file` is only told in problems.
  public init(data: Data, file: String) throws(EmulatorProblems) {
    guard var text = String(data: data, encoding: .utf8) else {
      throw EmulatorProblems([EmulatorProblem("emulator.catalog", file: file, "the catalogue is not UTF-8")])
    }
    if text.hasPrefix("\u{FEFF}") { text.removeFirst() }
    var reader = CatalogReader(file: file)
    if text.first(where: { !$0.isWhitespace }) == "{" { reader.readLines(text) } else { reader.readCSV(text) }
    if reader.products.isEmpty, reader.problems.isEmpty {
      reader.report(1, "the catalogue has no products")
    }
    guard reader.problems.isEmpty else { throw EmulatorProblems(reader.problems) }
    self.init(products: reader.products)
  }
}

private struct CatalogReader {
  let file: String
  var products: [EmulatorCatalog.Product] = []
  var problems: [EmulatorProblem] = []
  /// The line of each product's id, to find repetitions.
  private var lines: [String: Int] = [:]

  init(file: String) { self.file = file }

  mutating func report(_ line: Int, _ sentence: String) {
    problems.append(EmulatorProblem("emulator.catalog", file: file, line: line, sentence))
  }

  mutating func readLines(_ text: String) {
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      guard line.contains(where: { !$0.isWhitespace }) else { continue }
      do throws(JSONSyntaxError) {
        guard case .object(let members) = try JSONParser.parse(String(line)) else {
          report(index + 1, "a line must be a JSON object")
          continue
        }
        add(members.map { ($0.key, values($0, line: index + 1)) }, line: index + 1)
      } catch {
        report(index + 1, "this line is not JSON: \(error.sentence) at byte \(error.byte)")
      }
    }
  }

  private mutating func values(_ member: JSONValue.Member, line: Int) -> [String] {
    switch member.value {
    case .null: return []
    case .string(let text): return [text]
    case .number(let text): return [text]
    case .bool(let value): return [String(value)]
    case .array(let items) where items.allSatisfy { $0.text != nil }: return items.compactMap(\.text)
    default:
      report(
        line, "\(Quoted.text(member.key)) is \(member.value.kind), but a value or a list of texts is expected"
      )
      return []
    }
  }

  mutating func readCSV(_ text: String) {
    var rows = CSVRows(text)
    guard let header = rows.next()?.cells else { return }
    guard header.contains("uuid") || header.contains("code") else {
      return report(1, "the header has neither 'uuid' nor 'code'")
    }
    while let row = rows.next() {
      guard row.cells != [""] else { continue }
      guard row.cells.count == header.count else {
        report(row.line, "found \(row.cells.count) cells, but the header has \(header.count)")
        continue
      }
      add(zip(header, row.cells).map { ($0, $1.isEmpty ? [] : [$1]) }, line: row.line)
    }
  }

  private mutating func add(_ fields: [(String, [String])], line: Int) {
    var type: String?
    var product = EmulatorCatalog.Product()
    for (key, values) in fields {
      switch key {
      case "type": type = values.first
      case "uuid": product.uuid = values.first?.lowercased()
      case "code": product.code = values.first
      case "updated": product.updated = values.first.map { String($0.replacing("T", with: " ").prefix(19)) }
      default: if !values.isEmpty { product.metadata[key] = values }
      }
    }
    let kinds: [EmulatorCatalog.Product.Kind] = [.product, .model]
    if let type {
      guard let kind = EmulatorCatalog.Product.Kind(rawValue: type) else {
        let suggestion = NearestWord.suggestion(for: type, among: kinds.map(\.rawValue))
        return report(line, "type \(Quoted.text(type)) is neither 'product' nor 'product_model'\(suggestion)")
      }
      product.kind = kind
    } else {
      product.kind = product.uuid == nil ? .model : .product
    }
    addChecked(product, line: line)
  }

  private mutating func addChecked(_ product: EmulatorCatalog.Product, line: Int) {
    switch product.kind {
    case .product:
      guard let uuid = product.uuid else { return report(line, "a product needs a 'uuid'") }
      guard TextRules.isUUID(uuid) else { return report(line, "\(Quoted.text(uuid)) is not a UUID") }
    case .model:
      guard product.code?.isEmpty == false else { return report(line, "a product model needs a 'code'") }
    }
    let key = "\(product.kind.rawValue) \(product.id)"
    if let first = lines[key] {
      return report(line, "\(Quoted.text(product.id)) stands in line \(first) already")
    }
    lines[key] = line
    products.append(product)
  }
}

/// Rows of a CSV file (RFC 4180) whose delimiter is the most frequent of `;`, `,` and tab in its first line.
struct CSVRows {
  private let delimiter: Character
  private var rest: Substring
  private var line = 1

  init(_ text: String) {
    let header = text.prefix { !$0.isNewline }
    let counts = [";", ",", "\t"].map { candidate in
      (Character(candidate), header.count { $0 == Character(candidate) })
    }
    delimiter = counts.max { $0.1 < $1.1 }?.0 ?? ","
    rest = text[...]
  }

  /// The next row and the line where it begins.
  mutating func next() -> (cells: [String], line: Int)? {
    guard !rest.isEmpty else { return nil }
    let start = line
    var cells = [""]
    var isQuoted = false
    while let character = rest.popFirst() {
      if character.isNewline { line += 1 }
      if isQuoted {
        guard character == "\"" else {
          cells[cells.count - 1].append(character)
          continue
        }
        if rest.first == "\"" { cells[cells.count - 1].append(rest.removeFirst()) } else { isQuoted = false }
      } else if character == "\"", cells[cells.count - 1].isEmpty {
        isQuoted = true
      } else if character == delimiter {
        cells.append("")
      } else if character.isNewline {
        return (cells, start)
      } else {
        cells[cells.count - 1].append(character)
      }
    }
    return (cells, start)
  }
}
