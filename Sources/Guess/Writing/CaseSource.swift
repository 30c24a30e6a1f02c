import Readers
import Records

/// Writes single records of a sample as small inputs, with the values that the mapping uses and no others.
///
/// Texts are shortened, and names and addresses of persons replaced: a mapping is shared and kept.
struct CaseSource {
  struct Input {
    /// The case's `record:` or `input:` in YAML, indented by four.
    var yaml: [String]
    /// What the reader is given of it.
    var bytes: [UInt8]
    var options: SourceOptions
  }

  private static let longest = 60

  let records: RecordTable
  let options: SourceOptions
  /// Selectors of the plan.
  let used: Set<String>
  /// By selector: what stands for a person's name or address.
  let standIns: [String: String]
  /// Selectors whose values are shortened.
  let texts: Set<String>

  var count: Int { records.set?.records.count ?? records.table.rowCount }

  /// Nil where the record is cut off by the end of the sample.
  func input(_ index: Int) -> Input? {
    guard let set = records.set else { return csv(index) }
    let record = set.records[index]
    guard record.object.isWhole else { return nil }
    return options.format == "xml" ? xml(set, record) : json(set, record)
  }

  private func shown(_ text: String, _ selector: String) -> String {
    if let standIn = standIns[selector], !text.isEmpty { return standIn }
    guard texts.contains(selector), text.count > Self.longest else { return text }
    let isQuoted = text.hasPrefix("\"") && text.hasSuffix("\"")
    let cut = text.prefix(Self.longest)
    let words = cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut
    return String(words) + (isQuoted ? "\"" : "")
  }

  // MARK: CSV

  private func csv(_ index: Int) -> Input? {
    let fields = records.table.fields
    let isByName = records.shape?.hasHeader == true && !used.contains { $0.hasPrefix("#") }
    let cells = fields.map { field in
      used.contains(field.selector) ? shown(field.values[index]?.text ?? "", field.selector) : ""
    }
    if isByName {
      let named = fields.indices.filter { used.contains(fields[$0].selector) }
      let lines = named.map {
        "      \(YAMLScalar.text(fields[$0].selector)): \(YAMLScalar.quoted(cells[$0]))"
      }
      let text =
        line(named.map { fields[$0].selector }, Self.plain) + line(named.map { cells[$0] }, Self.plain)
      var plain = SourceOptions(format: "csv", values: ["header": .flag(true)])
      plain.values["null_values"] = options.values["null_values"]
      return Input(yaml: ["    record:"] + lines, bytes: Array(text.utf8), options: plain)
    }
    guard let shape = records.shape else { return nil }
    var text = String(repeating: "-\n", count: shape.skipLines)
    if shape.hasHeader {
      text += line(
        records.header + Array(repeating: "", count: max(0, cells.count - records.header.count)), shape)
    }
    return raw(text + line(cells, shape))
  }

  private static let plain = CSVShape()

  private func line(_ cells: [String], _ shape: CSVShape) -> String {
    let delimiter = Character(Unicode.Scalar(shape.delimiter))
    let written = cells.map { cell in
      guard let quote = shape.quote.map({ Character(Unicode.Scalar($0)) }) else { return cell }
      let needsQuotes =
        cell.contains { $0 == delimiter || $0 == quote || $0.isNewline || $0 == "\\" } || cells.count == 1
      guard needsQuotes else { return cell }
      let escaped =
        shape.isBackslash
        ? cell.replacing("\\", with: "\\\\").replacing(String(quote), with: "\\\(quote)")
        : cell.replacing(String(quote), with: "\(quote)\(quote)")
      return "\(quote)\(escaped)\(quote)"
    }
    return written.joined(separator: String(delimiter)) + "\n"
  }

  private func raw(_ text: String) -> Input {
    var options = options
    options.values["encoding"] = .text("utf-8")
    return Input(yaml: ["    input: \(YAMLScalar.quoted(text))"], bytes: Array(text.utf8), options: options)
  }

  // MARK: JSON and XML

  /// The object with the members that are used, and what leads to them.
  private func pruned(_ object: DataObject, _ steps: [String], _ climbs: Int, leavingOut own: String?)
    -> DataObject
  {
    var result = DataObject()
    for (name, node) in object.members where name != own {
      if let kept = pruned(node, steps + [name], climbs) { result.members.append((name, kept)) }
    }
    return result
  }

  private func pruned(_ node: DataNode, _ steps: [String], _ climbs: Int) -> DataNode? {
    switch node {
    case .scalar(let text, let kind):
      let selector = SelectorText.selector(steps, climbs, isXML: options.format == "xml")
      return used.contains(selector) ? .scalar(shown(text, selector), kind) : nil
    case .object(let inner):
      let kept = pruned(inner, steps, climbs, leavingOut: nil)
      return kept.members.isEmpty ? nil : .object(kept)
    case .list(let items):
      let kept = items.prefix(16).compactMap { pruned($0, steps, climbs) }
      return kept.isEmpty ? nil : .list(kept)
    }
  }

  /// The whole document around a record, with nothing else in it.
  private func document(_ set: RecordSet, _ record: RecordSet.Record) -> DataObject {
    var node = DataNode.object(pruned(record.object, [], 0, leavingOut: nil))
    var level = 0
    var result = DataObject()
    for step in set.path.reversed() {
      switch step {
      case .element: node = .list([node])
      case .member(let name):
        let place = record.ancestors.count - 1 - level
        result = place >= 0 ? pruned(record.ancestors[place], [], level + 1, leavingOut: name) : DataObject()
        result.members.append((name, node))
        node = .object(result)
        level += 1
      }
    }
    return result
  }

  /// With fields of what is around the record the whole document, otherwise the record alone.
  private func json(_ set: RecordSet, _ record: RecordSet.Record) -> Input? {
    let object = DataNode.object(pruned(record.object, [], 0, leavingOut: nil))
    var whole = set.path.isEmpty ? object : .object(document(set, record))
    if set.path.first == .element { whole = .list([whole]) }
    let text = TreeText.json(whole)
    let input = raw(records.stream == nil ? text : SingerFormat.message(text, options))
    if used.contains(where: { $0.hasPrefix("../") }) { return input }
    return Input(yaml: ["    record: \(TreeText.yaml(object))"], bytes: input.bytes, options: input.options)
  }

  private func xml(_ set: RecordSet, _ record: RecordSet.Record) -> Input? {
    raw(document(set, record).members.map { TreeText.xml($0.name, $0.node) }.joined())
  }
}
