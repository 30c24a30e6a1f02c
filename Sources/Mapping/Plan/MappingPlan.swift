import Records

/// A checked mapping, ready to run.
public final class MappingPlan: Sendable {
  public let name: String
  public let description: String?
  /// The constant `origin`; nil where each record has its own.
  public let origin: String?
  public let source: SourceOptions
  /// What readers must give: slot i of a row is selector i.
  public let selectors: SelectorSet
  /// The output fields, those of the product first.
  public let fields: [OutputField]
  /// What each condition of `where` is called, in order.
  public let filterLabels: [String]
  public let cases: [MappingCase]
  /// What is to be looked up in the catalog for each product; nil where nothing is.
  public let enrichment: Enrichment?

  /// The mapping file's name.
  let file: String
  let program: MappingProgram
  let selectorGroups: [SelectorGroup]

  init(
    header: PlanHeader, source: SourceOptions, selectors: SelectorSet, groups: [SelectorGroup],
    fields: [OutputField], filterLabels: [String], cases: [MappingCase], enrichment: Enrichment?,
    program: MappingProgram
  ) {
    name = header.name
    description = header.description
    origin = header.origin
    file = header.file
    self.source = source
    self.selectors = selectors
    self.selectorGroups = groups
    self.fields = fields
    self.filterLabels = filterLabels
    self.cases = cases
    self.enrichment = enrichment
    self.program = program
  }
}

/// What a plan says of itself.
struct PlanHeader: Sendable {
  var name: String
  var description: String?
  var origin: String?
  var file: String
}

/// Selectors of one value, of which a file must have one.
struct SelectorGroup: Sendable {
  struct Use: Sendable {
    var index: Int
    var mark: MappingMark
  }
  var uses: [Use]
  /// Whether a file may have none of them.
  var isOptional: Bool
  /// The value: `review.score`.
  var path: String
}

extension MappingPlan {
  /// What is wrong with a file's columns: values of the mapping whose selectors name none of them.
  ///
  /// Of alternatives (`from: [a, b]`) one must exist; `optional_column` lifts that.
  public func problems(binding: Binding, file: String) -> [Problem] {
    let unmatched = Set(binding.unmatched)
    return
      selectorGroups
      .filter { !$0.isOptional && $0.uses.allSatisfy { unmatched.contains($0.index) } }
      .compactMap { group in
        guard let first = group.uses.first else { return nil }
        return MappingProblem.unknownColumn(
          group.uses.map { selectors.selectors[$0.index] }, binding: binding, file: file,
          at: MappingProblem.position(first.mark, self.file), path: group.path)
      }
  }
}
