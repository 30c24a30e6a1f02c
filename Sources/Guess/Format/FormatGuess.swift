import Readers
import Records

/// How a sample is to be read, and what is in it.
struct FormatGuess {
  var format: String
  var options: [String: OptionValue]
  /// For people: what was found, in order.
  var facts: [(name: String, text: String)]
  /// The candidates for records; one for CSV.
  var tables: [RecordTable]
}

/// One candidate for the records of a sample.
struct RecordTable {
  /// The path of the records; nil for CSV.
  var pointer: String?
  var table: SampleTable
  /// Nil for CSV.
  var set: RecordSet?
  /// The stream of a Singer tap.
  var stream: String?
  /// Of CSV.
  var shape: CSVShape?
  var header: [String] = []
}

extension FormatGuess {
  /// Records by which the candidates for a record path are compared.
  private static let rankedRecords = 200

  static func json(_ text: [UInt8], recordLimit: Int) -> FormatGuess {
    let values = JSONSampleParser.values(text)
    let streams = SingerStreamFinder.streams(values, recordLimit: recordLimit)
    if !streams.isEmpty { return singer(streams) }
    let sets = RecordSetFinder.json(values, recordLimit: recordLimit)
    var guess = FormatGuess(format: "json", options: [:], facts: [], tables: tables(sets, format: "json"))
    let isList = values.count == 1 && values[0].object == nil
    let form =
      values.count > 1
      ? "JSON values one after the other (JSON Lines)" : isList ? "one JSON array" : "one JSON document"
    guess.facts.append(("format", form))
    return guess
  }

  private static func singer(_ streams: [SingerStreamFinder.Stream]) -> FormatGuess {
    let tables = streams.map { stream in
      RecordTable(
        table: TableBuilder.table(stream.records, isXML: false, rows: Self.rankedRecords),
        set: stream.records, stream: stream.name)
    }
    let names = streams.map { Quotation.quote($0.name) }.joined(separator: ", ")
    return FormatGuess(
      format: SingerFormat.name, options: [:],
      facts: [("format", "the output of a Singer tap"), ("streams", names)], tables: tables)
  }

  static func xml(_ text: [UInt8], recordLimit: Int) -> FormatGuess {
    let tree = XMLSampleParser.tree(text)
    let sets = RecordSetFinder.xml(tree, recordLimit: recordLimit)
    var guess = FormatGuess(format: "xml", options: [:], facts: [], tables: tables(sets, format: "xml"))
    guess.facts.append(("format", "XML, root '\(tree.members.first?.name ?? "")'"))
    return guess
  }

  private static func tables(_ sets: [RecordSet], format: String) -> [RecordTable] {
    sets.map { set in
      RecordTable(
        pointer: set.pointer(format: format),
        table: TableBuilder.table(set, isXML: format == "xml", rows: Self.rankedRecords), set: set)
    }.filter { $0.table.rowCount > 0 && !$0.table.fields.isEmpty }
  }

  static func csv(_ text: [UInt8], isWhole: Bool, recordLimit: Int) -> FormatGuess {
    var shape = CSVShapeGuess.shape(text)
    let read = CSVRows(text, shape, columns: shape.columnCount, rowLimit: recordLimit)
    var rows = read.rows
    shape.hasHeader = rows.first.map { CSVHeaderGuess.isHeader($0, rows.dropFirst()) } ?? true
    let header = shape.hasHeader ? rows.first?.map { $0?.text ?? "" } ?? [] : []
    if shape.hasHeader && !rows.isEmpty { rows.removeFirst() }
    if !isWhole && rows.count > 1 { rows.removeLast() }
    var guess = FormatGuess(format: "csv", options: shape.options, facts: facts(shape), tables: [])
    if rows.contains(where: { $0.contains { $0?.text == "NULL" || $0?.text == "\\N" } }) {
      guess.options["null_values"] = .textList(["NULL", "\\N"])
    }
    let table = table(rows, header, shape)
    guess.tables = [RecordTable(pointer: nil, table: table, shape: shape, header: header)]
    return guess
  }

  private static func table(_ rows: [[FieldValue?]], _ header: [String], _ shape: CSVShape) -> SampleTable {
    var table = SampleTable(fields: [], rowCount: rows.count, hasNames: shape.hasHeader)
    for column in 0..<shape.columnCount {
      let name = column < header.count ? header[column] : ""
      let isUsable = !name.isEmpty && !name.hasPrefix("#") && header.count { $0 == name } == 1
      var field = SampleField(selector: isUsable ? name : "#\(column + 1)", names: Self.names(name))
      field.values = rows.map { row in
        let value = column < row.count ? row[column] : nil
        return value.map { $0.text == "NULL" || $0.text == "\\N" ? FieldValue(text: "", kind: .null) : $0 }
      }
      table.fields.append(field)
    }
    return table
  }

  /// `product.sku` is a path as JSON would have it.
  private static func names(_ column: String) -> [String] {
    guard !column.isEmpty else { return [] }
    return column.contains(" ") ? [column] : column.split(separator: ".").map(String.init)
  }

  private static func facts(_ shape: CSVShape) -> [(name: String, text: String)] {
    var facts = [("format", "delimited text (CSV)")]
    if shape.skipLines > 0 { facts.append(("lines before it", "\(shape.skipLines), passed over")) }
    facts.append(("delimiter", name(shape.delimiter)))
    let escape = shape.isBackslash ? ", with backslashes inside" : ""
    facts.append(
      ("quotes", shape.quote == nil ? "none: a quote is a character like any other" : "\"\(escape)"))
    facts.append(("header", shape.hasHeader ? "yes" : "none: columns have numbers"))
    facts.append(("columns", "\(shape.columnCount)"))
    return facts
  }

  static func name(_ byte: UInt8) -> String {
    switch byte {
    case 0x09: "tab"
    case UInt8(ascii: ","): "comma"
    case UInt8(ascii: ";"): "semicolon"
    default: "'\(Character(Unicode.Scalar(byte)))'"
    }
  }
}
