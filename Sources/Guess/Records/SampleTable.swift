import Records

/// A value of one field of one record.
struct FieldValue: Equatable, Sendable {
  var text: String
  var kind: SlotKind

  var isEmpty: Bool { kind == .null || text.allSatisfy(\.isWhitespace) }
}

/// One field of the sample's records.
struct SampleField: Sendable {
  /// As a mapping selects it.
  var selector: String
  /// The names on the way to it, without the signs of selectors; the last is its own.
  var names: [String]
  /// How many `../` lead to it.
  var climbs = 0
  /// Whether a record has several values; the first is taken.
  var isList = false
  /// One for each record; nil where it has none.
  var values: [FieldValue?] = []

  var name: String { names.last ?? "" }
}

/// The sample as a table: all fields of all records.
struct SampleTable: Sendable {
  var fields: [SampleField] = []
  var rowCount = 0
  /// Whether the fields have names at all.
  var hasNames = true
}

/// Makes the table of a set of objects.
struct TableBuilder {
  private static let maxFields = 300
  private static let maxDepth = 6

  private let isXML: Bool
  private let path: [PathStep]
  private var table = SampleTable()
  private var index: [String: Int] = [:]
  /// What the object around the record is called whose fields are added.
  private var above: String?

  static func table(_ set: RecordSet, isXML: Bool, rows: Int = .max) -> SampleTable {
    var builder = TableBuilder(isXML: isXML, path: set.path)
    let whole = set.records.filter(\.object.isWhole)
    for record in whole.prefix(rows) { builder.add(record) }
    builder.finish()
    return builder.table
  }

  private init(isXML: Bool, path: [PathStep]) {
    self.isXML = isXML
    self.path = path
  }

  private mutating func add(_ record: RecordSet.Record) {
    table.rowCount += 1
    above = nil
    add(record.object, steps: [], climbs: 0, isList: false, leavingOut: nil)
    let names = path.compactMap { if case .member(let name) = $0 { name } else { nil } }
    for (level, ancestor) in record.ancestors.reversed().enumerated() {
      // The member that leads to the record is not a field of what is around it.
      let own = names.count > level ? names[names.count - 1 - level] : nil
      above = names.count > level + 1 ? names[names.count - 2 - level] : nil
      add(ancestor, steps: [], climbs: level + 1, isList: false, leavingOut: own)
    }
  }

  private mutating func add(
    _ object: DataObject, steps: [String], climbs: Int, isList: Bool, leavingOut own: String?
  ) {
    guard steps.count < (climbs > 0 ? 2 : Self.maxDepth) else { return }
    for (name, node) in object.members where name != own {
      add(node, steps: steps + [name], climbs: climbs, isList: isList)
    }
  }

  private mutating func add(_ node: DataNode, steps: [String], climbs: Int, isList: Bool) {
    switch node {
    case .scalar(let text, let kind):
      set(FieldValue(text: text, kind: kind), steps: steps, climbs: climbs, isList: isList)
    case .object(let object):
      add(object, steps: steps, climbs: climbs, isList: isList, leavingOut: nil)
    case .list(let items):
      if climbs > 0 && items.contains(where: { $0.object != nil }) { return }
      for item in items.prefix(16) { add(item, steps: steps, climbs: climbs, isList: true) }
    }
  }

  private mutating func set(_ value: FieldValue, steps: [String], climbs: Int, isList: Bool) {
    let selector = SelectorText.selector(steps, climbs, isXML: isXML)
    let place = index[selector] ?? newField(selector, steps, climbs)
    guard let place else { return }
    if isList { table.fields[place].isList = true }
    let missing = table.rowCount - table.fields[place].values.count
    if missing > 0 {
      table.fields[place].values += Array(repeating: nil, count: missing - 1)
      table.fields[place].values.append(value)
    }
  }

  private mutating func newField(_ selector: String, _ steps: [String], _ climbs: Int) -> Int? {
    guard table.fields.count < Self.maxFields else { return nil }
    index[selector] = table.fields.count
    let names = steps.filter { $0 != "." }.map { $0.hasPrefix("@") ? String($0.dropFirst()) : $0 }
    table.fields.append(
      SampleField(selector: selector, names: [above].compactMap { $0 } + names, climbs: climbs))
    return table.fields.count - 1
  }

  private mutating func finish() {
    for place in table.fields.indices {
      let missing = table.rowCount - table.fields[place].values.count
      table.fields[place].values += Array(repeating: nil, count: missing)
    }
  }
}

/// How a field is selected.
enum SelectorText {
  static func selector(_ steps: [String], _ climbs: Int, isXML: Bool) -> String {
    let climb = String(repeating: "../", count: climbs)
    guard isXML else { return climb + JSONNames.selector(steps) }
    let own = steps.last == "." && steps.count > 1 ? Array(steps.dropLast()) : steps
    return climb + own.joined(separator: "/")
  }
}
