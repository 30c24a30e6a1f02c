import Records

extension PlanBuilder {
  func lookup(_ map: DocumentMap) -> LookupProgram? {
    let ignoresCase = map.flag("ignore_case") ?? false
    let missing = map.text("missing").flatMap { LookupProgram.Missing(rawValue: $0.value) } ?? .keep
    let table = map.has("file") ? fileTable(map, ignoresCase) : inlineTable(map, ignoresCase)
    return table.map { LookupProgram(table: $0, missing: missing) }
  }

  private func inlineTable(_ map: DocumentMap, _ ignoresCase: Bool) -> ByteTable? {
    let entries = map.entries("table")
    guard !entries.isEmpty else { return nil }
    let table = ByteTable(ignoresCase: ignoresCase, expectedCount: entries.count)
    for (key, value) in entries {
      guard case .short(let text) = value else { continue }
      table.insert(key.value, text.value)
    }
    return table
  }

  private func fileTable(_ map: DocumentMap, _ ignoresCase: Bool) -> ByteTable? {
    guard let name = map.text("file"), let key = map.text("key"), let value = map.text("value") else {
      return nil
    }
    do throws(LookupFile.Fault) {
      let rows = try LookupFile.read(name.value, folder: folder, key: key.value, value: value.value)
      let table = ByteTable(ignoresCase: ignoresCase, expectedCount: rows.count)
      for row in rows {
        let isNew = table.insert(row.key, row.value)
        guard isNew || hasSame(row, in: table, ignoresCase) else {
          throw .repeatedKey(row.key, line: row.line)
        }
      }
      return table
    } catch {
      let mark = error.isOfKey ? key.mark : error.isOfValue ? value.mark : name.mark
      problems.append(
        MappingProblem.lookupFile(
          error.sentence(file: name.value, key: key.value, value: value.value), at: mark,
          path: map.join("file"), file: file))
      return nil
    }
  }

  /// Whether the table already says the same for this key.
  private func hasSame(_ row: LookupFile.Row, in table: ByteTable, _ ignoresCase: Bool) -> Bool {
    let buffer = ByteBuffer(capacity: 64)
    let folded = ByteBuffer(capacity: 64)
    buffer.append(row.key)
    let isFolded = ignoresCase && TextConversion.lowercase(buffer.all, into: folded)
    guard let value = table.value(of: isFolded ? folded.all : buffer.all) else { return false }
    return value.elementsEqual(row.value.utf8)
  }
}
