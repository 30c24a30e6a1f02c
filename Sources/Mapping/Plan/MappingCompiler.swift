import Records

/// What came of a mapping file: a plan, or everything that is wrong with it.
public struct CompiledMapping: Sendable {
  /// nil where a problem is an error.
  public var plan: MappingPlan?
  /// In the order of the file.
  public var problems: [Problem]

  public init(plan: MappingPlan?, problems: [Problem]) {
    self.plan = plan
    self.problems = problems
  }
}

/// Turns the text of a mapping file into a checked plan.
///
/// Reads the files of `lookup` too, so that a plan needs no files any more.
public struct MappingCompiler: Sendable {
  private let language: MappingLanguage

  /// A compiler for these source formats.
  public init(formats: [FormatDescription]) {
    language = MappingLanguage(formats: formats)
  }

  /// Checks a whole mapping.
  ///
  /// - Parameters:
  ///   - yaml: the text of the file.
  ///   - file: its name, for positions.
  ///   - folder: where the files of `lookup` are relative to.
  public func compile(yaml: String, file: String, folder: String) -> CompiledMapping {
    let (root, problems) = YAMLComposer.compose(yaml, file: file)
    guard let root else { return CompiledMapping(plan: nil, problems: problems) }
    let shape = DocumentCheck.problems(in: root, language: language, file: file)
    let builder = PlanBuilder(language: language, file: file, folder: folder)
    let plan = builder.build(MappingDocument(root: root))
    let all = Self.inFileOrder(problems + shape + builder.problems)
    let isGood = !all.contains { $0.severity == .error }
    return CompiledMapping(plan: isGood ? plan : nil, problems: all)
  }

  private static func inFileOrder(_ problems: [Problem]) -> [Problem] {
    func place(_ problem: Problem) -> MappingMark {
      MappingMark(line: problem.position?.line ?? 0, column: problem.position?.column ?? 0)
    }
    return problems.enumerated()
      .sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }
      .map(\.element)
  }
}
