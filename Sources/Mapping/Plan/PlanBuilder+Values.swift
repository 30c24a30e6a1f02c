import Records

extension PlanBuilder {
  /// The program of a value and its slots; nil where its document is wrong.
  func program(_ value: DocumentValue, path: String, isPrivate: Bool) -> (ValueProgram, slots: [Int])? {
    switch value {
    case .short(let selector):
      var operations = ValueOperations()
      if isPrivate { operations.flags.insert(.isPrivate) }
      let program = ValueProgram(
        path: path, mark: selector.mark, sources: [selector.value], origin: .from, operations: operations)
      return (program, slots(ofAlternatives: [selector], isOptional: false, path: path))
    case .long(let map):
      let operations = operations(map, isPrivate: isPrivate)
      guard let origin = origin(map, path: path) else { return nil }
      let program = ValueProgram(
        path: path, mark: map.mark, sources: origin.sources.map(\.value), origin: origin.kind,
        operations: operations)
      return (program, origin.slots)
    }
  }

  private struct Origin {
    var kind: ValueOrigin
    var sources: [Located<String>] = []
    var slots: [Int] = []
  }

  private func origin(_ map: DocumentMap, path: String) -> Origin? {
    let isOptional = map.flag("optional_column") ?? false
    func all(_ sources: [Located<String>], _ kind: ValueOrigin) -> Origin? {
      guard !sources.isEmpty else { return nil }
      return Origin(
        kind: kind, sources: sources, slots: slots(ofAll: sources, isOptional: isOptional, path: path))
    }
    if map.has("from") {
      let sources = map.texts("from")
      guard !sources.isEmpty else { return nil }
      return Origin(
        kind: .from, sources: sources,
        slots: slots(ofAlternatives: sources, isOptional: isOptional, path: path))
    }
    if let text = map.text("const") { return Origin(kind: .constant(ConstantBytes(text.value))) }
    if let text = map.text("template") { return template(text, isOptional: isOptional, path: path) }
    if let concat = map.map("concat") {
      let separator = ConstantBytes(concat.text("separator")?.value ?? "\n")
      return all(concat.texts("from"), .concat(separator: separator, labels: labels(concat)))
    }
    if map.has("hash") {
      let names = map.texts("hash")
      return all(names, .hash(FieldHash(names: names.map(\.value))))
    }
    let terms = map.texts("difference")
    return terms.count == 2 ? all(terms, .difference) : nil
  }

  private func labels(_ concat: DocumentMap) -> [ConstantBytes] {
    let labels = concat.texts("labels")
    let count = concat.texts("from").count
    if let mark = labels.first?.mark, labels.count != count {
      problems.append(
        MappingProblem.labelCount(
          labels.count, selectors: count, at: mark, path: concat.join("labels"), file: file))
      return []
    }
    return labels.map { ConstantBytes($0.value) }
  }

  // MARK: Templates

  private func template(_ text: Located<String>, isOptional: Bool, path: String) -> Origin? {
    switch TemplateText.parse(text.value) {
    case .failure(let fault):
      problems.append(MappingProblem.template(text, fault: fault.sentence, path: path, file: file))
      return nil
    case .success(let pieces):
      var sources: [Located<String>] = []
      let parts = pieces.map { piece -> TemplatePart in
        switch piece {
        case .literal(let literal): return .literal(ConstantBytes(literal))
        case .selector(let selector):
          sources.append(Located(value: selector, mark: text.mark))
          return .slot(sources.count - 1)
        }
      }
      let slots = slots(ofAll: sources, isOptional: isOptional, path: path)
      return Origin(kind: .template(parts), sources: sources, slots: slots)
    }
  }

  // MARK: Operations

  private func operations(_ map: DocumentMap, isPrivate: Bool) -> ValueOperations {
    var operations = ValueOperations()
    operations.flags = flags(map)
    if isPrivate { operations.flags.insert(.isPrivate) }
    operations.split = separator(map, "split")
    operations.join = map.text("join").map { ConstantBytes($0.value) }
    operations.pick = pick(map)
    operations.replacements = map.oneOrMoreMaps("replace").compactMap(replacement)
    operations.extract = expression(map.text("extract"), path: map.join("extract"))
    operations.lookup = map.map("lookup").flatMap(lookup)
    operations.truncate = map.integer("truncate")
    operations.defaultText = map.text("default").map { ConstantBytes($0.value) }
    operations.matches = expression(map.text("matches"), path: map.join("matches"))
    return operations
  }

  private func flags(_ map: DocumentMap) -> ValueFlags {
    var flags: ValueFlags = []
    if map.flag("trim") ?? true { flags.insert(.trim) }
    if map.flag("url_decode") ?? false { flags.insert(.urlDecode) }
    if map.flag("decode_entities") ?? false { flags.insert(.decodeEntities) }
    if map.text("decode_entities")?.value == "twice" {
      flags.insert([.decodeEntities, .decodeEntitiesTwice])
    }
    if map.flag("strip_html") ?? false { flags.insert(.stripHTML) }
    if map.text("case")?.value == "upper" { flags.insert(.uppercase) }
    if map.text("case")?.value == "lower" { flags.insert(.lowercase) }
    if map.flag("required") ?? false { flags.insert(.required) }
    if map.text("on_mismatch")?.value == "omit" { flags.insert(.omitMismatch) }
    if map.flag("mean") ?? false { flags.insert(.mean) }
    return flags
  }

  private func separator(_ map: DocumentMap, _ key: String) -> ConstantBytes? {
    guard let text = map.text(key) else { return nil }
    if text.value.isEmpty {
      problems.append(
        MappingProblem.range(
          "'\(map.join(key))' is empty, so it cannot separate anything", at: text.mark, path: map.join(key),
          file: file))
    }
    return ConstantBytes(text.value)
  }

  private func pick(_ map: DocumentMap) -> ListPick {
    switch map.text("pick")?.value {
    case "last": .last
    case let text?: Int(text).map { .position($0) } ?? .first
    case nil: .first
    }
  }

  private func replacement(_ map: DocumentMap) -> ReplacementStep? {
    guard let pattern = map.text("pattern"), let with = map.text("with"),
      let expression = expression(pattern, path: map.join("pattern"))
    else { return nil }
    do throws(ConversionFault) {
      return ReplacementStep(
        expression: expression, replacement: try Replacement(with.value, for: expression))
    } catch {
      problems.append(MappingProblem.replacement(with, error, path: map.join("with"), file: file))
      return nil
    }
  }
}
