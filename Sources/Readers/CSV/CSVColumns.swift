import Records

/// Which columns of a file the selectors mean.
struct CSVColumns {
  /// The columns that selectors use: ascending, each once, closed by `Int.max`.
  private(set) var wanted: [Int] = [Int.max]
  /// For each selector the index of its column in `wanted`, or `Int.max` where it names no column.
  private(set) var cellOfSelector: [Int] = []
  private(set) var unmatched: [Int] = []
  /// Selectors whose name several columns bear, with these columns.
  private(set) var duplicates: [(selector: Int, columns: [Int])] = []
  let names: [String]

  /// Binds selectors to named columns; `count` is how many columns the file has, nil if that is open.
  init(_ selectors: [String], names: [String], count: Int?) {
    self.names = names
    let byName = Dictionary(grouping: names.indices, by: { names[$0] })
    let byFoldedName = Dictionary(grouping: names.indices, by: { Self.fold(names[$0]) })
    var columns: [Int?] = []
    for (index, selector) in selectors.enumerated() {
      let found: [Int]
      if let number = Self.number(selector) {
        found = number <= count ?? Int.max ? [number - 1] : []
      } else {
        found = byName[selector] ?? Self.soleName(byFoldedName[Self.fold(selector)] ?? [], names)
      }
      columns.append(found.first)
      if found.isEmpty { unmatched.append(index) }
      if found.count > 1 { duplicates.append((index, found)) }
    }
    wanted = Set(columns.compactMap { $0 }).sorted() + [Int.max]
    cellOfSelector = columns.map { column in column.flatMap { wanted.firstIndex(of: $0) } ?? Int.max }
  }

  /// The columns, if all bear the same name: a folded match must be unique.
  private static func soleName(_ columns: [Int], _ names: [String]) -> [Int] {
    guard let first = columns.first else { return [] }
    return columns.allSatisfy { names[$0] == names[first] } ? columns : []
  }

  /// The name without case, spaces and underscores.
  private static func fold(_ name: String) -> String {
    String(name.lowercased().filter { $0 != " " && $0 != "_" })
  }

  /// The number of a selector such as `#3`, or nil where it is a name; `#`, `#id` are names.
  static func number(_ selector: String) -> Int? {
    let digits = selector.dropFirst()
    guard selector.hasPrefix("#"), !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else {
      return nil
    }
    return Int(digits) ?? Int.max
  }

  /// The most columns that `#n` can reach.
  static let maxNumber = 65_536

  /// Says what is wrong with a selector, whatever the file.
  @Sendable static func fault(_ selector: String) -> String? {
    if selector.isEmpty {
      return "the column name is empty; a column without a name is selected by number, as #1"
    }
    guard let number = number(selector) else { return nil }
    if number == 0 { return "columns are numbered from #1" }
    return number > maxNumber ? "columns are numbered up to #\(maxNumber)" : nil
  }
}
