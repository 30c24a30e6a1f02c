import Records

extension PlanBuilder {
  /// The conditions of `where`; gives their labels, in order.
  func buildConditions(_ conditions: [DocumentMap]) -> [String] {
    conditions.map { condition in
      let step = step(condition)
      draft.filters.append(draft.conditions.count)
      draft.conditions.append(step)
      return condition.text("name")?.value ?? ConditionLabel.label(condition)
    }
  }

  private func step(_ map: DocumentMap) -> ConditionStep {
    if let child = map.map("not") { return group(.not, [child]) }
    if map.has("any") { return group(.any, map.maps("any")) }
    if map.has("all") { return group(.all, map.maps("all")) }
    return leaf(map)
  }

  private func group(_ kind: ConditionStep.Kind, _ children: [DocumentMap]) -> ConditionStep {
    let steps = children.map { step($0) }
    var group = ConditionStep(kind: kind)
    group.firstChild = draft.conditions.count
    group.childCount = steps.count
    draft.conditions += steps
    return group
  }

  private func leaf(_ map: DocumentMap) -> ConditionStep {
    var step = ConditionStep(kind: .present)
    setField(map, &step)
    if map.has("equals") || map.has("in") { setTexts(map, &step) }
    if map.has("matches") {
      step.kind = .matches
      step.expression = expression(map.text("matches"), path: map.join("matches")).map { draft.own($0) }
    }
    if let isPresent = map.flag("present") { step.kind = isPresent ? .present : .absent }
    if let age = map.text("newer_than") { setAge(age, map, &step) }
    return step
  }

  private func setField(_ map: DocumentMap, _ step: inout ConditionStep) {
    let names = map.texts("field")
    for name in names where name.value == "." && splitSelector != nil {
      problems.append(MappingProblem.partOutsideSplit(name, path: map.join("field"), file: file))
    }
    let isOptional = map.flag("optional_column") ?? false
    let range = draft.store(slots(ofAlternatives: names, isOptional: isOptional, path: map.path))
    step.firstSlot = range.lowerBound
    step.slotCount = range.count
    step.source = draft.conditionSources.count
    draft.conditionSources.append(ConditionSource(sources: names.map(\.value), mark: map.mark))
  }

  private func setTexts(_ map: DocumentMap, _ step: inout ConditionStep) {
    let texts = map.has("in") ? map.texts("in") : map.texts("equals")
    let table = ByteTable(ignoresCase: map.flag("ignore_case") ?? false, expectedCount: texts.count)
    for text in texts { table.insert(text.value.trimmingBlanks, "") }
    step.kind = .oneOf
    step.table = draft.own(table)
  }

  private func setAge(_ age: Located<String>, _ map: DocumentMap, _ step: inout ConditionStep) {
    step.kind = .newerThan
    step.date = dateProgram(map).map { draft.own($0) }
    switch ConditionAge(age.value, timeZone: map.text("time_zone")?.value) {
    case .age(let seconds)?:
      step.threshold = seconds
      step.isAge = true
    case .day(let seconds)?: step.threshold = seconds
    case nil: problems.append(MappingProblem.age(age, path: map.join("newer_than"), file: file))
    }
  }
}

/// What `newer_than` says.
enum ConditionAge: Equatable {
  /// Seconds before now.
  case age(Int64)
  /// Seconds since 1970: a day's first moment.
  case day(Int64)

  /// The longest age, in days: a hundred years.
  static let maxDays: Int64 = 36_525

  init?(_ text: String, timeZone: String?) {
    if let unit = Self.seconds(of: text.last), let number = Int64(text.dropLast()),
      number >= 0, number <= Self.maxDays * 86_400 / unit, text.dropLast().allSatisfy(\.isNumber)
    {
      self = .age(number * unit)
      return
    }
    guard text.utf8.count == 10 else { return nil }
    let bytes = ConstantBytes(text)
    let day = try? DateConversion(formats: ["yyyy-MM-dd"], timeZone: timeZone ?? "UTC", pivot: 70)
    guard case .success(let instant)? = day?.parse(bytes.view) else { return nil }
    self = .day(instant.seconds)
  }

  private static func seconds(of unit: Character?) -> Int64? {
    switch unit {
    case "h": 3600
    case "d": 86_400
    case "w": 7 * 86_400
    default: nil
    }
  }
}

/// Says a condition in a few words, for counts.
enum ConditionLabel {
  static func label(_ map: DocumentMap) -> String {
    if let child = map.map("not") { return "not \(bracketed(child))" }
    for word in ["any", "all"] where map.has(word) {
      let separator = word == "any" ? " or " : " and "
      return map.maps(word).map { bracketed($0) }.joined(separator: separator)
    }
    let field = map.texts("field").map(\.value).joined(separator: " or ")
    if let text = map.text("equals")?.value { return "\(field) = \(text)" }
    if map.has("in") { return "\(field) in \(shortened(map.texts("in").map(\.value)))" }
    if let text = map.text("matches")?.value { return "\(field) matches \(text)" }
    if let age = map.text("newer_than")?.value { return "\(field) newer than \(age)" }
    return map.flag("present") == false ? "\(field) empty" : "\(field) present"
  }

  private static func bracketed(_ map: DocumentMap) -> String {
    map.has("any") || map.has("all") ? "(\(label(map)))" : label(map)
  }

  private static func shortened(_ texts: [String]) -> String {
    texts.count <= 4
      ? texts.joined(separator: ", ") : texts.prefix(3).joined(separator: ", ") + ", … (\(texts.count))"
  }
}

extension String {
  /// Without white space around it, as the executor compares.
  var trimmingBlanks: String {
    let bytes = ConstantBytes(self)
    return String(decoding: TextConversion.trim(bytes.view), as: UTF8.self)
  }
}
