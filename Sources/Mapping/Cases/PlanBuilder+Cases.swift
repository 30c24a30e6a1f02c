import Records

extension PlanBuilder {
  func buildCases(_ maps: [DocumentMap], labels: [String]) -> [MappingCase] {
    maps.compactMap { map in
      guard let record = record(map), let expectation = expectation(map, labels: labels) else { return nil }
      return MappingCase(
        name: map.text("name")?.value, mark: map.mark, record: record,
        fileName: map.text("file_name")?.value, expectation: expectation)
    }
  }

  private func record(_ map: DocumentMap) -> CaseRecord? {
    if let input = map.text("input") { return .raw(input.value) }
    guard let node = map.node["record"], let entries = node.entries else { return nil }
    switch format?.name {
    case "csv": return .csv(entries.compactMap { cell($0, map) })
    case "json", "singer", "command": return .json(CaseJSON.text(node))
    case let name?:
      problems.append(
        MappingProblem.caseForOtherFormat(name, at: node.mark, path: map.join("record"), file: file))
      return nil
    case nil: return nil
    }
  }

  private func cell(_ entry: YAMLEntry, _ map: DocumentMap) -> (String, String)? {
    if entry.value.isNull { return (entry.key, "") }
    guard let text = entry.value.scalar else {
      problems.append(
        MappingProblem.caseCell(entry.key, at: entry.value.mark, path: map.join("record"), file: file))
      return nil
    }
    return (entry.key, text)
  }

  // MARK: Expectations

  private func expectation(_ map: DocumentMap, labels: [String]) -> CaseExpectation? {
    if let expect = map.map("expect") { return .reviews([review(expect)]) }
    if map.has("expect_all") { return .reviews(map.maps("expect_all").map(review)) }
    if let code = map.text("expect_problem") { return .problem(code.value) }
    guard let label = map.text("expect_filtered") else { return nil }
    if label.value == "true" { return .filtered(label: nil) }
    if !labels.contains(label.value) {
      problems.append(
        MappingProblem.expectedLabel(label, among: labels, path: map.join("expect_filtered"), file: file))
    }
    return .filtered(label: label.value)
  }

  private func review(_ map: DocumentMap) -> ExpectedReview {
    var found: [ExpectedField] = []
    for entry in map.node["review"]?.entries ?? [] {
      found.append(contentsOf: field(entry, .review, prefix: "review."))
    }
    for entry in map.node["product"]?.entries ?? [] {
      if entry.key == "metadata" {
        for entry in entry.value.entries ?? [] {
          found.append(contentsOf: field(entry, .metadata, prefix: "product.metadata."))
        }
      } else {
        found.append(contentsOf: field(entry, .product, prefix: "product."))
      }
    }
    return ExpectedReview(fields: found, mark: map.mark)
  }

  private func field(_ entry: YAMLEntry, _ place: OutputField.Place, prefix: String) -> [ExpectedField] {
    let name = place == .product ? Self.productName(entry.key) : entry.key
    let index = fields.firstIndex { $0.place == place && $0.name == name }
    let value: ExpectedField.Value
    switch entry.value.content {
    case .null: value = .absent
    case .scalar(let text, _): value = .text(text)
    case .list(let items): value = .list(items.compactMap(\.scalar))
    case .map: value = .absent
    }
    let isUnknown = index == nil && !entry.value.isNull
    if isUnknown || entry.value.entries != nil {
      let names = fields.filter { $0.place == place }.map(\.name)
      problems.append(
        MappingProblem.expectedField(
          Located(value: entry.key, mark: entry.mark), among: names, path: prefix + entry.key, file: file))
      return []
    }
    return [ExpectedField(index: index, path: prefix + entry.key, value: value, mark: entry.mark)]
  }

  /// The name in a request of a key of `product`; cases may use either.
  private static func productName(_ key: String) -> String {
    switch key {
    case "type": "product_type"
    case "uuid": "product_uuid"
    case "model_code": "product_model_code"
    default: key
    }
  }
}
