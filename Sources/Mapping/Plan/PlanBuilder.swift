import Records

/// Makes a plan from a document, and collects what shapes alone cannot tell.
///
/// Works on wrong documents too, so that all problems come at once: what has no legal shape is skipped here.
final class PlanBuilder {
  let language: MappingLanguage
  let file: String
  let folder: String
  var problems: [Problem] = []
  var draft = ProgramDraft()
  var fields: [OutputField] = []
  var selectors: [String] = []
  var groups: [SelectorGroup] = []
  var format: FormatDescription?
  /// The selector that `each` splits; `.` then stands for a part.
  var splitSelector: Located<String>?
  private var selectorIndices: [String: Int] = [:]

  init(language: MappingLanguage, file: String, folder: String) {
    self.language = language
    self.file = file
    self.folder = folder
  }

  func build(_ document: MappingDocument) -> MappingPlan? {
    let source = document.source.flatMap(buildSource)
    let each = buildEach(document.each)
    let labels = buildConditions(document.conditions)
    let counts = buildFields(document)
    let split = splitSelector.map {
      SplitProgram(slot: index(of: $0.value), separator: ConstantBytes(each.separator))
    }
    let cases = buildCases(document.cases, labels: labels)
    let enrichment = buildEnrichment(document)
    guard let source, let name = document.name?.value else { return nil }
    let program = MappingProgram(
      draft, productStepCount: counts.productSteps, identifierSteps: counts.identifiers, split: split)
    return MappingPlan(
      header: PlanHeader(
        name: name, description: document.description?.value, origin: document.origin?.value, file: file),
      source: source, selectors: SelectorSet(selectors: selectors, each: each.selector), groups: groups,
      fields: fields, filterLabels: labels, cases: cases, enrichment: enrichment, program: program)
  }

  // MARK: Selectors

  /// The slot of a part of a split: the executor puts it before the slots of the row.
  static let partSlot = -1

  /// The slot of a selector.
  func index(of selector: String) -> Int {
    if let index = selectorIndices[selector] { return index }
    selectorIndices[selector] = selectors.count
    selectors.append(selector)
    return selectors.count - 1
  }

  /// The slot of a selector of a value, checked by the format; `.` may be the part of a split.
  func slot(of selector: Located<String>, path: String) -> Int {
    if splitSelector != nil, selector.value == "." { return Self.partSlot }
    if let fault = format?.selectorFault(selector.value) {
      problems.append(MappingProblem.selector(selector, fault: fault, path: path, file: file))
    }
    return index(of: selector.value)
  }

  /// The slots of alternatives, of which a file must have one.
  func slots(ofAlternatives selectors: [Located<String>], isOptional: Bool, path: String) -> [Int] {
    let slots = selectors.map { slot(of: $0, path: path) }
    let uses = zip(slots, selectors).filter { $0.0 != Self.partSlot }
      .map { SelectorGroup.Use(index: $0.0, mark: $0.1.mark) }
    if uses.count == selectors.count, !uses.isEmpty {
      groups.append(SelectorGroup(uses: uses, isOptional: isOptional, path: path))
    }
    return slots
  }

  /// The slots of selectors that a file must all have.
  func slots(ofAll selectors: [Located<String>], isOptional: Bool, path: String) -> [Int] {
    selectors.flatMap { slots(ofAlternatives: [$0], isOptional: isOptional, path: path) }
  }

  // MARK: Regular expressions

  func expression(_ pattern: Located<String>?, path: String) -> RegularExpression? {
    guard let pattern, !pattern.value.isEmpty else { return nil }
    do throws(ConversionFault) {
      return try RegularExpression(pattern.value)
    } catch {
      problems.append(MappingProblem.pattern(pattern, error, path: path, file: file))
      return nil
    }
  }
}
