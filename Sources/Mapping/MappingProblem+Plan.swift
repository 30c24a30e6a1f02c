import Records

// MARK: What a mapping means

extension MappingProblem {
  static func unknownColumn(
    _ names: [String], binding: Binding, file: String, at position: SourcePosition, path: String
  ) -> Problem {
    let found: Sentence
    if let name = names.first, names.count == 1 {
      let suggestion = NearestName.suggestion(for: name, among: binding.names)
      found = "\(quoted: name) is not a column of \(quoted: file)\(suggestion)"
    } else {
      found = "none of \(list(names)) is a column of \(quoted: file)"
    }
    let header = SourcePosition(file: file, line: binding.line)
    return Problem(
      "mapping.unknown-column", at: position, field: path, found,
      fix: "correct the name, or set 'optional_column: true' where a file may lack it",
      notes: [ProblemNote(position: header, sentence: columns(binding.names))])
  }

  /// `its 12 columns are 'id', 'product_id', 'stars' and 9 more`.
  private static func columns(_ names: [String]) -> String {
    guard let first = names.first else { return "it has no columns" }
    if names.count == 1 { return "its only column is \(Quotation.quote(first))" }
    guard names.count > 4 else { return "its \(names.count) columns are \(list(names))" }
    let shown = names.prefix(3).map { Quotation.quote($0) }.joined(separator: ", ")
    return "its \(names.count) columns are \(shown) and \(names.count - 3) more"
  }

  static func optionIsNoByte(_ option: Located<String>, orNone: Bool, path: String, file: String) -> Problem {
    let expected = orNone ? "one ASCII character, 'tab' or 'none'" : "one ASCII character or 'tab'"
    return Problem(
      "mapping.wrong-type", at: position(option.mark, file), field: path,
      "\(quoted: path) is \(quoted: option.value), but \(expected) is expected")
  }

  static func selector(_ selector: Located<String>, fault: String, path: String, file: String) -> Problem {
    Problem(
      "mapping.selector", at: position(selector.mark, file), field: path,
      "the selector \(quoted: selector.value): \(fault)")
  }

  static func pattern(_ pattern: Located<String>, _ fault: ConversionFault, path: String, file: String)
    -> Problem
  {
    Problem(
      "mapping.pattern", at: position(pattern.mark, file), field: path,
      "\(fault.sentence)")
  }

  static func replacement(
    _ text: Located<String>, _ fault: ConversionFault, path: String, file: String
  ) -> Problem {
    Problem(
      "mapping.replacement", at: position(text.mark, file), field: path,
      "\(fault.sentence)")
  }

  static func template(_ template: Located<String>, fault: String, path: String, file: String) -> Problem {
    Problem(
      "mapping.template", at: position(template.mark, file), field: path,
      "the template \(quoted: template.value) \(fault)")
  }

  static func dateFormat(_ fault: ConversionFault, at mark: MappingMark, path: String, file: String)
    -> Problem
  {
    Problem("mapping.date-format", at: position(mark, file), field: path, "\(fault.sentence)")
  }

  static func timeZone(_ fault: ConversionFault, at mark: MappingMark, path: String, file: String) -> Problem
  {
    Problem("mapping.time-zone", at: position(mark, file), field: path, "\(fault.sentence)")
  }

  static func ambiguousDates(
    _ first: String, _ second: String, at mark: MappingMark, path: String, file: String
  ) -> Problem {
    Problem(
      "mapping.ambiguous-dates", at: position(mark, file), field: path,
      "the formats \(quoted: first) and \(quoted: second) read the same text as different days",
      fix: "keep the one that the vendor writes")
  }

  static func range(_ sentence: String, at mark: MappingMark, path: String, file: String) -> Problem {
    Problem("mapping.range", at: position(mark, file), field: path, "\(sentence)")
  }

  static func age(_ text: Located<String>, path: String, file: String) -> Problem {
    Problem(
      "mapping.age", at: position(text.mark, file), field: path,
      "\(quoted: path) is \(quoted: text.value), but \(ValueShape.age.expectation) is expected")
  }

  static func labelCount(_ labels: Int, selectors: Int, at mark: MappingMark, path: String, file: String)
    -> Problem
  {
    Problem(
      "mapping.range", at: position(mark, file), field: path,
      "there are \(labels) labels for \(selectors) selectors, but each selector needs one")
  }

  static func lookupFile(_ sentence: Sentence, at mark: MappingMark, path: String, file: String) -> Problem {
    Problem("mapping.lookup-file", at: position(mark, file), field: path, sentence)
  }

  static func reservedField(_ name: Located<String>, file: String) -> Problem {
    Problem(
      "mapping.conflict", at: position(name.mark, file), field: "review.extra.\(name.value)",
      "\(quoted: name.value) is a field of every review; it belongs under 'review', not under 'extra'")
  }

  static func dateKeysNeedType(_ key: String, at mark: MappingMark, path: String, file: String) -> Problem {
    Problem(
      "mapping.conflict", at: position(mark, file), field: "\(path).\(key)",
      "\(quoted: key) has no effect without 'type: date_time'")
  }

  static func partOutsideSplit(_ selector: Located<String>, path: String, file: String) -> Problem {
    Problem(
      "mapping.selector", at: position(selector.mark, file), field: path,
      "the selector '.' stands for a part of 'each' here, which 'where' cannot test")
  }

  static func noOrigin(at mark: MappingMark, file: String) -> Problem {
    Problem(
      "mapping.missing-key", at: position(mark, file), field: "origin",
      """
      the mapping has neither 'origin' nor 'product.origin'; PX Insights needs the platform that reviews \
      come from
      """
    )
  }

  static func caseForOtherFormat(_ format: String, at mark: MappingMark, path: String, file: String)
    -> Problem
  {
    Problem(
      "mapping.conflict", at: position(mark, file), field: path,
      "a case of format \(quoted: format) has an 'input', not a 'record'")
  }

  static func caseCell(_ column: String, at mark: MappingMark, path: String, file: String) -> Problem {
    Problem(
      "mapping.wrong-type", at: position(mark, file), field: path,
      "the cell \(quoted: column) is a list or a map, but text is expected")
  }

  static func expectedField(_ name: Located<String>, among names: [String], path: String, file: String)
    -> Problem
  {
    let suggestion = NearestName.suggestion(for: name.value, among: names)
    return Problem(
      "mapping.unknown-key", at: position(name.mark, file), field: path,
      "\(quoted: name.value) is not a field that this mapping makes\(suggestion)")
  }

  static func expectedLabel(_ label: Located<String>, among labels: [String], path: String, file: String)
    -> Problem
  {
    let suggestion = NearestName.suggestion(for: label.value, among: labels)
    return Problem(
      "mapping.unknown-key", at: position(label.mark, file), field: path,
      "\(quoted: label.value) is not the label of a condition\(suggestion)")
  }
}
