import Records

extension PlanBuilder {
  /// The checked `source:` block, with the defaults of its format; sets `format`.
  func buildSource(_ map: DocumentMap) -> SourceOptions? {
    guard let name = map.text("format")?.value,
      let format = language.formats.first(where: { $0.name == name })
    else { return nil }
    self.format = format
    var options = SourceOptions(format: name)
    for option in format.options {
      options.values[option.name] = value(of: option, in: map) ?? option.defaultValue
    }
    return options
  }

  private func value(of option: OptionDescription, in map: DocumentMap) -> OptionValue? {
    switch option.kind {
    case .text, .choice: map.text(option.name).map { .text($0.value) }
    case .flag: map.flag(option.name).map { .flag($0) }
    case .integer: map.integer(option.name).map { .integer($0) }
    case .textList: map.has(option.name) ? .textList(map.texts(option.name).map(\.value)) : nil
    case .byte(let orNone):
      map.text(option.name).flatMap { byte($0, orNone: orNone, path: map.join(option.name)) }
    }
  }

  private func byte(_ text: Located<String>, orNone: Bool, path: String) -> OptionValue? {
    if text.value == "tab" || text.value == "\\t" { return .byte(9) }
    if orNone, text.value == "none" { return .byte(nil) }
    let bytes = Array(text.value.utf8)
    guard bytes.count == 1, bytes[0] < 128 else {
      problems.append(MappingProblem.optionIsNoByte(text, orNone: orNone, path: path, file: file))
      return nil
    }
    return .byte(bytes[0])
  }

  /// The selector of items for the reader, or the separator of a split; sets `splitSelector`.
  func buildEach(_ each: DocumentValue?) -> (selector: String?, separator: String) {
    switch each {
    case .short(let selector)?:
      if let fault = format?.selectorFault(selector.value) {
        problems.append(MappingProblem.selector(selector, fault: fault, path: "each", file: file))
      }
      return (selector.value, "")
    case .long(let map)?:
      guard let from = map.text("from"), let split = map.text("split") else { return (nil, "") }
      if split.value.isEmpty {
        problems.append(
          MappingProblem.range(
            "'each.split' is empty, so it cannot separate anything", at: split.mark, path: "each.split",
            file: file))
      }
      _ = slots(ofAll: [from], isOptional: false, path: "each.from")
      splitSelector = from
      return (nil, split.value)
    case nil: return (nil, "")
    }
  }
}
